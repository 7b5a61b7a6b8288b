//! Texts that lie over the files of the disk: what an editor shows and has not saved.
//!
//! They hold for the whole process, so that no way of reading a file can forget them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// The texts by the real paths of their files.
static TEXTS: RwLock<Overlay> = RwLock::new(Overlay { edited: BTreeMap::new(), stand_ins: BTreeMap::new() });

struct Overlay {
    /// What is edited.
    edited: BTreeMap<PathBuf, Arc<str>>,
    /// What is read in the place of a text that makes no sense at the moment; it counts more.
    stand_ins: BTreeMap<PathBuf, Arc<str>>,
}

/// Lays a text over a file, whether the file is there or not.
#[cfg(feature = "lsp")]
pub(crate) fn put(path: &Path, text: Arc<str>) {
    TEXTS.write().unwrap_or_else(PoisonError::into_inner).edited.insert(key(path), text);
}

/// Takes the text away that lies over a file.
#[cfg(feature = "lsp")]
pub(crate) fn remove(path: &Path) {
    TEXTS.write().unwrap_or_else(PoisonError::into_inner).edited.remove(&key(path));
}

/// Does something while a text is read in the place of a file, whatever else lies over it.
#[cfg(feature = "lsp")]
pub(crate) fn with_stand_in<T>(path: &Path, text: Arc<str>, work: impl FnOnce() -> T) -> T {
    let standing_in = StandIn(key(path));
    TEXTS.write().unwrap_or_else(PoisonError::into_inner).stand_ins.insert(standing_in.0.clone(), text);
    work()
}

/// A text that is read in the place of a file, as long as this is there.
#[cfg(feature = "lsp")]
struct StandIn(PathBuf);

#[cfg(feature = "lsp")]
impl Drop for StandIn {
    fn drop(&mut self) {
        TEXTS.write().unwrap_or_else(PoisonError::into_inner).stand_ins.remove(&self.0);
    }
}

/// The text that lies over a file, if there is one.
pub(super) fn text(path: &Path) -> Option<Arc<str>> {
    let texts = TEXTS.read().unwrap_or_else(PoisonError::into_inner);
    // The real path of a file takes long to find, and few files are edited at a time.
    let has_name = |known: &PathBuf| known.file_name() == path.file_name() || path.is_symlink();
    if !texts.edited.keys().chain(texts.stand_ins.keys()).any(has_name) {
        return None;
    }
    let key = key(path);
    texts.stand_ins.get(&key).or_else(|| texts.edited.get(&key)).cloned()
}

/// The real path of a file; where there is no file, that of its directory, and its name.
fn key(path: &Path) -> PathBuf {
    let beside = || {
        let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(fs::canonicalize(directory).ok()?.join(path.file_name()?))
    };
    fs::canonicalize(path).ok().or_else(beside).unwrap_or_else(|| path.to_owned())
}

#[cfg(all(test, feature = "lsp"))]
mod tests {
    use super::*;

    #[test]
    fn texts_lie_over_files_until_they_are_taken_away() {
        let directory = tempfile::tempdir().expect("a directory for the test");
        let (file, roundabout) = (directory.path().join("overlaid.avsc"), directory.path().join("./overlaid.avsc"));
        fs::write(&file, "\"int\"").expect("a new file");
        put(&roundabout, "\"long\"".into());
        assert_eq!(text(&file).as_deref(), Some("\"long\""));
        let read = with_stand_in(&file, "\"string\"".into(), || text(&file));
        assert_eq!(read.as_deref(), Some("\"string\""));
        assert_eq!(text(&file).as_deref(), Some("\"long\""));
        assert_eq!(text(&directory.path().join("other.avsc")), None);
        remove(&file);
        assert_eq!(text(&file), None);
    }
}
