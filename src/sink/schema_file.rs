//! A schema file's text before and after in, the file with the text after out, complete or as it was.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::file::{Existing, NewFile};

/// Fails if the file does not read as it did before: somebody has changed it since.
///
/// # Errors
/// If it cannot be read, or reads otherwise.
pub fn demand_unchanged(path: &Path, before: &str) -> io::Result<()> {
    if fs::read(path)? == before.as_bytes() {
        return Ok(());
    }
    Err(io::Error::other("it has been changed since it was read; run again"))
}

/// Replaces the text of a file; where the path is a link, of the file that it leads to. The file keeps its permissions.
///
/// # Errors
/// If the file has been changed since it was read, or the new one cannot be written.
pub fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
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
