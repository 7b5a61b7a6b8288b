//! Renames without losing what is there: in the place of nothing, or by an exchange.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// Gives a file or a directory a name that nothing has. Where the system cannot do both at once, another program may take the
/// name in between, and loses what it wrote.
///
/// # Errors
/// Something has the name, or the system does not allow it.
pub(super) fn without_replacing(from: &Path, to: &Path) -> io::Result<()> {
    match flagged::without_replacing(from, to) {
        Err(error) if is_unsupported(&error) => match fs::symlink_metadata(to) {
            Ok(_) => Err(ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(from, to),
        },
        renamed => renamed,
    }
}

/// Exchanges the names of two directories at once.
///
/// # Errors
/// One of them is not there, or the system does not allow it; [`is_unsupported`] says whether it cannot exchange these.
pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    flagged::exchange(one, other)
}

/// Whether the error says that the system, or the file system, has no such operation for these names: also for mount points,
/// and for directories of the image below a container's.
pub(super) fn is_unsupported(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::Unsupported | ErrorKind::InvalidInput | ErrorKind::CrossesDevices | ErrorKind::ResourceBusy
    )
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
mod flagged {
    use std::io;
    use std::path::Path;

    use rustix::fs::{CWD, RenameFlags, renameat_with};

    pub(super) fn without_replacing(from: &Path, to: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE)?)
    }

    pub(super) fn exchange(one: &Path, other: &Path) -> io::Result<()> {
        Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
mod flagged {
    use std::io::{self, ErrorKind};
    use std::path::Path;

    pub(super) fn without_replacing(_from: &Path, _to: &Path) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }

    pub(super) fn exchange(_one: &Path, _other: &Path) -> io::Result<()> {
        Err(ErrorKind::Unsupported.into())
    }
}
