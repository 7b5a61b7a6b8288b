//! What a reader makes of a writer's data: the verdict, its reasons, and data that show them.

use std::fmt;
use std::sync::OnceLock;

use super::error::ReadError;
use super::message::message;
use super::schema::Schema;
use crate::data::binary::{self, Reader};
use crate::data::json::{Encoded, NotJson, from_json};
use crate::data::transcode::Transcoder;
#[cfg(doc)]
use crate::limits;
use crate::proof::{Budget, Readings, Subject, Suspect, Trials, Witness, witness};
use crate::resolution::locate::{Located, Notable, Place, locate};
use crate::resolution::{FailureKind, PairId, Resolution, Verdict};
use crate::schema::shape::Shapes;
use crate::schema::{LinkedSchema, ReaderSchema, WriterSchema};

/// Resolves data of the writer's schema for the reader's, part by part (specification: Schema Resolution). Ask
/// [`Resolved::exceeds_limit`] if the schemas are a stranger's.
pub fn resolve(writer: &Schema, reader: &Schema) -> Resolved {
    let mut shapes = Shapes::default();
    let mut keep = |schema: &Schema| {
        let linked = LinkedSchema::of(schema.linked.links.clone(), &mut shapes);
        linked.expect("it was linked before, when it was parsed")
    };
    let (writer, reader) = (keep(writer), keep(reader));
    let mut table = Resolution::default();
    let pair = table.resolve(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
    Resolved { shapes, table, pair, writer, reader, located: OnceLock::new() }
}

/// What a reader does with each part of a writer's data.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub(super) shapes: Shapes,
    pub(super) table: Resolution,
    pub(super) pair: PairId,
    writer: LinkedSchema,
    reader: LinkedSchema,
    located: OnceLock<Located>,
}

/// One reason for a verdict, or one place where data that can be read may not mean the same.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Finding {
    /// Why data cannot be read, by the names that Java's `SchemaCompatibility` gives; `None` where they can be, and may not mean
    /// the same.
    pub kind: Option<FailureKind>,
    /// One sentence that says what is wrong.
    pub message: String,
    /// Which part of the data it is, by the names of the reader's fields: `lines[].price`. Empty for the whole datum.
    pub path: String,
    /// The place in the writer's text.
    pub writer: Location,
    /// The place in the reader's text.
    pub reader: Location,
}

/// A place in a schema's text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub struct Location {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// JSON Pointer (RFC 6901) in the text.
    pub pointer: String,
}

/// A datum of the writer.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Datum {
    /// In Avro's binary encoding.
    pub bytes: Vec<u8>,
    /// In Avro's JSON encoding.
    pub json: String,
}

impl Resolved {
    /// Whether the reader can read all, some or none of the data that the writer can write.
    pub fn verdict(&self) -> Verdict {
        self.table.verdict(self.pair)
    }

    /// Whether the types of both schemas meet so often that not all was resolved ([`limits::TABLE`]). Then the verdict is that
    /// data fail, and some may not.
    pub fn exceeds_limit(&self) -> bool {
        self.table.exceeds_limit()
    }

    /// Every place that keeps data from being read, and every place where data that can be read may not mean the same, in the
    /// order of the reader's text.
    pub fn findings(&self) -> Vec<Finding> {
        let finding = |found: &Notable| Finding {
            kind: found.cause.kind(),
            message: message(&found.cause),
            path: found.trail.to_string(),
            writer: location(&self.writer, &found.writer),
            reader: location(&self.reader, &found.reader),
        };
        self.located().found.iter().map(finding).collect()
    }

    /// A smallest datum of the writer that the reader cannot read. `None` if there is none, or only ones too large to show.
    pub fn witness(&self) -> Option<Datum> {
        let Located { found, paths, .. } = self.located();
        let readings = Readings::new(Subject { shapes: &self.shapes, resolution: &self.table }, [self.pair]);
        let (mut trials, mut budget) = (Trials::default(), Budget::default());
        let suspects = found.iter().filter_map(|found| Suspect::new(&found.cause, found.pair, found.last_step));
        suspects.into_iter().find_map(|suspect| {
            let witness = witness(&readings, self.pair, &suspect, paths, &mut trials, &mut budget);
            match witness.expect("what the table says and what it does agree") {
                Witness::Datum(bytes) => Some(self.written(bytes.into())),
                Witness::Absent(_) => None,
            }
        })
    }

    /// Reads one datum that was written with the writer's schema: the reader's datum as JSON, unions without the names of their
    /// branches.
    ///
    /// # Errors
    /// If the bytes are not one datum of the writer, or the reader cannot read it.
    pub fn read(&self, bytes: &[u8]) -> Result<String, ReadError> {
        let mut reader = Reader::new(bytes);
        let mut json = Vec::new();
        Transcoder::new(&self.shapes, &self.table, self.pair).json(&mut reader, &mut json)?;
        reader.finish().map_err(ReadError::Bytes)?;
        Ok(text(json))
    }

    /// Reads one datum of the writer that is given as JSON, plain or in Avro's JSON encoding.
    ///
    /// # Errors
    /// If the text is not one datum of the writer, or the reader cannot read it.
    pub fn read_json(&self, json: &str) -> Result<String, ReadError> {
        let tree = serde_json::from_str(json).map_err(|error| {
            let NotJson { position: (line, column), reason } = NotJson::new(&error, json.as_bytes(), 1);
            ReadError::Json(format!("line {line}, column {column}: {reason}"))
        })?;
        let shape = self.writer.root_shape();
        let value = from_json(&self.shapes, shape, &tree).map_err(|misfit| ReadError::Json(misfit.to_string()))?;
        let bytes = binary::encoded(&self.shapes, shape, &value);
        self.read(&bytes)
    }

    fn located(&self) -> &Located {
        let (writer, reader) = (WriterSchema(&self.writer), ReaderSchema(&self.reader));
        self.located.get_or_init(|| locate(&self.shapes, &self.table, self.pair, writer, reader))
    }

    fn written(&self, bytes: Vec<u8>) -> Datum {
        let shape = self.writer.root_shape();
        let value = binary::decode(&self.shapes, shape, &bytes).expect("a witness is a datum of the writer");
        let json = serde_json::to_string(&Encoded { shapes: &self.shapes, shape, value: &value });
        Datum { bytes, json: json.expect("a String takes everything") }
    }
}

/// The text that a transcoder wrote. Strings in the data need not be UTF-8.
pub(super) fn text(json: Vec<u8>) -> String {
    String::from_utf8(json).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

fn location(schema: &LinkedSchema, place: &Place) -> Location {
    let at = schema.source(place.file).position(place.span.start);
    Location { line: at.line, column: at.column, pointer: place.pointer.to_string() }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Location { line, column, .. } = self.reader;
        write!(f, "line {line}, column {column}: {}", self.message)
    }
}

impl fmt::Display for Datum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.json)
    }
}
