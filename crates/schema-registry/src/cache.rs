//! Keeps answers that never change in a directory, so that a later run does not ask for them again.
//!
//! The schema of an id never changes. That of a version changes if its subject is deleted for good and registered anew, so it is
//! kept together with the state of its subject, and counts only as long as that is the same. Lists and levels are never kept.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::hex::sha256;
use super::remark::{Remark, Remarks};

/// The marker that tools for backups look for.
const TAG: (&str, &str) =
    ("CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# Answers of schema registries.\n");

/// The answers of one registry.
pub(crate) struct Cache {
    directory: PathBuf,
    remarks: Remarks,
}

impl Cache {
    /// The part of a cache directory that belongs to one registry: an address, and a context.
    pub(crate) fn new(root: &Path, registry: &str, remarks: Remarks) -> Cache {
        let cache = Cache { directory: root.join(sha256(registry.as_bytes())), remarks };
        let tagged = fs::create_dir_all(&cache.directory).and_then(|()| match root.join(TAG.0) {
            tag if tag.exists() => Ok(()),
            tag => fs::write(tag, TAG.1),
        });
        if let Err(error) = tagged {
            cache.failed(&error);
        }
        cache
    }

    /// What was kept for a request in this state, unless it is damaged.
    pub(crate) fn get(&self, request: &str, state: &str) -> Option<Vec<u8>> {
        let mut kept = match fs::read(self.path(request)) {
            Ok(kept) => kept,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
            Err(error) => {
                self.failed(&error);
                return None;
            }
        };
        let digest_ends = kept.iter().position(|byte| *byte == b'\n')?;
        let body = kept.split_off(digest_ends + 1);
        (kept[..digest_ends] == *digest(state, &body).as_bytes()).then_some(body)
    }

    /// Keeps the answer to a request in this state, instead of that in another one. The file is complete or absent.
    pub(crate) fn put(&self, request: &str, state: &str, body: &[u8]) {
        let put = || {
            let mut file = tempfile::NamedTempFile::new_in(&self.directory)?;
            writeln!(file, "{}", digest(state, body))?;
            file.write_all(body)?;
            file.persist(self.path(request)).map_err(|error| error.error)?;
            Ok::<(), io::Error>(())
        };
        if let Err(error) = put() {
            self.failed(&error);
        }
    }

    fn path(&self, request: &str) -> PathBuf {
        self.directory.join(sha256(request.as_bytes()))
    }

    fn failed(&self, error: &io::Error) {
        self.remarks.add(Remark::CacheFailed { directory: self.directory.clone(), cause: error.to_string() });
    }
}

fn digest(state: &str, body: &[u8]) -> String {
    sha256(&[state.as_bytes(), b"\n", body].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_not_there() {
        let root = tempfile::tempdir().expect("a directory");
        let (cache, other) =
            (Cache::new(root.path(), "a", Remarks::default()), Cache::new(root.path(), "b", Remarks::default()));
        cache.put("/schemas/ids/1", "", b"{}");
        assert_eq!(cache.get("/schemas/ids/1", "").as_deref(), Some(&b"{}"[..]));
        assert_eq!((cache.get("/schemas/ids/2", ""), other.get("/schemas/ids/1", "")), (None, None));

        cache.put("/subjects/a/versions/1", "before", b"{}");
        assert_eq!(cache.get("/subjects/a/versions/1", "after"), None);
        assert_eq!(cache.get("/subjects/a/versions/1", "before").as_deref(), Some(&b"{}"[..]));

        for damaged in [&b""[..], b"{}", b"\n{}", b"0000\n{}"] {
            fs::write(cache.path("/schemas/ids/1"), damaged).expect("it is writable");
            assert_eq!(cache.get("/schemas/ids/1", ""), None);
        }
        assert!(cache.remarks.all().is_empty());
    }

    #[test]
    fn a_directory_that_cannot_be_used_is_a_remark() {
        let root = tempfile::tempdir().expect("a directory");
        let file = root.path().join("file");
        fs::write(&file, "").expect("it is writable");
        let cache = Cache::new(&file, "a", Remarks::default());
        cache.put("/schemas/ids/1", "", b"{}");
        assert_eq!(cache.get("/schemas/ids/1", ""), None);
        assert!(!cache.remarks.all().is_empty());
    }
}
