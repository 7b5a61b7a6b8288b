//! Writes a file that appears under its name only when all of it is on the disk.
//!
//! This is written here and not taken from a library because several files have to appear together, what was there must not be
//! replaced unasked, and what killed runs leave has to be distinguished from what running ones are writing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::orphan::{self, directory_of};
use super::rename;
use crate::model::path::typed;
use crate::source::config::find::from_here;

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
    /// Starts a file in the directory of `target`, and removes what runs that were killed left there of it. A file that is to
    /// be replaced passes on who may read and write it.
    ///
    /// # Errors
    /// If it cannot be created, or there is a file that may not be replaced.
    pub(crate) fn create(target: &Path, existing: Existing) -> io::Result<NewFile> {
        check(target, existing)?;
        let open = |path: &Path| OpenOptions::new().write(true).open(path);
        orphan::remove_orphans(target, |kind| kind.is_file(), open, |path| fs::remove_file(path));
        let make = |path: &Path| OpenOptions::new().write(true).read(true).create_new(true).open(path);
        let (file, temporary) = orphan::create(target, make)?;
        let file = NewFile { file, temporary, target: target.to_owned(), existing, is_committed: false };
        if let Ok(before) = fs::symlink_metadata(target)
            && before.is_file()
        {
            keep_access(&file.file, &before)?;
        }
        Ok(file)
    }

    /// The file, under its temporary name.
    pub(super) fn file(&self) -> &File {
        &self.file
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
    for NewFile { temporary, target, existing, is_committed, .. } in &mut files {
        let renamed = match existing {
            Existing::Refuse => rename::without_replacing(temporary, target),
            Existing::Replace => fs::rename(temporary, &*target),
        };
        renamed.map_err(|error| (target.clone(), if_taken(target, error)))?;
        *is_committed = true;
    }
    let last = files.last().map(|file| file.target.as_path());
    last.map_or(Ok(()), |target| orphan::sync(directory_of(target)).map_err(|error| (target.to_owned(), error)))
}

/// Lets the same people read and write a file as the one before it.
pub(super) fn keep_access(file: &File, before: &fs::Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // Only the system's administrator may give files away, and is the only one who would take them away here.
        let _ = fchown(file, Some(before.uid()), Some(before.gid()));
    }
    file.set_permissions(before.permissions())
}

/// Keeps other runs of this program from changing files of a directory, until it is dropped or the process ends, however it
/// ends. `None` where directories cannot be locked, such as on Windows and on some network file systems.
pub(crate) fn lock(directory: &Path) -> Option<File> {
    let directory = File::open(directory).ok()?;
    directory.lock().is_ok().then_some(directory)
}

/// The same, unless another run does so now.
///
/// # Errors
/// If one does.
pub(crate) fn lock_alone(directory: &Path) -> io::Result<Option<File>> {
    let Ok(file) = File::open(directory) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(fs::TryLockError::Error(_)) => Ok(None),
        Err(fs::TryLockError::WouldBlock) => {
            let message = "another run writes there; wait for it, or name another directory";
            Err(io::Error::new(ErrorKind::ResourceBusy, format!("{}: {message}", typed(&from_here(directory)))))
        }
    }
}

/// Fails where there is a file that may not be replaced.
fn check(target: &Path, existing: Existing) -> io::Result<()> {
    match existing {
        Existing::Refuse if fs::symlink_metadata(target).is_ok() => Err(taken(target)),
        Existing::Refuse | Existing::Replace => Ok(()),
    }
}

/// Says that something is there already.
pub(super) fn taken(target: &Path) -> io::Error {
    let name = typed(&from_here(target));
    io::Error::new(ErrorKind::AlreadyExists, format!("{name} exists; --force replaces it"))
}

fn if_taken(target: &Path, error: io::Error) -> io::Error {
    if error.kind() == ErrorKind::AlreadyExists { taken(target) } else { error }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Seek for NewFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file.seek(to)
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
