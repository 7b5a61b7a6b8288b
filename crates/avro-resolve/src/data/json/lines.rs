//! Reads JSON lines: a datum for each line, or what is wrong with it.

use std::io::{self, BufRead, Read};

use super::read::{JsonMisfit, JsonReader};
use crate::limits;
use crate::schema::shape::{ShapeId, Shapes};
use crate::schema::value::Value;

/// What is wrong with a line.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum LineError {
    #[error("not JSON: {}; each line is one record", .0.reason)]
    NotJson(NotJson),
    #[error("not UTF-8: byte {offset} of the line is 0x{byte:02X}; save the file as UTF-8")]
    NotUtf8 { offset: usize, byte: u8 },
    #[error("no record of this schema: {0}")]
    Misfit(JsonMisfit),
    #[error("longer than {MAX_LINE} bytes; each line is one record, and what follows is not read")]
    TooLong,
}

/// A line is no longer than this.
const MAX_LINE: u64 = limits::JSON_LINE.most;

/// Why a text is not JSON, and where in the file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NotJson {
    /// Line and column, from 1.
    pub position: (u32, u32),
    /// What is wrong there.
    pub reason: String,
}

impl NotJson {
    /// `text` is a part of the file that begins at the start of `line`, and so does the parser's count of lines.
    pub fn new(error: &serde_json::Error, text: &[u8], line: u32) -> NotJson {
        let faulty = text.split(|&byte| byte == b'\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        // The parser counts bytes, up to the end of what it cannot take.
        let before = &faulty[..error.column().saturating_sub(1).min(faulty.len())];
        let column = String::from_utf8_lossy(before).chars().count() as u32 + 1;
        let message = error.to_string();
        let reason = message.rsplit_once(" at line ").map_or(message.as_str(), |(reason, _)| reason);
        NotJson { position: (line + error.line().saturating_sub(1) as u32, column), reason: reason.to_owned() }
    }
}

/// Calls `each` with the number, from 1, and the datum of every line that is not blank.
///
/// # Errors
/// If the input cannot be read, or `each` fails.
pub fn each_line<E: From<io::Error>>(
    mut input: impl BufRead,
    shapes: &Shapes,
    shape: ShapeId,
    mut each: impl FnMut(u32, Result<Value, LineError>) -> Result<(), E>,
) -> Result<(), E> {
    let mut reader = JsonReader::new(shapes, shape);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.len() as u64 == MAX_LINE && line.last() != Some(&b'\n') {
            // Where the next record starts is not to be known without reading on for ever.
            return each(number, Err(LineError::TooLong));
        }
        let text = if number == 1 { line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&line) } else { &line };
        let text = text.trim_ascii_end();
        if !text.is_empty() {
            each(number, datum(text, number, &mut reader))?;
        }
    }
    Ok(())
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

fn datum(text: &[u8], number: u32, reader: &mut JsonReader<'_>) -> Result<Value, LineError> {
    let utf8 = std::str::from_utf8(text).map_err(|error| {
        let offset = error.valid_up_to();
        LineError::NotUtf8 { offset, byte: text[offset] }
    })?;
    let json = serde_json::from_str(utf8).map_err(|error| LineError::NotJson(NotJson::new(&error, text, number)))?;
    reader.read(&json, text.len()).map_err(LineError::Misfit)
}
