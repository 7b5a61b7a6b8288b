//! `avrocheck deserialize --raw`: single data in, records as text out.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::io::Read;
use std::path::Path;

use avro_resolve::data::binary::DecodeError;
use avro_resolve::file::records::Blame;
use avro_resolve::file::single::{Envelope, Framing, SingleError, each_datum};
use avro_resolve::schema::shape::Shapes;
use avrocheck::render::command::records::{Printer, PrinterError};
use avrocheck::source::data_input;
use avrocheck::source::schema_choice::{Choice, Chosen};

use super::args::{DeserializeArgs, Raw};
use super::lane::{Lane, Sheet, at, parsed};
use super::output::{all_told, one};

/// Prints the data of a file, each read with the schema that `--writer` gives, or else that of its fingerprint.
pub(super) fn decode(
    args: &DeserializeArgs,
    raw: Raw,
    path: &Path,
    choice: &Choice,
    sheet: &mut Sheet<'_>,
) -> Result<(), Vec<String>> {
    let input = open(path)?;
    let framing = match raw {
        Raw::Datum => Framing::Bare,
        Raw::SingleObject => Framing::SingleObject,
    };
    let given = match &args.writer {
        Some(wanted) => Some(choice.find(wanted, None).map_err(all_told)?),
        None => None,
    };
    // As many schemas as there can be, in places that printers can refer to.
    let count = if given.is_some() { 1 } else { choice.count().map_err(all_told)?.1 };
    let lanes: Vec<OnceCell<Lane>> = (0..count).map(|_| OnceCell::new()).collect();
    let mut printers: HashMap<Option<u64>, (&Lane, Printer<'_>)> = HashMap::new();
    let read = each_datum(input, framing, |fingerprint, record| {
        let used = printers.len();
        let (lane, printer) = match printers.entry(fingerprint) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let lane = lane(args, choice, given.as_ref(), fingerprint).map_err(Unreadable::Schema)?;
                let lane = lanes[used].get_or_init(|| lane);
                let printer = lane.printer(args)?;
                sheet.begin(&printer).map_err(|message| Unreadable::Schema(one(message)))?;
                entry.insert((lane, printer))
            }
        };
        Ok::<_, Unreadable>(sheet.put(printer, record).map_err(|error| lane.explained(error))?)
    });
    read.map_err(|error| at(path, error))
}

fn lane(
    args: &DeserializeArgs,
    choice: &Choice,
    given: Option<&Chosen>,
    fingerprint: Option<u64>,
) -> Result<Lane, Vec<String>> {
    let known = match (given, fingerprint) {
        (None, Some(fingerprint)) => choice.of_fingerprint(fingerprint).map_err(all_told)?,
        (_, _) => None,
    };
    let mut shapes = Shapes::default();
    let writer = match (given.or(known.as_ref()), fingerprint) {
        (Some(chosen), _) => parsed(chosen, &mut shapes)?,
        (None, Some(found)) => return Err(one(choice.unknown_fingerprint(found))),
        (None, None) => unreachable!("the command line asks for the writer's schema of bare data"),
    };
    if let (Some(_), Some(found)) = (given, fingerprint) {
        let envelope = Envelope::single_object(&shapes, writer.root_shape()).map_err(one)?;
        match envelope {
            Envelope::SingleObject { fingerprint: expected } if expected != found => {
                return Err(one(SingleError::OtherSchema { found, expected }));
            }
            Envelope::SingleObject { .. } | Envelope::Raw => {}
        }
    }
    Lane::new(args, choice, writer, shapes)
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

/// A file or standard input, opened.
pub(super) fn open(path: &Path) -> Result<Box<dyn Read>, Vec<String>> {
    data_input::open(path).map_err(|problem| all_told(vec![problem]))
}
