//! A file of records, or standard input, in; its texts or its bytes out, ready to be previewed.

use std::fs::{self, File};
use std::io::{self, BufReader, Cursor, Read};
use std::path::Path;

use super::paths::{has_extension, missing, problem, typed};
use super::text::{self, unreadable};
use crate::evidence::preview::{Data, RecordText};
use crate::model::input::{FixtureLayout, Problem};
use avro_resolve::file::container::MAGIC;

/// What standard input is called.
const STDIN: &str = "standard input";

/// All of standard input.
///
/// # Errors
/// If it cannot be read.
pub fn standard_input() -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    match io::stdin().lock().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(problem(STDIN.to_owned(), unreadable(&error))),
    }
}

/// The records that came in by standard input.
///
/// # Errors
/// If they are neither text nor a container file.
pub fn of_standard_input(bytes: &[u8]) -> Result<Data, Problem> {
    of_bytes(STDIN, bytes.to_vec())
}

/// The records in a file: a container file, or JSON.
///
/// # Errors
/// If it cannot be read.
pub fn open(path: &Path) -> Result<Data, Problem> {
    if !path.exists() {
        return Err(missing(path));
    }
    let name = typed(path);
    if has_extension(&name, "avro") {
        return container(path);
    }
    let bytes = fs::read(path).map_err(|error| problem(name.clone(), unreadable(&error)))?;
    of_bytes(&name, bytes)
}

/// The records of a container file.
///
/// # Errors
/// If it cannot be read.
pub fn container(path: &Path) -> Result<Data, Problem> {
    let name = typed(path);
    let file = File::open(path).map_err(|error| problem(name.clone(), unreadable(&error)))?;
    Ok(Data::Container(name, Box::new(BufReader::new(file))))
}

fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Data, Problem> {
    if bytes.starts_with(&MAGIC) {
        return Ok(Data::Container(name.to_owned(), Box::new(Cursor::new(bytes))));
    }
    let text = text::of_bytes(bytes).map_err(|message| problem(name.to_owned(), message))?;
    let layout = if has_extension(name, "jsonl") { FixtureLayout::Lines } else { FixtureLayout::Values };
    Ok(Data::Texts(vec![RecordText { name: name.to_owned(), text, layout }]))
}
