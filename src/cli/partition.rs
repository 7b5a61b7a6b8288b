//! Says into which directory a record belongs, by the values of some of its fields: `date=2024-03-08/status=200`, as Hive lays
//! tables out.

use std::fmt::Write;
use std::str;

use jiff::civil::Date;

use avro_resolve::data::binary::Reader;
use avro_resolve::data::transcode::{Cell, TextOptions, Transcoder};
use avro_resolve::foreign::foreign;

use super::args::PartitionKey;
use super::record_reader::RecordReader;
use crate::model::text::hex;
use crate::render::command::records::PrinterError;

/// Parts the records of one writer.
pub(super) struct Partitioner<'a> {
    keys: &'a [PartitionKey],
    /// Reads the fields of the keys.
    fields: Transcoder<'a>,
    text: Vec<u8>,
}

/// What stands for null and for empty text.
const NOTHING: &str = "__HIVE_DEFAULT_PARTITION__";

/// The longest name that file systems have.
const LONGEST: usize = 255;

impl<'a> Partitioner<'a> {
    /// Prepares for the records of a writer.
    ///
    /// # Errors
    /// If they have no such fields.
    pub(super) fn new(keys: &'a [PartitionKey], reader: &'a RecordReader) -> Result<Partitioner<'a>, PrinterError> {
        let options = TextOptions { shows_logical_types: true, ..TextOptions::default() };
        let mut fields = Transcoder::with_options(&reader.shapes, &reader.resolution, reader.pair, options);
        if !keys.is_empty() {
            fields.choose(&keys.iter().map(PartitionKey::field).collect::<Vec<_>>())?;
        }
        Ok(Partitioner { keys, fields, text: Vec::new() })
    }

    /// Puts the directories of the next record into `path`; nothing if there are no keys. The record is not passed over.
    ///
    /// # Errors
    /// If the bytes are no record, or a value makes no directory.
    pub(super) fn put_path(&mut self, record: &Reader<'_>, path: &mut String) -> Result<(), PrinterError> {
        path.clear();
        if self.keys.is_empty() {
            return Ok(());
        }
        let mut outcome = Ok(());
        self.fields.plain(&mut record.clone(), &mut self.text, |index, cell, text| {
            if outcome.is_ok() {
                outcome = put_step(&self.keys[index], cell, text, path);
            }
        })?;
        outcome.map_err(PrinterError::Value)
    }
}

/// Appends the directory of a value.
fn put_step(key: &PartitionKey, cell: Cell, text: &[u8], path: &mut String) -> Result<(), String> {
    if !path.is_empty() {
        path.push('/');
    }
    let start = path.len();
    put_escaped(key.name(), path);
    path.push('=');
    let text = match cell {
        Cell::Null => String::new(),
        Cell::Text | Cell::Json => String::from_utf8_lossy(text).into_owned(),
        Cell::Bytes => format!("0x{}", hex(text)),
    };
    match key {
        _ if text.is_empty() => path.push_str(NOTHING),
        PartitionKey::Field(_) => put_escaped(&text, path),
        PartitionKey::Date(_) => path.push_str(date(&text).ok_or_else(|| no_time(key, &text, "2024-02-29"))?),
        PartitionKey::Hour(_) => {
            let hour = date(&text).zip(hour(&text)).ok_or_else(|| no_time(key, &text, "2024-02-29T23"))?;
            write!(path, "{}-{}", hour.0, hour.1).expect("a String takes everything");
        }
    }
    if path.len() - start > LONGEST {
        return Err(format!(
            "a value of \"{}\" is too long for the name of a directory, which has {LONGEST} bytes; part by another field",
            foreign(key.field())
        ));
    }
    Ok(())
}

fn no_time(key: &PartitionKey, text: &str, example: &str) -> String {
    let shown: String = text.chars().take(40).collect();
    format!("\"{}\" is \"{}\", which does not begin as {example} does", foreign(key.field()), foreign(&shown))
}

/// The day that text begins with.
fn date(text: &str) -> Option<&str> {
    let day = text.get(..10)?;
    let ends = text.as_bytes().get(10).is_none_or(|byte| !byte.is_ascii_digit());
    (ends && day.parse::<Date>().is_ok()).then_some(day)
}

/// The hour behind the day.
fn hour(text: &str) -> Option<&str> {
    let hour = text.get(11..13)?;
    let is_hour = hour.bytes().all(|byte| byte.is_ascii_digit()) && hour < "24";
    (is_hour && matches!(text.as_bytes()[10], b'T' | b't' | b' ')).then_some(hour)
}

/// As Hive does: what file systems or its own names could take for something else are a percent sign and two digits.
fn put_escaped(text: &str, path: &mut String) {
    for character in text.chars() {
        match character {
            '\0'..='\x1f'
            | '\x7f'
            | '"'
            | '#'
            | '%'
            | '\''
            | '*'
            | '/'
            | ':'
            | '='
            | '?'
            | '\\'
            | '{'
            | '['
            | ']'
            | '^' => {
                write!(path, "%{:02X}", u32::from(character)).expect("a String takes everything");
            }
            _ => path.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_make_directories_as_in_hive() {
        let (field, date, hour) = ("f".to_owned(), PartitionKey::Date("t".into()), PartitionKey::Hour("t".into()));
        let field = PartitionKey::Field(field);
        let nothing = "f=__HIVE_DEFAULT_PARTITION__";
        let table: [(&PartitionKey, Cell, &str, Result<&str, ()>); 13] = [
            (&field, Cell::Text, "a b/c=é%\n", Ok("f=a b%2Fc%3Dé%25%0A")),
            (&field, Cell::Json, "-12", Ok("f=-12")),
            (&field, Cell::Bytes, "\u{1}", Ok("f=0x01")),
            (&field, Cell::Null, "", Ok(nothing)),
            (&field, Cell::Text, "", Ok(nothing)),
            (&date, Cell::Text, "2024-02-29", Ok("date=2024-02-29")),
            (&date, Cell::Text, "2024-02-29 junk", Ok("date=2024-02-29")),
            (&date, Cell::Text, "2023-02-29T00:00:00", Err(())),
            (&date, Cell::Text, "2024-02-290", Err(())),
            (&date, Cell::Text, "20240229éé", Err(())),
            (&hour, Cell::Text, "2024-02-29T23:59:60Z", Ok("hour=2024-02-29-23")),
            (&hour, Cell::Text, "2024-02-29T24:00", Err(())),
            (&hour, Cell::Text, "2024-02-29", Err(())),
        ];
        for (key, cell, text, wanted) in table {
            let mut path = String::new();
            let put = put_step(key, cell, text.as_bytes(), &mut path).map(|()| path.as_str()).map_err(|_| ());
            assert_eq!(put, wanted, "{text}");
        }
        assert!(put_step(&field, Cell::Text, "x".repeat(300).as_bytes(), &mut String::new()).is_err());
    }
}
