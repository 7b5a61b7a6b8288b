//! Prints records of an event's schema as the log lines that they were made of.

use std::ops::Range;

use avro_resolve::data::binary::Reader;
use avro_resolve::data::transcode::{Cell, Transcoder};
use avro_resolve::data::translate::TranslateError;
use avro_resolve::schema::shape::{Form, RecordShape, ShapeId, Shapes};

use super::event::{Event, Kind, Slot};
use super::line;
use super::plan::bind;
use super::reason::Reason;

/// Prints records of one schema as log lines.
#[derive(Debug)]
pub struct Restorer<'a> {
    kind: Kind,
    transcoder: Transcoder<'a>,
    /// The fields of the record at hand, one after the other, and where each is.
    texts: Vec<u8>,
    places: Vec<(Cell, Range<usize>)>,
    scratch: Vec<u8>,
}

/// Why records are not log lines.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum RestoreError {
    #[error("the data are not of an event: no kind of log line has the fields of {0}")]
    NoEvent(String),
    #[error("the schema has no field {missing}, which a {kind} line has")]
    NoField { kind: Kind, missing: &'static str },
    #[error(transparent)]
    Translate(#[from] TranslateError),
    #[error("{field} is null, and a log line has to say it")]
    Null { field: &'static str },
    #[error("it does not make a log line: {0}")]
    NoLine(Reason),
    #[error("it does not make a log line that says the same")]
    OtherLine,
}

impl<'a> Restorer<'a> {
    /// Binds the fields of a record, which the transcoder reads.
    ///
    /// # Errors
    /// If it has not what a log line says.
    pub fn new(shapes: &Shapes, shape: ShapeId, mut transcoder: Transcoder<'a>) -> Result<Restorer<'a>, RestoreError> {
        let no_event = || RestoreError::NoEvent(shapes.describe(shape));
        let Form::Record(record) = &shapes.get(shape).form else { return Err(no_event()) };
        let named = Kind::ALL.into_iter().find(|kind| record.name.short() == kind.record());
        let fitting = || Kind::ALL.into_iter().find(|&kind| columns(kind, record).is_ok());
        let kind = named.or_else(fitting).ok_or_else(no_event)?;
        let names = columns(kind, record).map_err(|missing| RestoreError::NoField { kind, missing })?;
        transcoder.choose(&names).expect("the names are the record's");
        Ok(Restorer { kind, transcoder, texts: Vec::new(), places: Vec::new(), scratch: Vec::new() })
    }

    /// Appends the line of the next record, without its end.
    ///
    /// # Errors
    /// If the bytes are not a record, or the record does not make a log line.
    pub fn line(&mut self, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), RestoreError> {
        let (texts, places) = (&mut self.texts, &mut self.places);
        texts.clear();
        places.clear();
        self.transcoder.plain(reader, &mut self.scratch, |_, cell, text| {
            let start = texts.len();
            texts.extend_from_slice(text);
            places.push((cell, start..texts.len()));
        })?;
        let mut event = Event { kind: self.kind, texts: [""; 4], numbers: [0; 2] };
        for (field, (cell, place)) in self.kind.fields().iter().zip(places) {
            if *cell == Cell::Null {
                return Err(RestoreError::Null { field: field.name });
            }
            let text = std::str::from_utf8(&texts[place.clone()]).map_err(|_| RestoreError::NoLine(Reason::NotUtf8))?;
            match field.slot {
                Slot::Text(slot) => event.texts[slot] = text,
                Slot::Number(slot) => {
                    let number = text.parse().map_err(|_| RestoreError::NoLine(Reason::NotANumber(field.name)))?;
                    event.numbers[slot] = number;
                }
            }
        }
        let start = out.len();
        event.print(out);
        let printed = std::str::from_utf8(&out[start..]).expect("texts and numbers are text");
        // Records that others wrote may say what no log line does.
        match line::parse(printed) {
            Ok(read) if read == event => Ok(()),
            Ok(_) => Err(RestoreError::OtherLine),
            Err(reason) => Err(RestoreError::NoLine(reason)),
        }
    }
}

/// The record's fields that hold those of the kind, in the order of the line.
fn columns(kind: Kind, record: &RecordShape) -> Result<Vec<&str>, &'static str> {
    let column = |given: &'static super::event::Field| {
        let holds =
            |own: &&avro_resolve::schema::shape::FieldShape| bind(kind, own).is_some_and(|bound| bound == given);
        record.fields.iter().find(holds).map(|field| field.name.as_str()).ok_or(given.name)
    };
    kind.fields().iter().map(column).collect()
}
