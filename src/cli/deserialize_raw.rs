//! `avrocheck deserialize --raw`: prints single data as text.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::path::Path;

use avro_resolve::data::binary::DecodeError;
use avro_resolve::file::records::Blame;
use avro_resolve::file::single::{Envelope, Framing, SingleError, each_datum};
use avro_resolve::schema::shape::Shapes;
use avrocheck::render::command::records::{Printer, PrinterError};
use avrocheck::source::data_files::DataFile;
use avrocheck::source::lookup::archive::{Archive, Whose};
use avrocheck::source::lookup::named::NamedSchema;
use avrocheck::source::lookup::resolve;

use super::args::{DeserializeArgs, Raw};
use super::output::{one, sentence_of, sentences};
use super::record_output::{RecordOutput, RecordReader, at};

/// Prints the data of a file, each read with the schema that `--writer` gives, or else that of its fingerprint.
pub(super) fn decode(
    args: &DeserializeArgs,
    raw: Raw,
    path: &Path,
    archive: &Archive,
    output: &mut RecordOutput<'_>,
) -> Result<(), Vec<String>> {
    let input = DataFile::new(path).open().map_err(sentence_of)?;
    let framing = match raw {
        Raw::Datum => Framing::Bare,
        Raw::SingleObject => Framing::SingleObject,
    };
    let given = match &args.writer {
        Some(wanted) => Some(resolve::schema(wanted, archive, Whose::Subject).map_err(sentences)?),
        None => None,
    };
    // As many schemas as there can be, in places that printers can refer to.
    let count = if given.is_some() { 1 } else { archive.count().map_err(sentences)?.1 };
    let readers: Vec<OnceCell<RecordReader>> = (0..count).map(|_| OnceCell::new()).collect();
    let mut printers: HashMap<Option<u64>, (&RecordReader, Printer<'_>)> = HashMap::new();
    let read = each_datum(input, framing, |fingerprint, record| {
        let used = printers.len();
        let (reader, printer) = match printers.entry(fingerprint) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let reader = reader_of(args, archive, given.as_ref(), fingerprint).map_err(Unreadable::Schema)?;
                let reader = readers[used].get_or_init(|| reader);
                let printer = reader.printer(args)?;
                output.begin(&printer).map_err(|message| Unreadable::Schema(one(message)))?;
                entry.insert((reader, printer))
            }
        };
        Ok::<_, Unreadable>(output.put(printer, record).map_err(|error| reader.explained(error))?)
    });
    read.map_err(|error| at(path, error))
}

/// Reads records of the schema that is given, or that has the fingerprint.
fn reader_of(
    args: &DeserializeArgs,
    archive: &Archive,
    given: Option<&NamedSchema>,
    fingerprint: Option<u64>,
) -> Result<RecordReader, Vec<String>> {
    let mut shapes = Shapes::default();
    let writer = match (given, fingerprint) {
        (Some(given), _) => given.parse(&mut shapes),
        (None, Some(found)) => archive.of_fingerprint(found).and_then(|known| known.parse(&mut shapes)),
        (None, None) => unreachable!("the command line asks for the writer's schema of bare data"),
    };
    let writer = writer.map_err(sentences)?;
    if let (Some(_), Some(found)) = (given, fingerprint) {
        let envelope = Envelope::single_object(&shapes, writer.root_shape()).map_err(one)?;
        match envelope {
            Envelope::SingleObject { fingerprint: expected } if expected != found => {
                return Err(one(SingleError::OtherSchema { found, expected }));
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
