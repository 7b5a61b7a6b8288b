//! Shows what a reader sees of a writer's records, part by part; on demand also what the writer's schema reads back.

mod back;
#[cfg(feature = "cli")]
pub(crate) mod data;
mod fates;
mod pair;
pub(crate) mod part;

pub(crate) use fates::TooLarge;
pub(crate) use pair::ResolvedPair;
pub(crate) use part::{Became, Datum, Fate, Leaf, Part, PartStep, Type};

use super::encoded;
use crate::finding::Finding;
use crate::model::input::Problem;
use avro_resolve::data::translate::{Failure, TranslateError, translate};
use avro_resolve::resolution::PairId;
use avro_resolve::schema::shape::ShapeId;
use avro_resolve::schema::value::Value;

/// A record and what became of it.
#[derive(Clone, Debug)]
pub struct PreviewedRecord {
    /// Which one: file and line, or `generated 2`.
    pub name: String,
    /// As it was written.
    pub written: Value,
    /// As it is read, or where it fails first.
    pub read: Result<Value, Failure>,
    /// The same part by part, if it has no more parts than anybody can look at.
    pub parts: Result<Part, TooLarge>,
    /// As the writer's schema reads it back, or where that fails first; of records that were read and went back.
    pub back: Option<Result<Value, Failure>>,
}

/// Records of one direction between the two newest versions.
#[derive(Debug)]
pub struct StepPreview {
    /// Index of the writer's version.
    pub writer: usize,
    /// Index of the reader's version.
    pub reader: usize,
    /// What failing parts of the records refer to, by number.
    pub findings: Vec<Finding>,
    /// A few records, those first that cannot be read.
    pub records: Vec<PreviewedRecord>,
}

/// Puts one record through.
///
/// # Errors
/// If the record is too large for the bounds of decoding.
pub(crate) fn record(resolved: &ResolvedPair<'_>, name: String, written: Value) -> Result<PreviewedRecord, Problem> {
    let ResolvedPair { shapes, there, back, .. } = resolved;
    let read =
        send(resolved, *there, resolved.writer_shape(), &written).map_err(|message| too_large(&name, message))?;
    let mut parts = fates::of_record(resolved, &written);
    let returned = match &read {
        Ok(value) if resolved.goes_back => {
            let returned = send(resolved, *back, resolved.reader_shape(), value);
            Some(returned.map_err(|message| too_large(&name, message))?)
        }
        Ok(_) | Err(_) => None,
    };
    if let (Ok(part), Some(Ok(value))) = (&mut parts, &returned) {
        back::add(shapes, part, resolved.writer_shape(), value);
    }
    Ok(PreviewedRecord { name, written, read, parts, back: returned })
}

fn too_large(name: &str, message: String) -> Problem {
    Problem { file: None, position: None, message: format!("{name} cannot be previewed: {message}") }
}

/// The value as the other side of the pair reads it.
fn send(
    resolved: &ResolvedPair<'_>,
    pair: PairId,
    shape: ShapeId,
    value: &Value,
) -> Result<Result<Value, Failure>, String> {
    let bytes = encoded(resolved.shapes, shape, value);
    match translate(resolved.shapes, &resolved.resolution, pair, &bytes, &mut ()) {
        Ok(value) => Ok(Ok(value)),
        Err(TranslateError::Fails(failure)) => Ok(Err(failure)),
        Err(TranslateError::Decode(error)) => Err(error.to_string()),
    }
}

impl PreviewedRecord {
    /// Whether the writer's schema could read it back.
    pub fn came_back(&self) -> bool {
        matches!(self.back, Some(Ok(_)))
    }

    /// Whether it came back as it was.
    pub fn has_returned(&self) -> bool {
        matches!(&self.back, Some(Ok(back)) if *back == self.written)
    }
}
