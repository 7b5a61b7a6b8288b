//! Bytes of one pair of types in, JSON or plain text out.

use std::io::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Cell;
use super::row::Row;
use crate::data::binary::{self, Reader};
use crate::data::translate::{Failure, TranslateError};
use crate::resolution::{Action, FailureKind, PairId, Promotion, Resolution, SymbolAction};
use crate::schema::model::Primitive;
use crate::schema::shape::{EnumShape, Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// The table, as a means to write text.
#[derive(Debug)]
pub(super) struct Nodes<'a> {
    pub(super) shapes: &'a Shapes,
    resolution: &'a Resolution,
    /// The columns of the pairs of records that are reached, by their numbers.
    rows: FxHashMap<PairId, Row<'a>>,
}

/// How a text stands by itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    /// In quotes, escaped.
    Json,
    /// As it is; what is no scalar is JSON.
    Plain,
}

impl<'a> Nodes<'a> {
    /// Compiles all records that can be reached from a pair.
    pub(super) fn new(shapes: &'a Shapes, resolution: &'a Resolution, root: PairId) -> Nodes<'a> {
        let mut rows = FxHashMap::default();
        let mut seen = FxHashSet::from_iter([root]);
        let mut pending = vec![root];
        while let Some(id) = pending.pop() {
            rows.extend(Row::of_pair(shapes, resolution, id).map(|row| (id, row)));
            resolution.pair(id).action.for_each_part(|part| {
                if seen.insert(part) {
                    pending.push(part);
                }
            });
        }
        Nodes { shapes, resolution, rows }
    }

    /// Appends the next datum.
    pub(super) fn put(
        &self,
        id: PairId,
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
        style: Style,
    ) -> Result<Cell, TranslateError> {
        reader.count_value()?;
        let pair = self.resolution.pair(id);
        match &pair.action {
            Action::Same | Action::OtherPrecision => match &self.shapes.get(pair.writer).form {
                Form::Primitive(primitive) => Ok(primitive_text(*primitive, reader, out, style)?),
                Form::Fixed(fixed) => Ok(bytes_text(reader.take(fixed.size)?, out, style)),
                Form::Array(_) | Form::Map(_) | Form::Union(_) | Form::Record(_) | Form::Enum(_) => {
                    unreachable!("only primitives and fixed are taken as they are")
                }
            },
            Action::Promote(promotion) => Ok(promoted(*promotion, reader, out, style)?),
            Action::Enum(symbols) => {
                let written = reader.symbol(symbols.len())?;
                let symbol = match symbols[written as usize] {
                    SymbolAction::Known(symbol) | SymbolAction::Default(symbol) => symbol,
                    SymbolAction::Missing => {
                        return Err(TranslateError::Fails(failure(id, FailureKind::MissingEnumSymbols, Some(written))));
                    }
                };
                let symbol = enumeration(self.shapes, pair.reader).symbols[symbol as usize].as_bytes();
                Ok(text(symbol, out, style))
            }
            Action::Record(_) => {
                reader.nested(|reader| self.rows[&id].json(self, reader, out))?;
                Ok(Cell::Json)
            }
            Action::Array(inner) => {
                let mut before = b'[';
                reader.nested(|reader| {
                    reader.each_item(|reader| {
                        out.push(before);
                        before = b',';
                        self.put(*inner, reader, out, Style::Json).map(|_| ())
                    })
                })?;
                out.extend_from_slice(if before == b'[' { b"[]" } else { b"]" });
                Ok(Cell::Json)
            }
            Action::Map(inner) => {
                let mut before = b'{';
                reader.nested(|reader| {
                    reader.each_item(|reader| {
                        out.push(before);
                        before = b',';
                        json_text(reader.bytes()?, out);
                        out.push(b':');
                        self.put(*inner, reader, out, Style::Json).map(|_| ())
                    })
                })?;
                out.extend_from_slice(if before == b'{' { b"{}" } else { b"}" });
                Ok(Cell::Json)
            }
            Action::WriterUnion(branches) => {
                let branch = reader.branch(branches.len())?;
                reader.nested(|reader| self.put(branches[branch as usize], reader, out, style))
            }
            Action::ReaderUnion { inner, .. } => reader.nested(|reader| self.put(*inner, reader, out, style)),
            Action::Fail(kind) => Err(TranslateError::Fails(failure(id, *kind, None))),
        }
    }
}

fn primitive_text(
    primitive: Primitive,
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    style: Style,
) -> Result<Cell, binary::DecodeError> {
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

fn promoted(
    promotion: Promotion,
    reader: &mut Reader<'_>,
    out: &mut Vec<u8>,
    style: Style,
) -> Result<Cell, binary::DecodeError> {
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
    out.extend_from_slice(crate::data::json::float_json(value).as_bytes());
    Cell::Json
}

fn null(out: &mut Vec<u8>, style: Style) -> Cell {
    if style == Style::Json {
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
fn text(bytes: &[u8], out: &mut Vec<u8>, style: Style) -> Cell {
    match style {
        Style::Json => json_text(bytes, out),
        Style::Plain => out.extend_from_slice(bytes),
    }
    Cell::Text
}

/// Bytes are text of code points up to U+00FF in JSON, and themselves in plain text.
fn bytes_text(bytes: &[u8], out: &mut Vec<u8>, style: Style) -> Cell {
    match style {
        Style::Json => json_text(bytes.iter().map(|&byte| char::from(byte)).collect::<String>().as_bytes(), out),
        Style::Plain => out.extend_from_slice(bytes),
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

/// A default as JSON, in the style of the data.
pub(super) fn default_json(shapes: &Shapes, shape: ShapeId, value: &Value) -> String {
    let mut bytes = Vec::new();
    binary::encode(shapes, shape, value, &mut bytes);
    let mut resolution = Resolution::default();
    let pair = resolution.resolve_shapes(shapes, shape, shape);
    let mut out = Vec::new();
    let nodes = Nodes::new(shapes, &resolution, pair);
    nodes.put(pair, &mut Reader::new(&bytes), &mut out, Style::Json).expect("a default is a datum of its own type");
    String::from_utf8_lossy(&out).into_owned()
}

/// The text of a default that is one.
pub(super) fn default_plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(String::from_utf8_lossy(text).into_owned()),
        Value::Union(_, inner) => default_plain(inner),
        _ => None,
    }
}

#[cold]
pub(super) fn failure(pair: PairId, kind: FailureKind, symbol: Option<u32>) -> Failure {
    Failure { pair, kind, symbol, path: String::new() }
}

fn enumeration(shapes: &Shapes, shape: ShapeId) -> &EnumShape {
    match &shapes.get(shape).form {
        Form::Enum(enumeration) => enumeration,
        _ => unreachable!("an enum's action is for two enums"),
    }
}
