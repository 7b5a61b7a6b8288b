//! Opens files of data: container files, single data, records for a preview, or standard input as `-`.

use std::fs;
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::disk::{self, decode};
use super::other_forms;
use crate::evidence::preview::data::Data;
use crate::model::input::{FixtureLayout, Problem, RecordText};
use crate::model::limits::RECORD_BYTES;
use crate::model::path::{has_extension, typed};
use avro_resolve::file::container::MAGIC;

/// What standard input is called.
const STDIN: &str = "standard input";

/// A file of data, before it is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct DataFile {
    /// The name that reports print.
    pub name: String,
    /// Nothing for standard input.
    path: Option<PathBuf>,
}

/// The container files that paths mean, in the order of the paths: a directory means the files in it and below that
/// end in `.avro`, sorted by name. Also returns what could not be looked at.
pub(crate) fn containers(paths: &[PathBuf]) -> (Vec<DataFile>, Vec<Problem>) {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        if !path.is_dir() {
            files.push(DataFile::new(path));
            continue;
        }
        let mut listing = disk::list(path, &["avro"]);
        listing.files.retain(|file| has_extension(&file.name, "avro"));
        if listing.files.is_empty() && listing.problems.is_empty() {
            let message = "no file in there ends in .avro; check the path, or name the files";
            problems.push(Problem::of(typed(path), message));
        }
        problems.append(&mut listing.problems);
        files.extend(listing.files.into_iter().map(|file| DataFile { name: file.name, path: Some(file.path) }));
    }
    (files, problems)
}

impl DataFile {
    /// The file at a path, or standard input for `-`.
    pub(crate) fn new(path: &Path) -> DataFile {
        if path.as_os_str() == "-" {
            return DataFile { name: "-".to_owned(), path: None };
        }
        DataFile { name: typed(path), path: Some(path.to_owned()) }
    }

    /// Opens the file.
    ///
    /// # Errors
    /// If there is no such file, or it cannot be read.
    pub(crate) fn open(&self) -> Result<Box<dyn Read>, Problem> {
        if let Some(message) = other_forms::named(&self.name) {
            return Err(Problem::of(&self.name, message));
        }
        match &self.path {
            None => Ok(Box::new(io::stdin().lock())),
            Some(path) => Ok(Box::new(disk::open(path)?)),
        }
    }

    /// How many bytes the file has; `None` if nobody knows.
    pub(crate) fn size(&self) -> Option<u64> {
        let path = self.path.as_ref()?;
        fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|about| about.len())
    }
}

/// All of standard input.
///
/// # Errors
/// If it cannot be read, or is larger than JSON may be.
pub(crate) fn standard_input() -> Result<Vec<u8>, Problem> {
    disk::read_to_end(io::stdin().lock(), 0, &RECORD_BYTES).map_err(|message| Problem::of(STDIN, message))
}

/// The records that came in by standard input.
///
/// # Errors
/// If they are neither text nor a container file.
pub(crate) fn records_of_standard_input(bytes: &[u8]) -> Result<Data, Problem> {
    records_in(STDIN, bytes.to_vec())
}

/// The records in a file: a container file, or JSON.
///
/// # Errors
/// If it cannot be read, or is larger than JSON may be.
pub(crate) fn records(path: &Path) -> Result<Data, Problem> {
    let name = typed(path);
    if has_extension(&name, "avro") {
        return container_records(path);
    }
    let file = disk::open(path)?;
    let size = file.metadata().map_or(0, |about| about.len());
    let bytes = disk::read_to_end(file, size, &RECORD_BYTES).map_err(|message| Problem::of(&name, message))?;
    records_in(&name, bytes)
}

/// The records of a container file.
///
/// # Errors
/// If it cannot be read.
pub(crate) fn container_records(path: &Path) -> Result<Data, Problem> {
    Ok(Data::Container(typed(path), Box::new(BufReader::new(disk::open(path)?))))
}

fn records_in(name: &str, bytes: Vec<u8>) -> Result<Data, Problem> {
    if bytes.starts_with(&MAGIC) {
        return Ok(Data::Container(name.to_owned(), Box::new(Cursor::new(bytes))));
    }
    let text = decode(bytes).map_err(|message| Problem::of(name, message))?;
    let layout = if has_extension(name, "jsonl") { FixtureLayout::Lines } else { FixtureLayout::Values };
    Ok(Data::Texts(vec![RecordText { name: name.to_owned(), text, layout }]))
}
