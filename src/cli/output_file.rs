//! Writes results into the file that `--out` names.

use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::Path;

use crate::model::path::typed;
use crate::sink::file::{Existing, NewFile};
use crate::sink::object::NewObject;
use crate::source::boundary::{LinkOutside, place_to_write};
use crate::store;

use super::output::{one, sentence_of};
use super::record_output::at;

/// Why a file was not written.
pub(super) enum Failure {
    /// What it was to be made of cannot be read, or its messages say why it cannot be written.
    Messages(Vec<String>),
    Output(io::Error),
}

impl From<Vec<String>> for Failure {
    fn from(messages: Vec<String>) -> Failure {
        Failure::Messages(messages)
    }
}

/// The file that a user named; `-` is standard output.
pub(super) fn named(out: Option<&Path>) -> Option<&Path> {
    out.filter(|path| path.as_os_str() != "-")
}

/// Writes a file, which is there only when it is complete.
///
/// # Errors
/// If it cannot be written, or `content` fails.
pub(super) fn to_file(
    path: &Path,
    existing: Existing,
    content: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Failure>,
) -> Result<(), Vec<String>> {
    if let Some(url) = store::url(path) {
        return to_object(url, existing, content);
    }
    let unwritten = |error: io::Error| match error.kind() {
        ErrorKind::AlreadyExists => one(error),
        _ => at(&typed(path), format!("cannot be written: {error}")),
    };
    let place = place_to_write(path, LinkOutside::Refuse).map_err(unwritten)?;
    let mut out = BufWriter::new(NewFile::create(&place, existing).map_err(unwritten)?);
    match content(&mut out) {
        Ok(()) => out.into_inner().map_err(io::IntoInnerError::into_error).and_then(NewFile::commit).map_err(unwritten),
        Err(Failure::Messages(messages)) => Err(messages),
        Err(Failure::Output(error)) => Err(unwritten(error)),
    }
}

/// Writes an object of a store, which is there only when it is complete.
fn to_object(
    url: &str,
    existing: Existing,
    content: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Failure>,
) -> Result<(), Vec<String>> {
    let unwritten = |error: io::Error| at(url, format!("cannot be written: {error}"));
    let mut out = BufWriter::new(NewObject::create(url, existing).map_err(sentence_of)?);
    match content(&mut out) {
        Ok(()) => {
            let object = out.into_inner().map_err(|error| unwritten(error.into_error()))?;
            object.publish().map_err(sentence_of)
        }
        Err(Failure::Messages(messages)) => Err(messages),
        Err(Failure::Output(error)) => Err(unwritten(error)),
    }
}
