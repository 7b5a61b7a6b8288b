//! What several tests share: pairs of schemas with their table, and the recorded answers of other implementations.

#![allow(dead_code)] // each test uses a part

pub mod files;
pub mod made_up;
pub mod strategies;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use avro_resolve::data::binary;
use avro_resolve::data::translate::{TranslateError, translate};
use avro_resolve::resolution::locate::{self, Cause, Notable};
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::fault::Fault;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};
use serde_json::Value as Json;

/// A writer's schema and a reader's, and the table of what the one makes of the other's data.
pub struct Two {
    pub shapes: Shapes,
    pub writer: LinkedSchema,
    pub reader: LinkedSchema,
    pub resolution: Resolution,
    pub pair: PairId,
}

impl Two {
    pub fn new(writer: &str, reader: &str) -> Result<Two, Vec<Fault>> {
        let mut shapes = Shapes::default();
        let writer = LinkedSchema::parse("writer.avsc", writer, &mut shapes)?;
        let reader = LinkedSchema::parse("reader.avsc", reader, &mut shapes)?;
        let mut resolution = Resolution::default();
        let pair = resolution.resolve(&shapes, WriterSchema(&writer), ReaderSchema(&reader));
        Ok(Two { shapes, writer, reader, resolution, pair })
    }

    pub fn of_json(writer: &Json, reader: &Json) -> Result<Two, Vec<Fault>> {
        Two::new(&writer.to_string(), &reader.to_string())
    }

    pub fn verdict(&self) -> Verdict {
        self.resolution.verdict(self.pair)
    }

    pub fn notable(&self) -> Vec<Notable> {
        let (writer, reader) = (WriterSchema(&self.writer), ReaderSchema(&self.reader));
        locate::locate(&self.shapes, &self.resolution, self.pair, writer, reader).found
    }

    /// The kinds of the failing places, by Java's names.
    pub fn kinds(&self) -> BTreeSet<&'static str> {
        self.notable().iter().filter_map(|found| found.cause.kind()).map(|kind| kind.java_name()).collect()
    }

    pub fn has_ambiguous_alias(&self) -> bool {
        self.notable().iter().any(|found| matches!(found.cause, Cause::AmbiguousAlias { .. }))
    }

    /// The reader's value of one datum of the writer's.
    pub fn read(&self, bytes: &[u8]) -> Result<Value, TranslateError> {
        translate(&self.shapes, &self.resolution, self.pair, bytes, &mut ())
    }

    pub fn encode_written(&self, value: &Value) -> Vec<u8> {
        encode(&self.shapes, self.writer.root_shape(), value)
    }

    pub fn encode_read(&self, value: &Value) -> Vec<u8> {
        encode(&self.shapes, self.reader.root_shape(), value)
    }
}

pub fn encode(shapes: &Shapes, shape: ShapeId, value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    binary::encode(shapes, shape, value, &mut bytes);
    bytes
}

/// The value with the entries of its maps in order: theirs means nothing, and not every implementation keeps it.
pub fn sorted(value: Value) -> Value {
    let all = |values: Vec<Value>| values.into_iter().map(sorted).collect();
    match value {
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Map(entries)
        }
        Value::Array(items) => Value::Array(all(items)),
        Value::Record(fields) => Value::Record(all(fields)),
        Value::Union(branch, value) => Value::Union(branch, Box::new(sorted(*value))),
        value => value,
    }
}

pub fn from_hex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "two digits are a byte: {text}");
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal digits");
    (0..text.len()).step_by(2).map(byte).collect()
}

/// The top directory of the repository, whichever package the test belongs to.
pub fn root() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().find(|directory| directory.join("Cargo.lock").exists()).expect("the workspace has a lock file")
}

/// The rows of a file under `tests/conformance`.
pub fn rows(file: &str) -> Vec<Json> {
    let text = read(&root().join("tests/conformance").join(file));
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{file}: {error}"))).collect()
}

pub fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The directories in a directory, by name.
pub fn directories(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("a directory's entries can be read").path()).collect();
    paths.retain(|path| path.is_dir());
    paths.sort();
    paths
}

/// Fails with everything that went wrong.
#[track_caller]
pub fn assert_none(what: &str, failures: &[String]) {
    let shown = failures[..failures.len().min(40)].join("\n");
    assert!(failures.is_empty(), "{} {what}:\n{shown}", failures.len());
}
