//! Bytes in, a file out that appears under its name only when all of it is on the disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What to do about a file that is there already.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Existing {
    /// Leave it, and fail.
    Refuse,
    /// Put the new file in its place, once that is complete.
    Replace,
}

/// A file that is being written beside its place. Until it is [committed](NewFile::commit), what was in its place is there;
/// dropped before, it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    temporary: PathBuf,
    target: PathBuf,
    existing: Existing,
    is_committed: bool,
}

impl NewFile {
    /// Starts a file in the directory of `target`.
    ///
    /// # Errors
    /// If it cannot be created, or there is a file that may not be replaced.
    pub fn create(target: &Path, existing: Existing) -> io::Result<NewFile> {
        check(target, existing)?;
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let temporary = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let file = OpenOptions::new().write(true).read(true).create_new(true).open(&temporary)?;
        Ok(NewFile { file, temporary, target: target.to_owned(), existing, is_committed: false })
    }

    /// Puts the bytes on the disk; the file has its name after [`commit`](NewFile::commit) only.
    ///
    /// # Errors
    /// If the disk does not take them.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all()
    }

    /// Lets the same people read and write the file as another.
    ///
    /// # Errors
    /// If the system does not allow it.
    pub fn set_permissions(&self, permissions: fs::Permissions) -> io::Result<()> {
        self.file.set_permissions(permissions)
    }

    /// Gives the file its name, once it is on the disk.
    ///
    /// # Errors
    /// If the disk does not take it, or a file that may not be replaced has come up.
    pub fn commit(mut self) -> io::Result<()> {
        self.sync()?;
        check(&self.target, self.existing)?;
        fs::rename(&self.temporary, &self.target)?;
        self.is_committed = true;
        sync_directory(&self.target)
    }
}

/// Fails where there is a file that may not be replaced.
fn check(target: &Path, existing: Existing) -> io::Result<()> {
    match existing {
        Existing::Refuse if fs::symlink_metadata(target).is_ok() => Err(io::Error::new(
            io::ErrorKind::AlreadyExists,
            format!("{} exists; --force replaces it", target.display()),
        )),
        Existing::Refuse | Existing::Replace => Ok(()),
    }
}

/// A new name is safe when its directory is. Elsewhere than on Unix directories cannot be opened.
fn sync_directory(target: &Path) -> io::Result<()> {
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    if cfg!(unix) { File::open(directory)?.sync_all() } else { Ok(()) }
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
