//! Writes a file that appears under its name only when all of it is on the disk.
//!
//! This is written here and not taken from a library because several files have to appear together, what was there must not be
//! replaced unasked, and what killed runs leave has to be distinguished from what running ones are writing.
//! Until then it is `.NAME.PID.tmp` beside its place, and locked. A run that is killed leaves that, unlocked; the next
//! one for the same place removes it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// What to do about a file that is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Existing {
    /// Leave it, and fail.
    Refuse,
    /// Put the new file in its place, once that is complete.
    Replace,
}

/// A file that is being written beside its place. Until it is [committed](NewFile::commit), what was in its place is there;
/// dropped before, it leaves nothing.
#[derive(Debug)]
pub(crate) struct NewFile {
    file: File,
    temporary: PathBuf,
    target: PathBuf,
    existing: Existing,
    is_committed: bool,
}

impl NewFile {
    /// Starts a file in the directory of `target`, and removes what runs that were killed left there of it.
    ///
    /// # Errors
    /// If it cannot be created, or there is a file that may not be replaced.
    pub(crate) fn create(target: &Path, existing: Existing) -> io::Result<NewFile> {
        check(target, existing)?;
        remove_orphans(target);
        let (file, temporary) = create_temporary(target)?;
        Ok(NewFile { file, temporary, target: target.to_owned(), existing, is_committed: false })
    }

    /// Lets the same people read and write the file as another.
    ///
    /// # Errors
    /// If the system does not allow it.
    pub(crate) fn set_permissions(&self, permissions: fs::Permissions) -> io::Result<()> {
        self.file.set_permissions(permissions)
    }

    /// Gives the file its name, once it is on the disk.
    ///
    /// # Errors
    /// If the disk does not take it, or a file that may not be replaced has come up.
    pub(crate) fn commit(self) -> io::Result<()> {
        commit_all([self]).map_err(|(_, error)| error)
    }
}

/// Gives files of one directory their names, once all of them are on the disk.
///
/// # Errors
/// The place of the first file that the disk does not take, or where a file that may not be replaced has come up.
pub(crate) fn commit_all<const N: usize>(mut files: [NewFile; N]) -> Result<(), (PathBuf, io::Error)> {
    for NewFile { file, target, existing, .. } in &files {
        file.sync_all().and_then(|()| check(target, *existing)).map_err(|error| (target.clone(), error))?;
    }
    for NewFile { temporary, target, is_committed, .. } in &mut files {
        fs::rename(temporary, &*target).map_err(|error| (target.clone(), error))?;
        *is_committed = true;
    }
    let last = files.last().map(|file| file.target.as_path());
    last.map_or(Ok(()), |target| sync_directory(target).map_err(|error| (target.to_owned(), error)))
}

/// A file that is ours: locked, and under its name.
fn create_temporary(target: &Path) -> io::Result<(File, PathBuf)> {
    let mut options = OpenOptions::new();
    options.write(true).read(true).create_new(true);
    // In another container, or another thread, a process of our number may be at work on the same target.
    for attempt in 0..ATTEMPTS {
        let suffix = if attempt == 0 { String::new() } else { format!(".{attempt}") };
        let id = format!("{}{suffix}", std::process::id());
        let temporary = target.with_file_name(format!(".{}.{id}.tmp", file_name(target)));
        let file = match options.open(&temporary) {
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
    let message = format!("{} runs are writing this file at the same time", ATTEMPTS);
    Err(io::Error::new(ErrorKind::ResourceBusy, message))
}

/// More than anybody starts at the same time.
const ATTEMPTS: u32 = 100;

/// Removes the temporary files of this target that no living process holds. What cannot be removed harms nobody.
fn remove_orphans(target: &Path) {
    let start = format!(".{}.", file_name(target));
    let is_ours = |name: &str| {
        let id = name.strip_prefix(&start).and_then(|rest| rest.strip_suffix(".tmp"));
        id.is_some_and(|id| id.starts_with(|c: char| c.is_ascii_digit()) && id.bytes().all(is_of_id))
    };
    for entry in fs::read_dir(directory_of(target)).into_iter().flatten().flatten() {
        if !entry.file_name().to_str().is_some_and(is_ours) || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = OpenOptions::new().write(true).open(&path)
            && file.try_lock().is_ok()
            && is_named(&file, &path)
        {
            let _ = fs::remove_file(&path);
        }
    }
}

fn is_of_id(byte: u8) -> bool {
    byte.is_ascii_digit() || byte == b'.'
}

fn file_name(target: &Path) -> String {
    target.file_name().unwrap_or_default().to_string_lossy().into_owned()
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

/// Fails where there is a file that may not be replaced.
fn check(target: &Path, existing: Existing) -> io::Result<()> {
    match existing {
        Existing::Refuse if fs::symlink_metadata(target).is_ok() => {
            Err(io::Error::new(ErrorKind::AlreadyExists, format!("{} exists; --force replaces it", target.display())))
        }
        Existing::Refuse | Existing::Replace => Ok(()),
    }
}

/// A new name is safe when its directory is. Elsewhere than on Unix directories cannot be opened.
fn sync_directory(target: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(directory_of(target))?.sync_all() } else { Ok(()) }
}

fn directory_of(target: &Path) -> &Path {
    match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_committed {
            // Nobody is left to tell; the name says what it is.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

#[cfg(test)]
mod tests;
