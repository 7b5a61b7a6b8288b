//! Names files and directories that are not complete yet, and removes those that killed runs left.
//!
//! Until it is complete, what becomes NAME is `.NAME.PID.tmp` beside its place, and locked. A run that is killed leaves that,
//! unlocked; the next one for the same place removes it.

use std::fs::{self, File, FileType};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// More than anybody starts at the same time.
const ATTEMPTS: u32 = 100;

/// Makes something under a name that is ours, and locks it. `make` creates it at a path where nothing may be.
///
/// # Errors
/// Those of `make`; too many runs are at work.
pub(super) fn create(target: &Path, make: impl Fn(&Path) -> io::Result<File>) -> io::Result<(File, PathBuf)> {
    // In another container, or another thread, a process of our number may be at work on the same target.
    for attempt in 0..ATTEMPTS {
        let suffix = if attempt == 0 { String::new() } else { format!(".{attempt}") };
        let id = format!("{}{suffix}", std::process::id());
        let temporary = target.with_file_name(format!(".{}.{id}.tmp", file_name(target)));
        let file = match make(&temporary) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        };
        // Where there are no locks nobody takes ours for an orphan either. Before this one somebody may have done so.
        match file.try_lock() {
            Ok(()) | Err(fs::TryLockError::Error(_)) if is_named(&file, &temporary) => return Ok((file, temporary)),
            Ok(()) | Err(_) => {}
        }
    }
    let message = format!("{ATTEMPTS} runs are writing this at the same time");
    Err(io::Error::new(ErrorKind::ResourceBusy, message))
}

/// Makes a directory under a name that is ours, where directories cannot be locked.
///
/// # Errors
/// If it cannot be made.
pub(super) fn create_unlocked(target: &Path) -> io::Result<PathBuf> {
    let temporary = target.with_file_name(format!(".{}.{}.tmp", file_name(target), std::process::id()));
    fs::create_dir(&temporary)?;
    Ok(temporary)
}

/// Removes with `remove` what has a temporary name of this target, is of this kind, and is held by no living process. What
/// cannot be removed harms nobody.
pub(super) fn remove_orphans(
    target: &Path,
    is_wanted: impl Fn(FileType) -> bool,
    open: impl Fn(&Path) -> io::Result<File>,
    remove: impl Fn(&Path) -> io::Result<()>,
) {
    let name = file_name(target);
    for entry in fs::read_dir(directory_of(target)).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_str().is_some_and(|other| is_temporary_of(other, &name));
        if !is_ours || !entry.file_type().is_ok_and(&is_wanted) {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = open(&path)
            && file.try_lock().is_ok()
            && is_named(&file, &path)
        {
            let _ = remove(&path);
        }
    }
}

/// Whether this is a temporary name of what becomes `target`.
pub(super) fn is_temporary_of(name: &str, target: &str) -> bool {
    let rest =
        name.strip_prefix('.').and_then(|rest| rest.strip_prefix(target)).and_then(|rest| rest.strip_prefix('.'));
    let id = rest.and_then(|rest| rest.strip_suffix(".tmp"));
    let is_of_id = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    id.is_some_and(|id| id.starts_with(|c: char| c.is_ascii_digit()) && id.bytes().all(is_of_id))
}

fn file_name(target: &Path) -> String {
    target.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The directory that something lies in.
pub(super) fn directory_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

/// Makes new names in a directory safe. Elsewhere than on Unix directories cannot be opened.
pub(super) fn sync(directory: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
}

/// Whether the open file is the one that has the name now.
#[cfg(unix)]
fn is_named(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |about: fs::Metadata| (about.dev(), about.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(named)) => identity(open) == identity(named),
        (Ok(_) | Err(_), _) => false,
    }
}

/// Whether the open file is the one that has the name now: an open file keeps its name here.
#[cfg(not(unix))]
fn is_named(_file: &File, path: &Path) -> bool {
    path.exists()
}
