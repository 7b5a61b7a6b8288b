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
    /// A string, as it is.
    Text,
    /// Any other value, as JSON.
    Json,
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
        Primitive::Float => return Ok(json_cell(&Value::Float(reader.float()?), out)),
        Primitive::Double => return Ok(json_cell(&Value::Double(reader.double()?), out)),
        Primitive::Bytes => return Ok(bytes_text(reader.bytes()?, out, style)),
        Primitive::String => return Ok(text(reader.bytes()?, out, style)),
    }
    Ok(Cell::Json)
}

pub(super) fn promoted(
    promotion: Promotion,
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    style: TextStyle,
) -> Result<Cell, DecodeError> {
    let value = match promotion {
        Promotion::IntToLong => {
            put_decimal(reader.int()?.into(), out);
            return Ok(Cell::Json);
        }
        Promotion::StringToBytes => return Ok(bytes_text(reader.bytes()?, out, style)),
        Promotion::BytesToString => return Ok(text(reader.bytes()?, out, style)),
        Promotion::IntToFloat => Value::Float(reader.int()? as f32),
        Promotion::LongToFloat => Value::Float(reader.long()? as f32),
        Promotion::IntToDouble => Value::Double(reader.int()?.into()),
        Promotion::LongToDouble => Value::Double(reader.long()? as f64),
        Promotion::FloatToDouble => Value::Double(reader.float()?.into()),
    };
    Ok(json_cell(&value, out))
}

fn json_cell(value: &Value, out: &mut Vec<u8>) -> Cell {
    out.extend_from_slice(float_json(value).as_bytes());
    Cell::Json
}

fn null(out: &mut Vec<u8>, style: TextStyle) -> Cell {
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
pub(super) fn text(bytes: &[u8], out: &mut Vec<u8>, style: TextStyle) -> Cell {
    match style {
        TextStyle::Json => json_text(bytes, out),
        TextStyle::Plain => out.extend_from_slice(bytes),
    }
    Cell::Text
}

/// Bytes are text of code points up to U+00FF in JSON, and themselves in plain text.
pub(super) fn bytes_text(bytes: &[u8], out: &mut Vec<u8>, style: TextStyle) -> Cell {
    match style {
        TextStyle::Json => json_text(bytes.iter().map(|&byte| char::from(byte)).collect::<String>().as_bytes(), out),
        TextStyle::Plain => out.extend_from_slice(bytes),
    }
    Cell::Text
}

/// Appends a JSON string; what is not UTF-8 shows as U+FFFD.
#[inline]
pub fn json_text(bytes: &[u8], out: &mut Vec<u8>) {
    let is_plain = |byte: u8| (0x20..0x7f).contains(&byte) & (byte != b'"') & (byte != b'\\');
    if bytes.iter().fold(true, |all, &byte| all & is_plain(byte)) {
        out.reserve(bytes.len() + 2);
        out.push(b'"');
        out.extend_from_slice(bytes);
        out.push(b'"');
    } else {
        let text = String::from_utf8_lossy(bytes);
        serde_json::to_writer(out, &*text).expect("a Vec takes everything");
    }
}
