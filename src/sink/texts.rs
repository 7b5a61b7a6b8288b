//! Writes texts into files: reports, files that must not be there before, and schema files in the place of what was read.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::file::{Existing, NewFile};

/// Writes a file in the place of what was there. A device or a pipe is written to, and stays.
///
/// # Errors
/// If the file cannot be written; what was there before is there still.
pub(crate) fn write_report(target: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
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

/// Writes the files, and makes the directories above them.
///
/// # Errors
/// The first that cannot be written, or is there.
pub(crate) fn write_new(files: &[(PathBuf, String)]) -> Result<(), (PathBuf, io::Error)> {
    let begun = files.iter().map(|(path, text)| begin(path, text).map_err(|error| (path.clone(), error)));
    for (file, (path, _)) in begun.collect::<Result<Vec<_>, _>>()?.into_iter().zip(files) {
        file.commit().map_err(|error| (path.clone(), error))?;
    }
    Ok(())
}

fn begin(path: &Path, text: &str) -> io::Result<NewFile> {
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        fs::create_dir_all(directory)?;
    }
    let mut file = NewFile::create(path, Existing::Refuse)?;
    file.write_all(text.as_bytes())?;
    Ok(file)
}

/// Fails if the file does not read as it did before: somebody has changed it since.
///
/// # Errors
/// If it cannot be read, or reads otherwise.
pub(crate) fn demand_unchanged(path: &Path, before: &str) -> io::Result<()> {
    if fs::read(path)? == before.as_bytes() {
        return Ok(());
    }
    Err(io::Error::other("it has been changed since it was read; run again"))
}

/// Replaces the text of a file; where the path is a link, of the file that it leads to. The file keeps its permissions.
///
/// # Errors
/// If the file has been changed since it was read, or the new one cannot be written.
pub(crate) fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    demand_unchanged(&path, before)?;
    let permissions = fs::metadata(&path)?.permissions();
    let mut file = NewFile::create(&path, Existing::Replace)?;
    file.write_all(after.as_bytes())?;
    file.set_permissions(permissions)?;
    demand_unchanged(&path, before)?;
    file.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_somebody_has_changed_stays() {
        let directory = tempfile::tempdir().expect("a directory for the test");
        let path = directory.path().join("a.avsc");
        fs::write(&path, "theirs").expect("a new file");
        assert!(replace(&path, "as read", "ours").is_err());
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "theirs");
        replace(&path, "theirs", "ours").expect("it reads as before");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), "ours");
        assert_eq!(fs::read_dir(directory.path()).expect("it is there").count(), 1);
    }
}
