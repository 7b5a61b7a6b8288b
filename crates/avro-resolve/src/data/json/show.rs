//! Shows a datum in one short line.

use crate::data::decimal::decimal;
use crate::depth::deep;
use crate::schema::default::shorten;
use crate::schema::logical::LogicalType;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Longer lines end in `…`.
const WIDTH: usize = 60;

/// The datum in one short line: like JSON, without tags; bytes as `0x…`, decimals as the numbers they are.
///
/// # Panics
/// If the value is not a datum of the shape.
pub fn show(shapes: &Shapes, shape: ShapeId, value: &Value) -> String {
    let mut line = Line { shapes, text: String::new(), width: 0 };
    line.value(shape, value);
    if line.width > WIDTH { shorten(&line.text, WIDTH - 1) } else { line.text }
}

struct Line<'a> {
    shapes: &'a Shapes,
    text: String,
    /// Characters so far.
    width: usize,
}

impl Line<'_> {
    fn value(&mut self, shape: ShapeId, value: &Value) {
        if self.is_full() {
            return;
        }
        let shape = self.shapes.get(shape);
        match (&shape.form, value) {
            (_, Value::Null) => self.push("null"),
            (_, Value::Boolean(value)) => self.push(if *value { "true" } else { "false" }),
            (_, Value::Int(value)) => self.push(&value.to_string()),
            (_, Value::Long(value)) => self.push(&value.to_string()),
            (_, Value::Float(value)) => self.push(&format!("{value:?}")),
            (_, Value::Double(value)) => self.push(&format!("{value:?}")),
            (_, Value::Bytes(bytes) | Value::Fixed(bytes)) => match short_decimal(shape.logical, bytes) {
                Some(number) => self.push(&number),
                None => self.push(&hex(&bytes[..bytes.len().min(WIDTH)])),
            },
            (_, Value::String(bytes)) => self.quoted(bytes),
            (Form::Enum(enumeration), Value::Enum(symbol)) => self.push(&enumeration.symbols[*symbol as usize]),
            (Form::Array(part), Value::Array(items)) => {
                self.push("[");
                for (index, item) in items.iter().enumerate() {
                    self.comma(index);
                    deep(|| self.value(*part, item));
                    if self.is_full() {
                        return;
                    }
                }
                self.push("]");
            }
            (Form::Map(part), Value::Map(entries)) => {
                self.push("{");
                for (index, (key, value)) in entries.iter().enumerate() {
                    self.comma(index);
                    self.quoted(key);
                    self.push(": ");
                    deep(|| self.value(*part, value));
                    if self.is_full() {
                        return;
                    }
                }
                self.push("}");
            }
            (Form::Union(branches), Value::Union(branch, value)) => {
                deep(|| self.value(branches[*branch as usize], value));
            }
            (Form::Record(record), Value::Record(values)) => {
                self.push("{");
                for (index, (field, value)) in record.fields.iter().zip(values).enumerate() {
                    self.comma(index);
                    self.push(&field.name);
                    self.push(": ");
                    deep(|| self.value(field.shape, value));
                    if self.is_full() {
                        return;
                    }
                }
                self.push("}");
            }
            (_, value) => unreachable!("{value:?} does not have its shape"),
        }
    }

    fn quoted(&mut self, bytes: &[u8]) {
        // A character has at most four bytes, so this is more than is shown.
        let shown = &bytes[..bytes.len().min(4 * WIDTH)];
        let text = String::from_utf8_lossy(shown);
        self.push(&serde_json::Value::from(text).to_string());
    }

    fn comma(&mut self, index: usize) {
        if index > 0 {
            self.push(", ");
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.width += text.chars().count();
    }

    fn is_full(&self) -> bool {
        self.width > WIDTH
    }
}

/// Bytes as `0x…`.
pub(in crate::data) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold("0x".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}

/// The number that a decimal's bytes are, if it is short.
fn short_decimal(logical: Option<LogicalType>, bytes: &[u8]) -> Option<String> {
    let scale = logical?.decimal_scale()? as usize;
    if bytes.is_empty() || bytes.len() > 16 || scale > WIDTH {
        return None;
    }
    decimal(bytes, scale as i64)
}
