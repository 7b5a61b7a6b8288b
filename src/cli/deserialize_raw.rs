//! `avrocheck deserialize --raw`: prints single data as text.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::io::{Cursor, Read};

use crate::render::command::records::{Printer, PrinterError};
use crate::source::data_files::DataFile;
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::named::NamedSchema;
use crate::source::lookup::resolve;
use avro_resolve::data::binary::DecodeError;
use avro_resolve::file::container;
use avro_resolve::file::records::Blame;
use avro_resolve::file::single::{self, Envelope, Framing, SchemaKey, SingleError, each_datum, looks_confluent};
use avro_resolve::schema::shape::Shapes;

use super::args::{DeserializeArgs, RawInput};
use super::output::{one, remark, sentence_of, sentences};
use super::record_output::{RecordOutput, RecordReader, at};

/// Prints the data of a file, each read with the schema that `--writer` gives, or else that of its fingerprint.
pub(super) fn decode(
    args: &DeserializeArgs,
    raw: RawInput,
    file: &DataFile,
    archive: &Archive,
    output: &mut RecordOutput<'_>,
) -> Result<(), Vec<String>> {
    let framing = match raw {
        RawInput::Datum => Framing::Bare,
        RawInput::SingleObject => Framing::SingleObject,
        RawInput::Confluent => Framing::Confluent,
    };
    let mut input = file.open_raw(framing).map_err(sentence_of)?;
    let mut start = Vec::new();
    let read = input.by_ref().take(LOOKED_AT).read_to_end(&mut start);
    read.map_err(|error| at(&file.name, format!("cannot be read: {error}")))?;
    if let (Framing::Bare, Some(other)) = (framing, other_envelope(&start)) {
        remark("warning", &format!("{}: {other}", file.name));
    }
    let input = Cursor::new(start).chain(input);
    // Where there are no versions, the reader's schema is the only one that is known.
    let given = match args.writer.as_ref().or(args.reader.as_ref().filter(|_| archive.is_unnamed())) {
        Some(wanted) => Some(resolve::schema(wanted, archive, Whose::Subject).map_err(sentences)?),
        None if archive.is_unnamed() => return Err(at(&file.name, NO_SCHEMAS)),
        None => None,
    };
    // As many schemas as there can be, in places that printers can refer to.
    let count = if given.is_some() { 1 } else { archive.count().map_err(sentences)?.1 };
    let readers: Vec<OnceCell<RecordReader>> = (0..count).map(|_| OnceCell::new()).collect();
    let mut printers: HashMap<SchemaKey, (&RecordReader, Printer<'_>)> = HashMap::new();
    let read = each_datum(input, framing, |key, record| {
        let used = printers.len();
        let (reader, printer) = match printers.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if used > 0 && framing == Framing::Confluent => {
                return Err(Unreadable::Schema(one(OTHER_ID)));
            }
            Entry::Vacant(entry) => {
                let reader = reader_of(args, archive, given.as_ref(), key).map_err(Unreadable::Schema)?;
                let reader = readers[used].get_or_init(|| reader);
                let printer = reader.printer(args)?;
                output.begin(&printer).map_err(|message| Unreadable::Schema(one(message)))?;
                entry.insert((reader, printer))
            }
        };
        Ok::<_, Unreadable>(output.put(printer, record).map_err(|error| reader.explained(error))?)
    });
    read.map_err(|error| at(&file.name, error))
}

/// So many bytes show what a file is.
const LOOKED_AT: u64 = 8;

const OTHERS: &str = "--schemas names a directory of others";

const OTHER_ID: &str = "its schema has another id in the registry than that of the data before, and --writer is the schema of one \
                        id; split the data by their ids";

const NO_SCHEMAS: &str = "single objects name their schema by its fingerprint, and there are no schemas to look among: give \
                          --schemas DIR, or the schema with --writer";

/// Says of bytes that are to be bare data what else they look like.
fn other_envelope(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(&container::MAGIC) {
        Some("starts like a container file; if it is one, leave out --raw and --writer")
    } else if start.starts_with(&single::MAGIC) {
        Some("starts like single-object encoding; if it is that, give --raw single-object")
    } else if looks_confluent(start) {
        Some("starts like messages of Confluent Schema Registry; if it holds them, give --raw confluent")
    } else {
        None
    }
}

/// Reads records of the schema that is given, or that has the fingerprint.
fn reader_of(
    args: &DeserializeArgs,
    archive: &Archive,
    given: Option<&NamedSchema>,
    key: SchemaKey,
) -> Result<RecordReader, Vec<String>> {
    let mut shapes = Shapes::default();
    let writer = match (given, key) {
        (Some(given), _) => given.parse(&mut shapes),
        (None, SchemaKey::Fingerprint(found)) => {
            archive.of_fingerprint(found).and_then(|known| known.parse(&mut shapes))
        }
        (None, SchemaKey::Unsaid | SchemaKey::RegistryId(_)) => {
            unreachable!("the command line asks for the writer's schema of these")
        }
    };
    let writer = writer.map_err(sentences)?;
    if let (Some(given), SchemaKey::Fingerprint(found)) = (given, key) {
        let envelope = Envelope::single_object(&shapes, writer.root_shape()).map_err(one)?;
        match envelope {
            Envelope::SingleObject { fingerprint: expected } if expected != found => {
                let other = SingleError::OtherSchema { found, expected };
                let of_reader = || format!("{other}: {} is the only schema that is known here; {OTHERS}", given.label);
                return Err(one(if args.writer.is_some() { other.to_string() } else { of_reader() }));
            }
            Envelope::SingleObject { .. } | Envelope::Raw => {}
        }
    }
    RecordReader::new(args, archive, writer, shapes)
}

/// Why a datum cannot be printed.
enum Unreadable {
    Printer(PrinterError),
    Schema(Vec<String>),
}

impl From<PrinterError> for Unreadable {
    fn from(error: PrinterError) -> Unreadable {
        Unreadable::Printer(error)
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unreadable::Printer(error) => error.fmt(f),
            Unreadable::Schema(messages) => f.write_str(&messages.join("\n")),
        }
    }
}

impl Blame for Unreadable {
    fn damage(&self) -> Option<&DecodeError> {
        match self {
            Unreadable::Printer(error) => error.damage(),
            Unreadable::Schema(_) => None,
        }
    }
}
