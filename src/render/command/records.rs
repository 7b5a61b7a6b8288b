//! Prints records as lines of text: JSON, CSV or the log lines that they were made of.

use std::borrow::Cow;

use crate::model::text::hex;
use crate::render::words;
use avro_resolve::data::binary::{DecodeError, Reader};
use avro_resolve::data::transcode::{Cell, ColumnError, Transcoder};
use avro_resolve::data::translate::TranslateError;
use avro_resolve::file::records::Blame;
use avro_resolve::proof::{Subject, Suspect};
use avro_resolve::resolution::locate::{Located, Notable};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use movie_logs::restore::{RestoreError, Restorer};
use movie_logs::zone::Zone;

/// What a record becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    /// A JSON object a line.
    JsonLines,
    /// A record of a CSV file (RFC 4180, lines end in a line feed).
    Csv,
}

/// Prints the records of one file.
#[derive(Debug)]
pub(crate) enum Printer<'a> {
    JsonLines(Transcoder<'a>),
    Csv(Transcoder<'a>, Vec<u8>),
    Log(Box<Restorer<'a>>),
}

/// Why records cannot be printed.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub(crate) enum PrinterError {
    #[error(transparent)]
    Column(#[from] ColumnError),
    #[error("a log line is of all its fields; --fields is for jsonl and csv")]
    FieldsOfLog,
    #[error(transparent)]
    Translate(#[from] TranslateError),
    #[error(transparent)]
    Restore(#[from] RestoreError),
    #[cfg(feature = "parquet")]
    #[error("{0}")]
    Value(String),
    #[error("the reader's schema cannot read this: {}{message}", if trail.is_empty() { String::new() } else { format!("{trail}: ") })]
    Unreadable { trail: String, message: String },
}

impl PrinterError {
    /// Says why the reader cannot read a datum, if that is the error.
    pub(crate) fn explained<'l>(self, subject: Subject<'_>, locate: impl FnOnce() -> &'l Located) -> PrinterError {
        let (PrinterError::Translate(TranslateError::Fails(failure))
        | PrinterError::Restore(RestoreError::Translate(TranslateError::Fails(failure)))) = &self
        else {
            return self;
        };
        let Located { found, paths, .. } = locate();
        let end = |found: &Notable| {
            Suspect::new(&found.cause, found.pair, found.last_step)?.common_end(subject, paths, failure)
        };
        let closest = found.iter().filter_map(|found| Some((end(found)?, found))).max_by_key(|(end, _)| *end);
        match closest.map(|(_, found)| found) {
            Some(found) => {
                let message = words::message_of_cause(&found.cause);
                PrinterError::Unreadable { trail: found.trail.to_string(), message }
            }
            None => self,
        }
    }
}

impl<'a> Printer<'a> {
    /// Prepares to print records that the transcoder reads, or some of their fields.
    ///
    /// # Errors
    /// If the records have no such fields.
    pub(crate) fn new(
        mut transcoder: Transcoder<'a>,
        form: Form,
        fields: Option<&[String]>,
    ) -> Result<Printer<'a>, PrinterError> {
        if let Some(fields) = fields {
            transcoder.choose(fields)?;
        }
        Ok(match form {
            Form::JsonLines => Printer::JsonLines(transcoder),
            Form::Csv if transcoder.columns().is_none() => Err(ColumnError::NoRecord)?,
            Form::Csv => Printer::Csv(transcoder, Vec::new()),
        })
    }

    /// Prepares to print records of a schema, which the transcoder reads, as log lines. Instants become local times in `zone`.
    ///
    /// # Errors
    /// If the records do not make log lines.
    pub(crate) fn log(
        schema: &LinkedSchema,
        shapes: &Shapes,
        transcoder: Transcoder<'a>,
        zone: &Zone,
    ) -> Result<Printer<'a>, PrinterError> {
        Ok(Printer::Log(Box::new(Restorer::new(schema, shapes, transcoder, zone)?)))
    }

    /// The names of the columns, if the form has them above the records.
    pub(crate) fn header(&self) -> Option<Vec<String>> {
        match self {
            Printer::Csv(transcoder, _) => transcoder.columns().map(|columns| columns.map(str::to_owned).collect()),
            Printer::JsonLines(_) | Printer::Log(_) => None,
        }
    }

    /// Appends the names of the columns.
    pub(crate) fn put_header(&self, out: &mut Vec<u8>) {
        for (index, column) in self.header().unwrap_or_default().iter().enumerate() {
            csv_cell(index, Cell::Text, column.as_bytes(), out);
        }
        out.push(b'\n');
    }

    /// Appends the next record and the end of its line.
    ///
    /// # Errors
    /// If the bytes are not a record, or it cannot be printed.
    pub(crate) fn put(&mut self, record: &mut Reader<'_>, out: &mut Vec<u8>) -> Result<(), PrinterError> {
        match self {
            Printer::JsonLines(transcoder) => transcoder.json(record, out)?,
            Printer::Csv(transcoder, scratch) => {
                let mut broken = 0;
                transcoder.plain(record, scratch, |index, cell, text| match cell {
                    Cell::Null | Cell::Json => csv_cell(index, cell, text, out),
                    Cell::Bytes => csv_cell(index, cell, format!("0x{}", hex(text)).as_bytes(), out),
                    Cell::Text => {
                        let text = String::from_utf8_lossy(text);
                        broken += u64::from(matches!(text, Cow::Owned(_)));
                        csv_cell(index, cell, text.as_bytes(), out);
                    }
                })?;
                record.add_broken_texts(broken);
            }
            Printer::Log(restorer) => restorer.line(record, out)?,
        }
        out.push(b'\n');
        Ok(())
    }
}

/// Null is nothing, and the empty string two quotes.
fn csv_cell(index: usize, cell: Cell, text: &[u8], out: &mut Vec<u8>) {
    if index > 0 {
        out.push(b',');
    }
    let must_quote = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    let is_quoted = match cell {
        Cell::Null => false,
        Cell::Text => text.is_empty() || text.iter().any(must_quote),
        Cell::Json | Cell::Bytes => text.iter().any(must_quote),
    };
    if !is_quoted {
        out.extend_from_slice(text);
        return;
    }
    out.push(b'"');
    for &byte in text {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

impl Blame for PrinterError {
    fn damage(&self) -> Option<&DecodeError> {
        match self {
            PrinterError::Translate(TranslateError::Decode(error))
            | PrinterError::Restore(RestoreError::Translate(TranslateError::Decode(error))) => Some(error),
            PrinterError::Column(_)
            | PrinterError::FieldsOfLog
            | PrinterError::Translate(TranslateError::Fails(_))
            | PrinterError::Restore(_)
            | PrinterError::Unreadable { .. } => None,
            #[cfg(feature = "parquet")]
            PrinterError::Value(_) => None,
        }
    }
}
