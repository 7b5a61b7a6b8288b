//! Prints records of an event's schema as the log lines that they were made of.

use std::ops::Range;

use avro_resolve::data::binary::Reader;
use avro_resolve::data::transcode::{Cell, Transcoder};
use avro_resolve::data::translate::TranslateError;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;

use super::binding::{Binding, RecordSchema, Refusal};
use super::conversion::Conversion;
use super::event::{Event, Kind};
use super::line;
use super::movies::{self, SUCCESS};
use super::part::Part;
use super::reason::Reason;
use super::zone::Zone;

/// Prints records of one schema as log lines.
#[derive(Debug)]
pub struct Restorer<'a> {
    kind: Kind,
    transcoder: Transcoder<'a>,
    /// What the columns of the transcoder hold, and how it was made.
    columns: Vec<(Part, Conversion)>,
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
    Refused(#[from] Refusal),
    #[error(transparent)]
    Translate(#[from] TranslateError),
    #[error("{field} is null, and a log line has to say it")]
    Null { field: &'static str },
    #[error("{field} is not a value that a log line can have")]
    NoValue { field: &'static str },
    #[error("it does not make a log line: {0}")]
    NoLine(Reason),
    #[error("it does not make a log line that says the same")]
    OtherLine,
}

impl<'a> Restorer<'a> {
    /// Binds the fields of a schema, whose records the transcoder reads. Instants become local times in `zone`.
    ///
    /// # Errors
    /// If it has not what a log line says.
    pub fn new(
        schema: &LinkedSchema,
        shapes: &Shapes,
        mut transcoder: Transcoder<'a>,
        zone: &Zone,
    ) -> Result<Restorer<'a>, RestoreError> {
        let no_event = || RestoreError::NoEvent(shapes.describe(schema.root_shape()));
        let record = RecordSchema::of(schema, shapes).map_err(|_| no_event())?;
        let named = Kind::ALL.into_iter().find(|kind| record.name() == kind.record());
        let fitting = || Kind::ALL.into_iter().find(|&kind| Binding::new(kind, record, zone).unkept(kind).is_empty());
        let kind = named.or_else(fitting).ok_or_else(no_event)?;
        let binding = Binding::new(kind, record, zone);
        if let Some(&missing) = binding.unkept(kind).first() {
            let refused = binding.fields.iter().find_map(|field| field.taken.as_ref()?.as_ref().err());
            return Err(refused.map_or(RestoreError::NoField { kind, missing }, |refusal| refusal.clone().into()));
        }
        let kept = binding.needed(kind).filter_map(|part| Some((part, binding.keeper(part)?)));
        let (names, columns): (Vec<&str>, Vec<_>) = kept
            .map(|(part, (at, taken))| (binding.fields[at].shape.name.as_str(), (part, taken.conversion.clone())))
            .unzip();
        transcoder.choose(&names).expect("the names are the record's");
        Ok(Restorer { kind, transcoder, columns, texts: Vec::new(), places: Vec::new(), scratch: Vec::new() })
    }

    /// Appends the line of the next record, without its end.
    ///
    /// # Errors
    /// If the bytes are not a record, or the record does not make a log line.
    pub fn line(&mut self, reader: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), RestoreError> {
        self.read(reader)?;
        let (mut time, mut result) = (String::new(), String::new());
        let mut event = Event { kind: self.kind, texts: [""; 4], numbers: [0; 2] };
        for ((part, conversion), (cell, place)) in self.columns.iter().zip(&self.places) {
            let field = part.name();
            // The status comes before the result.
            let is_needed = match conversion {
                Conversion::Movies { .. } => event.numbers[0] == SUCCESS,
                Conversion::Error(_) => event.numbers[0] != SUCCESS,
                Conversion::Text(_)
                | Conversion::Parsed { .. }
                | Conversion::Number(_)
                | Conversion::Digits(_)
                | Conversion::Typed { .. }
                | Conversion::Time { .. } => true,
            };
            if !is_needed {
                continue;
            }
            if *cell == Cell::Null {
                return Err(RestoreError::Null { field });
            }
            let bytes = &self.texts[place.clone()];
            let text = || std::str::from_utf8(bytes).map_err(|_| RestoreError::NoLine(Reason::NotUtf8));
            let no_value = || RestoreError::NoValue { field };
            match conversion {
                Conversion::Text(slot) | Conversion::Parsed { text: slot, .. } => event.texts[*slot] = text()?,
                Conversion::Error(_) => event.texts[3] = text()?,
                Conversion::Number(slot) | Conversion::Digits(slot) => {
                    event.numbers[*slot] =
                        text()?.parse().map_err(|_| RestoreError::NoLine(Reason::NotANumber(field)))?;
                }
                Conversion::Typed { number, wanted, .. } => {
                    event.numbers[*number] = wanted.number(bytes).ok_or_else(no_value)?;
                }
                Conversion::Time { form, .. } => {
                    time = text()?.parse().ok().and_then(|number| form.text(number)).ok_or_else(no_value)?;
                }
                Conversion::Movies { .. } => {
                    result = movies::join(&serde_json::from_slice::<Vec<String>>(bytes).map_err(|_| no_value())?);
                }
            }
        }
        for (slot, made) in [(0, &time), (3, &result)] {
            if !made.is_empty() {
                event.texts[slot] = made;
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

    /// Reads the columns of the next record.
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<(), RestoreError> {
        let (texts, places) = (&mut self.texts, &mut self.places);
        texts.clear();
        places.clear();
        let broken = reader.broken_texts();
        self.transcoder.plain(reader, &mut self.scratch, |_, cell, text| {
            let start = texts.len();
            texts.extend_from_slice(text);
            places.push((cell, start..texts.len()));
        })?;
        // Of a list, what is not UTF-8 is gone by now.
        if reader.broken_texts() > broken { Err(RestoreError::NoLine(Reason::NotUtf8)) } else { Ok(()) }
    }
}
