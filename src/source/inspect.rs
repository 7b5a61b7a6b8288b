//! A path in, a schema text or an open container file out.

use std::fs::File;
use std::io;
use std::path::Path;

use super::argument::{names_revision, schema_text};
use super::paths::{has_extension, missing, problem, typed};
use super::text::{self, unreadable};
use crate::compat::input::Problem;

/// A file to look at.
#[derive(Debug)]
pub enum Opened {
    /// The text of a schema file.
    Schema(String),
    /// A container file, or what is to be one.
    Container(File),
}

/// Opens a file: those that end in `.avsc` are schemas, and may stand at a git revision (`REV:path`).
///
/// # Errors
/// If there is no such file, or it cannot be read.
pub fn open(path: &Path) -> Result<Opened, Problem> {
    let name = typed(path);
    if names_revision(path) && has_extension(&name, "avsc") {
        return schema_text(path).map(|schema| Opened::Schema(schema.text));
    }
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing(path)),
        Err(error) => Err(problem(name, unreadable(&error))),
        Ok(file) if file.metadata().is_ok_and(|about| about.is_dir()) => {
            drop(file);
            Err(problem(name, "is a directory; name the files in it"))
        }
        Ok(_) if has_extension(&name, "avsc") => match text::read(path) {
            Ok(text) => Ok(Opened::Schema(text)),
            Err(message) => Err(problem(name, message)),
        },
        Ok(file) => Ok(Opened::Container(file)),
    }
}

/// The name of a file as reports print it.
pub fn name(path: &Path) -> String {
    typed(path)
}
