//! Writes the data of one pair of types as JSON or plain text.

use rustc_hash::{FxHashMap, FxHashSet};

use super::row::{Column, Origin, Row};
use super::text::{Cell, TextStyle, bytes_text, json_text, primitive_text, promoted, text};
use crate::data::binary::{self, Reader};
use crate::data::translate::{Failure, TranslateError};
use crate::resolution::{Action, FailureKind, FieldAction, PairId, Resolution, SymbolAction};
use crate::schema::shape::{FieldShape, Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// The table, as a means to write text.
#[derive(Debug)]
pub(super) struct Nodes<'a> {
    pub(super) shapes: &'a Shapes,
    resolution: &'a Resolution,
    /// The columns of the pairs of records that are reached, by their numbers.
    rows: FxHashMap<PairId, Row<'a>>,
}

impl<'a> Nodes<'a> {
    /// Compiles all records that can be reached from a pair.
    pub(super) fn new(shapes: &'a Shapes, resolution: &'a Resolution, root: PairId) -> Nodes<'a> {
        let mut rows = FxHashMap::default();
        let mut seen = FxHashSet::from_iter([root]);
        let mut pending = vec![root];
        while let Some(id) = pending.pop() {
            rows.extend(row(shapes, resolution, id).map(|row| (id, row)));
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
        style: TextStyle,
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
                        let failure = Failure::new(id, FailureKind::MissingEnumSymbols);
                        return Err(TranslateError::Fails(Failure { symbol: Some(written), ..failure }));
                    }
                };
                let symbol = self.shapes.enumeration(pair.reader).symbols[symbol as usize].as_bytes();
                Ok(text(symbol, out, style))
            }
            Action::Record(_) => {
                reader.nested(|reader| self.record(&self.rows[&id], reader, out))?;
                Ok(Cell::Json)
            }
            Action::Array(inner) => {
                let mut before = b'[';
                reader.each_item(|reader| {
                    out.push(before);
                    before = b',';
                    reader.check_text(out)?;
                    self.put(*inner, reader, out, TextStyle::Json).map(|_| ())
                })?;
                out.extend_from_slice(if before == b'[' { b"[]" } else { b"]" });
                Ok(Cell::Json)
            }
            Action::Map(inner) => {
                let mut before = b'{';
                reader.each_item(|reader| {
                    out.push(before);
                    before = b',';
                    reader.check_text(out)?;
                    json_text(reader.bytes()?, out);
                    out.push(b':');
                    self.put(*inner, reader, out, TextStyle::Json).map(|_| ())
                })?;
                out.extend_from_slice(if before == b'{' { b"{}" } else { b"}" });
                Ok(Cell::Json)
            }
            Action::WriterUnion(branches) => {
                let branch = reader.branch(branches.len())?;
                reader.nested(|reader| self.put(branches[branch as usize], reader, out, style))
            }
            Action::ReaderUnion { inner, .. } => reader.nested(|reader| self.put(*inner, reader, out, style)),
            Action::Fail(kind) => Err(TranslateError::Fails(Failure::new(id, *kind))),
        }
    }

    /// Appends the next record as a JSON object.
    pub(super) fn record(
        &self,
        row: &Row<'_>,
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), TranslateError> {
        let mut before = b'{';
        row.cells(self.shapes, reader, |column, reader| {
            out.push(before);
            before = b',';
            out.extend_from_slice(column.key.as_bytes());
            match &column.origin {
                Origin::Written { pair, .. } => self.put(*pair, reader, out, TextStyle::Json).map(|_| ()),
                Origin::Default { json, .. } => {
                    out.extend_from_slice(json.as_bytes());
                    Ok(reader.check_text(out)?)
                }
                Origin::Missing => Err(row.missing(column)),
            }
        })?;
        out.extend_from_slice(if before == b'{' { b"{}" } else { b"}" });
        Ok(())
    }
}

/// The columns of a pair, if it is one of records.
pub(super) fn row<'a>(shapes: &'a Shapes, resolution: &Resolution, pair: PairId) -> Option<Row<'a>> {
    let entry = resolution.pair(pair);
    let Action::Record(action) = &entry.action else { return None };
    let (writer, reader) = (shapes.record(entry.writer), shapes.record(entry.reader));
    let column = |(index, field): (u32, &FieldShape)| {
        let taker = |takers: &[FieldAction]| takers.iter().find(|taker| taker.field == index).map(|t| t.pair);
        let written = action.takers.iter().enumerate().find_map(|(at, takers)| Some((at, taker(takers)?)));
        let origin = match (written, &field.default) {
            (Some((field, pair)), _) => Origin::Written { field, pair },
            (None, Some(default)) => {
                let json = default_json(shapes, field.shape, &default.value);
                Origin::Default { json, plain: default_plain(&default.value) }
            }
            (None, None) => Origin::Missing,
        };
        let name = field.name.to_string();
        Column { key: format!("{}:", serde_json::Value::from(name.as_str())), name, origin }
    };
    let columns = (0u32..).zip(&reader.fields).map(column).collect();
    Some(Row::new(&writer.fields, columns, pair))
}

/// A default as JSON, in the style of the data.
fn default_json(shapes: &Shapes, shape: ShapeId, value: &Value) -> String {
    let bytes = binary::encoded(shapes, shape, value);
    let mut resolution = Resolution::default();
    let pair = resolution.resolve_shapes(shapes, shape, shape);
    let mut out = Vec::new();
    let nodes = Nodes::new(shapes, &resolution, pair);
    nodes.put(pair, &mut Reader::new(&bytes), &mut out, TextStyle::Json).expect("a default is a datum of its own type");
    String::from_utf8_lossy(&out).into_owned()
}

/// The text of a default that is one.
fn default_plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(String::from_utf8_lossy(text).into_owned()),
        Value::Union(_, inner) => default_plain(inner),
        _ => None,
    }
}
