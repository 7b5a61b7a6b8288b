//! Texts in, files out that were not there before: each complete, and none if one cannot be begun.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::file::{Existing, NewFile};

/// Writes the files, and makes the directories above them.
///
/// # Errors
/// The first that cannot be written, or is there.
pub fn write(files: &[(PathBuf, String)]) -> Result<(), (PathBuf, io::Error)> {
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
