//! A path in, a schema or an open container file out.

use std::fs::File;
use std::io;
use std::path::Path;

use super::argument::names_revision;
use super::home::Home;
use super::paths::{has_extension, missing, problem, typed};
use super::schema_file::{self, SchemaFile};
use super::text::unreadable;
use crate::model::input::Problem;

/// A file to look at.
#[derive(Debug)]
pub enum Opened {
    /// A schema file.
    Schema(Box<SchemaFile>),
    /// A container file, or what is to be one.
    Container(File),
}

/// Opens a file: those that end in `.avsc` are schemas, which may be a part of the tree in `schemas` or stand at a git revision
/// (`REV:path`).
///
/// # Errors
/// If there is no such file, it cannot be read, or it is a schema that cannot be understood.
pub fn open(path: &Path, schemas: &Home) -> Result<Opened, Vec<Problem>> {
    let name = typed(path);
    if schema_file::is_file(path) && has_extension(&name, "avsc") || names_revision(path) {
        return Ok(Opened::Schema(Box::new(schema_file::read(path, schemas)?)));
    }
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(vec![missing(path)]),
        Err(error) => Err(vec![problem(name, unreadable(&error))]),
        Ok(file) if file.metadata().is_ok_and(|about| about.is_dir()) => {
            Err(vec![problem(name, "is a directory; name the files in it")])
        }
        Ok(file) => Ok(Opened::Container(file)),
    }
}

/// The name of a file as reports print it.
pub fn name(path: &Path) -> String {
    typed(path)
}
