//! `avrocheck deserialize --raw`: prints single data as text.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::io::{Cursor, Read};

use crate::render::command::records::{Printer, PrinterError};
use crate::source::data_files::DataFile;
use crate::source::lookup::archive::{Archive, Whose};
use crate::source::lookup::by_id::SchemasById;
use crate::source::lookup::named::NamedSchema;
use crate::source::lookup::resolve;
use crate::source::pulled_subject::RegistryId;
use avro_resolve::data::binary::DecodeError;
use avro_resolve::file::container;
use avro_resolve::file::records::Blame;
use avro_resolve::file::single::{Envelope, Framing, SchemaKey, SingleError, each_datum};
use avro_resolve::schema::shape::Shapes;

use super::args::{DeserializeArgs, RawInput};
use super::output::{one, remark, sentence_of, sentences};
use super::record_output::{RecordOutput, at};
use super::record_reader::RecordReader;

/// Prints the data of a file, each read with the schema that `--writer` gives, or else that of its fingerprint or id.
pub(super) fn decode(
    args: &DeserializeArgs,
    raw: RawInput,
    file: &DataFile,
    (archive, by_id): (&Archive, &SchemasById<'_>),
    output: &mut RecordOutput<'_>,
) -> Result<(), Vec<String>> {
    let framing = raw.framing();
    let has_ids = matches!(framing, Framing::Confluent | Framing::Glue);
    let mut input = file.open_raw(framing).map_err(sentence_of)?;
    let mut start = Vec::new();
    let read = input.by_ref().take(Framing::LENGTH as u64).read_to_end(&mut start);
    read.map_err(|error| at(&file.name, format!("cannot be read: {error}")))?;
    if let (Framing::Bare, Some(other)) = (framing, other_envelope(&start)) {
        remark("warning", &format!("{}: {other}", file.name));
    }
    let input = Cursor::new(start).chain(input);
    let given = match &args.writer {
        Some(wanted) => Some(wanted),
        None if has_ids => None,
        // Where there are no versions, the reader's schema is the only one that is known.
        None if archive.is_unnamed() => Some(args.reader.as_ref().ok_or_else(|| at(&file.name, NO_SCHEMAS))?),
        None => None,
    };
    let given = given.map(|wanted| resolve::schema(wanted, archive, Whose::Subject)).transpose().map_err(sentences)?;
    let source = SchemaSource { args, archive, given: given.as_ref(), by_id };
    // As many schemas as there can be, in places that printers can refer to.
    let count = match given {
        Some(_) => 1,
        None if has_ids => MOST_SCHEMAS,
        None => archive.count().map_err(sentences)?.1,
    };
    let readers: Vec<OnceCell<Box<RecordReader>>> = (0..count).map(|_| OnceCell::new()).collect();
    let mut printers: HashMap<SchemaKey, (&RecordReader, Printer<'_>)> = HashMap::new();
    let mut number = 1;
    let read = each_datum(input, framing, |key, record| {
        let used = printers.len();
        let (reader, printer) = match printers.entry(key) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if used == readers.len() => {
                return Err(Unreadable::Schema(one(if given.is_some() { OTHER_ID } else { TOO_MANY_SCHEMAS })));
            }
            Entry::Vacant(entry) => {
                let reader = source.reader(key).map_err(|messages| Unreadable::of_message(key, number, messages))?;
                let reader = readers[used].get_or_init(|| Box::new(reader));
                let printer = reader.printer(args)?;
                output.begin(&printer).map_err(|message| Unreadable::Schema(one(message)))?;
                entry.insert((reader, printer))
            }
        };
        let next = output.put(printer, record).map_err(|error| reader.explained(error))?;
        number += 1;
        Ok::<_, Unreadable>(next)
    });
    read.map_err(|error| at(&file.name, error))
}

/// So many schemas one file of messages may have.
const MOST_SCHEMAS: usize = 4_096;

const TOO_MANY_SCHEMAS: &str =
    "its schema is one more than the 4096 that the messages of one file may have; split the file";

const OTHERS: &str = "--schemas names a directory of others";

const OTHER_ID: &str = "its schema has another id in the registry than that of the data before, and --writer is the schema of one \
                        id; leave it out and give --registry, which has the schema of each, or split the data by their ids";

const NO_SCHEMAS: &str = "single objects name their schema by its fingerprint, and there are no schemas to look among: give \
                          --schemas DIR, or the schema with --writer";

/// Says of bytes that are to be bare data what else they look like.
fn other_envelope(start: &[u8]) -> Option<&'static str> {
    if start.starts_with(&container::MAGIC) {
        Some("starts like a container file; if it is one, leave out --raw and --writer")
    } else {
        match Framing::guessed_of_bare(start)? {
            Framing::Bare => None,
            Framing::SingleObject => {
                Some("starts like single-object encoding; if it is that, give --raw single-object")
            }
            Framing::Confluent => {
                Some("starts like messages of Confluent Schema Registry; if it holds them, give --raw confluent")
            }
            Framing::Glue => {
                Some("starts like messages of AWS Glue Schema Registry; if it holds them, give --raw glue")
            }
        }
    }
}

/// Where the schemas of data are from.
pub(super) struct SchemaSource<'a> {
    pub(super) args: &'a DeserializeArgs,
    pub(super) archive: &'a Archive,
    pub(super) given: Option<&'a NamedSchema>,
    pub(super) by_id: &'a SchemasById<'a>,
}

impl SchemaSource<'_> {
    /// Reads records of the schema that is given, or else of that of a fingerprint or an id.
    pub(super) fn reader(&self, key: SchemaKey) -> Result<RecordReader, Vec<String>> {
        let SchemaSource { args, archive, given, by_id } = self;
        let mut shapes = Shapes::default();
        let named = match (given, key) {
            (Some(given), _) => Ok((*given).clone()),
            (None, SchemaKey::Fingerprint(found)) => archive.of_fingerprint(found),
            (None, SchemaKey::RegistryId(id)) => by_id.schema(RegistryId::Number(id)),
            (None, SchemaKey::VersionId(id)) => by_id.schema(RegistryId::Version(id)),
            (None, SchemaKey::Unsaid) => unreachable!("the command line asks for the writer's schema of these"),
        };
        let writer = named.and_then(|named| named.parse(&mut shapes)).map_err(sentences)?;
        if let (Some(given), SchemaKey::Fingerprint(found)) = (given, key) {
            let envelope = Envelope::single_object(&shapes, writer.root_shape()).map_err(one)?;
            if let Envelope::SingleObject { fingerprint: expected } = envelope
                && expected != found
            {
                let other = SingleError::OtherSchema { found, expected };
                let of_reader = || format!("{other}: {} is the only schema that is known here; {OTHERS}", given.label);
                return Err(one(if args.writer.is_some() { other.to_string() } else { of_reader() }));
            }
        }
        RecordReader::new(args, archive, writer, shapes)
    }
}

/// Why a datum cannot be printed.
pub(super) enum Unreadable {
    Printer(PrinterError),
    Schema(Vec<String>),
}

impl Unreadable {
    /// What is wrong with the schema of the message with this number.
    fn of_message(key: SchemaKey, number: u64, mut messages: Vec<String>) -> Unreadable {
        if let (SchemaKey::RegistryId(_) | SchemaKey::VersionId(_), Some(first)) = (key, messages.first_mut()) {
            *first = format!("message {number}: {first}");
        }
        Unreadable::Schema(messages)
    }
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
            Unreadable::Schema(messages) => f.write_str(&messages.join("; ")),
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
