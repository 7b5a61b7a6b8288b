//! A report in, a file out that appears when all of it is there.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::file::{Existing, NewFile};

/// Writes a file in the place of what was there. A device or a pipe is written to, and stays.
///
/// # Errors
/// If the file cannot be written; what was there before is there still.
pub fn write(target: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let is_special = fs::metadata(target).is_ok_and(|about| !about.is_file());
    if is_special {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(target)?);
        content(&mut out)?;
        return out.flush();
    }
    // Behind a symbolic link is the file that is meant.
    let target = fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
    let mut out = BufWriter::with_capacity(1 << 16, NewFile::create(&target, Existing::Replace)?);
    content(&mut out)?;
    out.into_inner().map_err(io::IntoInnerError::into_error)?.commit()
}
