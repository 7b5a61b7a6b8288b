//! The path of data in, their bytes out.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::paths::{missing, problem, typed};
use super::text::unreadable;
use crate::model::input::Problem;

/// Opens a file, or standard input for `-`.
///
/// # Errors
/// If there is no such file, or it cannot be read.
pub fn open(path: &Path) -> Result<Box<dyn Read>, Problem> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(path)),
        Err(error) => Err(problem(typed(path), unreadable(&error))),
        Ok(file) if file.metadata().is_ok_and(|about| about.is_dir()) => {
            Err(problem(typed(path), "is a directory; name the files in it"))
        }
        Ok(file) => Ok(Box::new(file)),
    }
}
