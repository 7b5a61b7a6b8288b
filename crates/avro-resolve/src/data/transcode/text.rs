//! Writes scalars as JSON or plain text, straight from the writer's bytes.

use std::io::Write;

use crate::data::binary::{DecodeError, Reader};
use crate::data::json::float_json;
use crate::resolution::Promotion;
use crate::schema::model::Primitive;
use crate::schema::value::Value;

/// A value of a column, as text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cell {
    /// A null.
    Null,
    /// A string, as it is; it may be none of UTF-8.
    Text,
    /// Bytes or a fixed, as they are.
    Bytes,
    /// Any other value, as JSON; what is no number in JSON is a word.
    Json,
}

/// How data are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct TextOptions {
    /// Whether a union's value other than null names its branch, as in Avro's JSON encoding: such JSON can be read back where
    /// branches are alike.
    pub tags_unions: bool,
    /// Whether values of logical types are written as what they mean, such as `2024-02-29` or `12.50`; where they mean nothing,
    /// or are beyond the [limit](crate::limits::DECIMAL_TEXT), they stay what they are.
    pub shows_logical_types: bool,
}

/// How text is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum TextStyle {
    /// In quotes, escaped.
    Json,
    /// As it is; other values are JSON.
    Plain,
}

pub(super) fn primitive_text(
    primitive: Primitive,
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    style: TextStyle,
) -> Result<Cell, DecodeError> {
    match primitive {
        Primitive::Null => return Ok(null(out, style)),
        Primitive::Boolean => out.extend_from_slice(if reader.boolean()? { b"true" } else { b"false" }),
        Primitive::Int => put_decimal(reader.int()?.into(), out),
        Primitive::Long => put_decimal(reader.long()?, out),
        Primitive::Float => return Ok(float_text(&Value::Float(reader.float()?), out, style)),
        Primitive::Double => return Ok(float_text(&Value::Double(reader.double()?), out, style)),
        Primitive::Bytes => return Ok(bytes_text(reader.bytes()?, out, style)),
        Primitive::String => return string_text(reader, out, style),
    }
    Ok(Cell::Json)
}

pub(super) fn promoted(
    promotion: Promotion,
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    style: TextStyle,
) -> Result<Cell, DecodeError> {
    match promotion {
        Promotion::IntToLong => {
            put_decimal(reader.int()?.into(), out);
            Ok(Cell::Json)
        }
        Promotion::StringToBytes => Ok(bytes_text(reader.bytes()?, out, style)),
        Promotion::BytesToString => string_text(reader, out, style),
        Promotion::IntToFloat
        | Promotion::LongToFloat
        | Promotion::IntToDouble
        | Promotion::LongToDouble
        | Promotion::FloatToDouble => Ok(float_text(&promoted_value(promotion, reader)?, out, style)),
    }
}

/// The next value, as the wider type has it.
pub(super) fn promoted_value(promotion: Promotion, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
    Ok(match promotion {
        Promotion::IntToLong => Value::Long(reader.int()?.into()),
        Promotion::IntToFloat => Value::Float(reader.int()? as f32),
        Promotion::LongToFloat => Value::Float(reader.long()? as f32),
        Promotion::IntToDouble => Value::Double(reader.int()?.into()),
        Promotion::LongToDouble => Value::Double(reader.long()? as f64),
        Promotion::FloatToDouble => Value::Double(reader.float()?.into()),
        Promotion::StringToBytes => Value::Bytes(reader.bytes()?.to_vec()),
        Promotion::BytesToString => Value::String(reader.bytes()?.to_vec()),
    })
}

/// What JSON numbers cannot say are words, which stand in quotes in JSON.
fn float_text(value: &Value, out: &mut Vec<u8>, style: TextStyle) -> Cell {
    let json = float_json(value);
    out.extend_from_slice(match style {
        TextStyle::Json => json.as_bytes(),
        TextStyle::Plain => json.trim_matches('"').as_bytes(),
    });
    Cell::Json
}

pub(super) fn null(out: &mut Vec<u8>, style: TextStyle) -> Cell {
    if style == TextStyle::Json {
        out.extend_from_slice(b"null");
    }
    Cell::Null
}

/// Appends a number's digits.
#[inline]
pub fn put_decimal(number: i64, out: &mut Vec<u8>) {
    match number {
        0..10 => out.push(b'0' + number as u8),
        10..100 => out.extend_from_slice(&[b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]),
        100..1_000 => {
            let (hundreds, rest) = (number / 100, number % 100);
            out.extend_from_slice(&[b'0' + hundreds as u8, b'0' + (rest / 10) as u8, b'0' + (rest % 10) as u8]);
        }
        _ => write!(out, "{number}").expect("a Vec takes everything"),
    }
}

#[inline]
fn string_text(reader: &mut Reader<'_>, out: &mut Vec<u8>, style: TextStyle) -> Result<Cell, DecodeError> {
    let bytes = reader.bytes()?;
    match style {
        TextStyle::Json => json_string(bytes, reader, out),
        TextStyle::Plain => out.extend_from_slice(bytes),
    }
    Ok(Cell::Text)
}

/// Appends text that is UTF-8.
#[inline]
pub(super) fn text(text: &str, out: &mut Vec<u8>, style: TextStyle) -> Cell {
    match style {
        TextStyle::Json => _ = json_text(text.as_bytes(), out),
        TextStyle::Plain => out.extend_from_slice(text.as_bytes()),
    }
    Cell::Text
}

/// Appends a string of data as a JSON string, and counts it if it is not UTF-8.
#[inline]
pub(super) fn json_string(bytes: &[u8], reader: &mut Reader<'_>, out: &mut Vec<u8>) {
    if json_text(bytes, out) == Utf8::Broken {
        reader.add_broken_texts(1);
    }
}

/// The same between two quotes: `out` ends with the first, and the second is not appended.
#[inline]
pub(super) fn json_string_in_quotes(bytes: &[u8], reader: &mut Reader<'_>, out: &mut Vec<u8>) {
    if is_plain(bytes) {
        out.extend_from_slice(bytes);
        return;
    }
    out.pop();
    if escaped(bytes, out) == Utf8::Broken {
        reader.add_broken_texts(1);
    }
    out.pop();
}

/// Bytes are text of code points up to U+00FF in JSON, and themselves in plain text.
pub(super) fn bytes_text(bytes: &[u8], out: &mut Vec<u8>, style: TextStyle) -> Cell {
    match style {
        TextStyle::Json => {
            _ = json_text(bytes.iter().map(|&byte| char::from(byte)).collect::<String>().as_bytes(), out)
        }
        TextStyle::Plain => out.extend_from_slice(bytes),
    }
    Cell::Bytes
}

/// Whether bytes were text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Utf8 {
    Whole,
    Broken,
}

/// Appends a JSON string; what is not UTF-8 shows as U+FFFD.
#[inline]
fn json_text(bytes: &[u8], out: &mut Vec<u8>) -> Utf8 {
    if is_plain(bytes) {
        out.reserve(bytes.len() + 2);
        out.push(b'"');
        out.extend_from_slice(bytes);
        out.push(b'"');
        return Utf8::Whole;
    }
    escaped(bytes, out)
}

/// Whether bytes are ASCII, and none of them is escaped in JSON.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let eight = |bytes: &[u8; 8]| marks(u64::from_le_bytes(*bytes));
    let found = if let Some(last) = bytes.last_chunk() {
        // The last eight may overlap those before.
        bytes.as_chunks().0.iter().fold(eight(last), |found, bytes| found | eight(bytes))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        marks(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)))
    } else {
        bytes.iter().fold(0, |found, &byte| found | marks(u64::from(byte) * ONES))
    };
    found == 0
}

/// A bit is set if any of eight bytes is not ASCII or is escaped in JSON: a control character, `"` or `\`.
#[inline]
fn marks(word: u64) -> u64 {
    let is_below = |word: u64, byte: u8| word.wrapping_sub(u64::from(byte) * ONES);
    let is = |byte: u8| is_below(word ^ (u64::from(byte) * ONES), 1);
    (is_below(word, b' ') | is(b'"') | is(b'\\') | word) & (0x80 * ONES)
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// The same for text that has something to escape, or is not ASCII.
#[inline(never)]
fn escaped(bytes: &[u8], out: &mut Vec<u8>) -> Utf8 {
    let text = String::from_utf8_lossy(bytes);
    serde_json::to_writer(out, &*text).expect("a Vec takes everything");
    match text {
        std::borrow::Cow::Borrowed(_) => Utf8::Whole,
        std::borrow::Cow::Owned(_) => Utf8::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strings_are_those_of_serde(pieces in proptest::collection::vec(prop_oneof![
            "[a-z+ ~\\x7f]{0,12}".prop_map(String::into_bytes),
            Just(b"\"".to_vec()), Just(b"\\".to_vec()), Just(b"\x1f".to_vec()), Just("\u{80}".into()), Just(vec![0xff]),
        ], 0..6)) {
            let bytes = pieces.concat();
            let wanted = serde_json::to_string(&String::from_utf8_lossy(&bytes)).expect("a string is JSON");
            let (mut reader, mut out, mut quoted) = (Reader::new(&[]), Vec::new(), b"\"".to_vec());
            json_string(&bytes, &mut reader, &mut out);
            json_string_in_quotes(&bytes, &mut reader, &mut quoted);
            quoted.push(b'"');
            prop_assert_eq!(&out, wanted.as_bytes());
            prop_assert_eq!(out, quoted);
            prop_assert_eq!(reader.broken_texts(), 2 * u64::from(std::str::from_utf8(&bytes).is_err()));
        }
    }
}
