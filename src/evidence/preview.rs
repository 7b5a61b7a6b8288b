//! Shows what a reader sees of a writer's records, part by part; on demand also what the writer's schema reads back.

mod circle;
#[cfg(feature = "cli")]
pub(crate) mod data;
mod pair;
pub(crate) mod part;
mod walk;

pub(crate) use pair::{Circle, ResolvedPair};
pub(crate) use part::{Became, Datum, Fate, Leaf, Part, PartStep, Type};
pub(crate) use walk::TooLarge;

use crate::finding::Finding;
use crate::model::input::Problem;
use avro_resolve::data::binary;
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
    /// As the writer's schema reads it back, or where that fails first; of records that were read and made the full circle.
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
pub(crate) fn record(crossing: &ResolvedPair<'_>, name: String, written: Value) -> Result<PreviewedRecord, Problem> {
    let ResolvedPair { shapes, there, back, .. } = crossing;
    let read =
        send(crossing, *there, crossing.writer_shape(), &written).map_err(|message| too_large(&name, message))?;
    let mut parts = walk::walk(crossing, &written);
    let returned = match (&read, crossing.circle) {
        (Err(_), _) | (_, Circle::Half) => None,
        (Ok(value), Circle::Full) => {
            let returned = send(crossing, *back, crossing.reader_shape(), value);
            Some(returned.map_err(|message| too_large(&name, message))?)
        }
    };
    if let (Ok(part), Some(Ok(value))) = (&mut parts, &returned) {
        circle::close(shapes, part, crossing.writer_shape(), value);
    }
    Ok(PreviewedRecord { name, written, read, parts, back: returned })
}

fn too_large(name: &str, message: String) -> Problem {
    Problem { file: None, position: None, message: format!("{name} cannot be previewed: {message}") }
}

/// The value as the other side of the pair reads it.
fn send(
    crossing: &ResolvedPair<'_>,
    pair: PairId,
    shape: ShapeId,
    value: &Value,
) -> Result<Result<Value, Failure>, String> {
    let mut bytes = Vec::new();
    binary::encode(crossing.shapes, shape, value, &mut bytes);
    match translate(crossing.shapes, &crossing.resolution, pair, &bytes, &mut ()) {
        Ok(value) => Ok(Ok(value)),
        Err(TranslateError::Fails(failure)) => Ok(Err(failure)),
        Err(TranslateError::Decode(error)) => Err(error.to_string()),
    }
}

impl PreviewedRecord {
    /// How far it came.
    pub fn circle(&self) -> Circle {
        if matches!(self.back, Some(Ok(_))) { Circle::Full } else { Circle::Half }
    }

    /// Whether it came back as it was.
    pub fn has_returned(&self) -> bool {
        matches!(&self.back, Some(Ok(back)) if *back == self.written)
    }
}
