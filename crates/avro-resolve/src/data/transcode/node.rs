//! Writes the data of one pair of types as JSON or plain text.

use rustc_hash::{FxHashMap, FxHashSet};

use super::leaf::Leaf;
use super::path::part_of;
use super::row::{FieldDefault, Origin, Row};
use super::text::{
    Cell, TextOptions, TextStyle, bytes_text, json_string, json_string_in_quotes, null, primitive_text, promoted,
    promoted_value, text,
};
use crate::data::binary::{self, Reader};
use crate::data::json::tag;
use crate::data::meaning;
use crate::data::translate::{Failure, TranslateError};
use crate::resolution::{Action, FailureKind, PairId, Resolution, SymbolAction};
use crate::schema::model::Primitive;
use crate::schema::shape::{FieldShape, Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// The table, as a means to write text.
#[derive(Debug)]
pub(super) struct Nodes<'a> {
    pub(super) shapes: &'a Shapes,
    pub(super) options: TextOptions,
    resolution: &'a Resolution,
    /// The columns of the pairs of records that are reached, by their numbers.
    rows: FxHashMap<PairId, Row<'a>>,
}

impl<'a> Nodes<'a> {
    /// Compiles all records that can be reached from a pair.
    pub(super) fn new(shapes: &'a Shapes, resolution: &'a Resolution, root: PairId, options: TextOptions) -> Nodes<'a> {
        let pairs = reachable(resolution, [root]);
        // All defaults share a table: thousands of fields may be of one large type.
        let defaulted = pairs.iter().flat_map(|&id| defaulted(shapes, resolution, id));
        let types = Types::new(shapes, defaulted.map(|field| field.shape));
        let defaults = types.nodes(shapes, options);
        let default = |shape, value: &Value| defaults.default(types.pairs[&shape], value);
        let row = |id| Some((id, row(shapes, resolution, id, options, default)?));
        let rows = pairs.into_iter().filter_map(row).collect();
        Nodes { shapes, options, resolution, rows }
    }

    /// The columns of a pair, if it is one of records.
    pub(super) fn row(&self, pair: PairId) -> Option<Row<'a>> {
        self.rows.get(&pair).cloned()
    }

    /// A default in the styles of the data, by the pair of its type with itself.
    fn default(&self, pair: PairId, value: &Value) -> FieldDefault {
        let bytes = binary::encoded(self.shapes, self.resolution.pair(pair).writer, value);
        let (mut json, mut plain) = (Vec::new(), Vec::new());
        let put = |out, style| {
            let put = self.put(pair, &mut Reader::new(&bytes), out, style);
            put.expect("a default is a datum of its own type")
        };
        put(&mut json, TextStyle::Json);
        let cell = put(&mut plain, TextStyle::Plain);
        FieldDefault { json, plain, cell }
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
        if self.options.shows_logical_types
            && let Some(cell) = self.put_meaning(id, reader, out, style)?
        {
            return Ok(cell);
        }
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
                let symbol = &self.shapes.enumeration(pair.reader).symbols[symbol as usize];
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
                    json_string(reader.bytes()?, reader, out);
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
            Action::ReaderUnion { inner, branch, .. } => match self.tag(pair.reader, *branch) {
                None => reader.nested(|reader| self.put(*inner, reader, out, style)),
                Some(tag) => {
                    out.push(b'{');
                    text(tag, out, TextStyle::Json);
                    out.push(b':');
                    reader.nested(|reader| self.put(*inner, reader, out, TextStyle::Json))?;
                    out.push(b'}');
                    Ok(Cell::Json)
                }
            },
            Action::Fail(kind) => Err(TranslateError::Fails(Failure::new(id, *kind))),
        }
    }

    /// The tag of a union's branch, if it is to be written: null has none.
    fn tag(&self, union: ShapeId, branch: u32) -> Option<&'a str> {
        let Form::Union(branches) = &self.shapes.get(union).form else { return None };
        let branch = branches[branch as usize];
        let is_null = matches!(self.shapes.get(branch).form, Form::Primitive(Primitive::Null));
        (self.options.tags_unions && !is_null).then(|| tag(self.shapes, branch))
    }

    /// Appends what the next datum means by its logical type. If it means nothing by itself, nothing is read.
    #[inline(never)]
    fn put_meaning(
        &self,
        id: PairId,
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
        style: TextStyle,
    ) -> Result<Option<Cell>, TranslateError> {
        let pair = self.resolution.pair(id);
        let Some(logical) = self.shapes.get(pair.reader).logical else { return Ok(None) };
        let start = reader.position();
        let value = match (&pair.action, &self.shapes.get(pair.writer).form) {
            (Action::Same | Action::OtherPrecision, Form::Primitive(primitive)) => {
                binary::read_primitive(*primitive, reader)?
            }
            (Action::Same | Action::OtherPrecision, Form::Fixed(fixed)) => {
                Value::Fixed(reader.take(fixed.size)?.to_vec())
            }
            (Action::Promote(promotion), _) => promoted_value(*promotion, reader)?,
            _ => return Ok(None),
        };
        match meaning::text(logical, &value) {
            Some(meaning) => Ok(Some(text(&meaning, out, style))),
            None => {
                reader.go_back(start);
                Ok(None)
            }
        }
    }

    /// Appends the next datum of a column, which is a part of it if there is a path.
    #[inline]
    pub(super) fn column(
        &self,
        id: PairId,
        path: &[String],
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
        style: TextStyle,
    ) -> Result<Cell, TranslateError> {
        if path.is_empty() { self.put(id, reader, out, style) } else { self.part(id, path, reader, out, style) }
    }

    /// Appends the part of the next datum at a path of fields; null where it has none.
    fn part(
        &self,
        id: PairId,
        path: &[String],
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
        style: TextStyle,
    ) -> Result<Cell, TranslateError> {
        let Some((step, rest)) = path.split_first() else { return self.put(id, reader, out, style) };
        reader.count_value()?;
        let pair = self.resolution.pair(id);
        match &pair.action {
            Action::Record(_) => reader.nested(|reader| {
                let row = &self.rows[&id];
                let Some(index) = row.columns.iter().position(|column| column.name == *step) else {
                    return self.skip(pair.writer, reader, out, style);
                };
                let column = &row.columns[index];
                row.cell(self.shapes, reader, column, |reader| match &column.origin {
                    Origin::Written { pair, .. } => self.part(*pair, rest, reader, out, style),
                    Origin::Default(_) => {
                        Ok(default_part(self.shapes, self.reader_field(id, index), rest, self.options).put(out, style))
                    }
                    Origin::Missing => Err(row.missing(column)),
                })
            }),
            Action::WriterUnion(branches) => {
                let branch = reader.branch(branches.len())?;
                reader.nested(|reader| self.part(branches[branch as usize], path, reader, out, style))
            }
            Action::ReaderUnion { inner, .. } => reader.nested(|reader| self.part(*inner, path, reader, out, style)),
            Action::Fail(kind) => Err(TranslateError::Fails(Failure::new(id, *kind))),
            Action::Same
            | Action::OtherPrecision
            | Action::Promote(_)
            | Action::Enum(_)
            | Action::Array(_)
            | Action::Map(_) => self.skip(pair.writer, reader, out, style),
        }
    }

    /// Appends null for a datum that has no such part.
    fn skip(
        &self,
        writer: ShapeId,
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
        style: TextStyle,
    ) -> Result<Cell, TranslateError> {
        binary::skip(self.shapes, writer, reader)?;
        Ok(null(out, style))
    }

    /// The reader's field that a column of a pair of records is.
    pub(super) fn reader_field(&self, pair: PairId, column: usize) -> &'a FieldShape {
        &self.shapes.record(self.resolution.pair(pair).reader).fields[column]
    }

    /// Appends the next record as a JSON object.
    pub(super) fn record(
        &self,
        row: &Row<'_>,
        reader: &mut Reader<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), TranslateError> {
        row.cells(self.shapes, reader, |column, reader| match &column.origin {
            Origin::Written { pair, path, leaf, .. } => {
                out.extend_from_slice(&column.before);
                match leaf {
                    Some(Leaf::Text) => {
                        reader.count_value()?;
                        json_string_in_quotes(reader.bytes()?, reader, out);
                        Ok(())
                    }
                    Some(leaf) => leaf.put(reader, out),
                    None => self.column(*pair, path, reader, out, TextStyle::Json).map(|_| ()),
                }
            }
            Origin::Default(_) => Ok(reader.check_text(out)?),
            Origin::Missing => Err(row.missing(column)),
        })?;
        out.extend_from_slice(&row.end);
        Ok(())
    }
}

/// All pairs that can be reached from some.
fn reachable(resolution: &Resolution, roots: impl IntoIterator<Item = PairId>) -> Vec<PairId> {
    let (mut seen, mut found, mut pending) = (FxHashSet::default(), Vec::new(), Vec::from_iter(roots));
    while let Some(id) = pending.pop() {
        if seen.insert(id) {
            found.push(id);
            resolution.pair(id).action.for_each_part(|part| pending.push(part));
        }
    }
    found
}

/// The reader's fields that a pair fills in, if it is one of records.
fn defaulted<'a>(shapes: &'a Shapes, resolution: &'a Resolution, pair: PairId) -> impl Iterator<Item = &'a FieldShape> {
    let pair = resolution.pair(pair);
    let indices = match &pair.action {
        Action::Record(action) => &action.defaulted[..],
        _ => &[],
    };
    indices.iter().map(|&index| &shapes.record(pair.reader).fields[index as usize])
}

/// Types that are read as they are written.
struct Types {
    resolution: Resolution,
    /// The pair of each with itself.
    pairs: FxHashMap<ShapeId, PairId>,
}

impl Types {
    fn new(shapes: &Shapes, types: impl Iterator<Item = ShapeId>) -> Types {
        let (mut resolution, mut pairs) = (Resolution::default(), FxHashMap::default());
        // There are no more pairs than types.
        resolution.allow(u64::MAX);
        for shape in types {
            pairs.entry(shape).or_insert_with(|| resolution.resolve_shapes(shapes, shape, shape));
        }
        Types { resolution, pairs }
    }

    fn nodes<'a>(&'a self, shapes: &'a Shapes, options: TextOptions) -> Nodes<'a> {
        let no_default = |_, _: &Value| unreachable!("a type has all its own fields");
        let pairs = reachable(&self.resolution, self.pairs.values().copied()).into_iter();
        let row = |id| Some((id, row(shapes, &self.resolution, id, options, no_default)?));
        let rows = pairs.filter_map(row).collect();
        Nodes { shapes, options, resolution: &self.resolution, rows }
    }
}

/// The columns of a pair, if it is one of records.
fn row<'a>(
    shapes: &'a Shapes,
    resolution: &Resolution,
    pair: PairId,
    options: TextOptions,
    default: impl Fn(ShapeId, &Value) -> FieldDefault,
) -> Option<Row<'a>> {
    let entry = resolution.pair(pair);
    let Action::Record(action) = &entry.action else { return None };
    let (writer, reader) = (shapes.record(entry.writer), shapes.record(entry.reader));
    let mut written = vec![None; reader.fields.len()];
    for (at, takers) in action.takers.iter().enumerate() {
        takers.iter().for_each(|taker| written[taker.field as usize] = Some((at, taker.pair)));
    }
    let column = |(written, field): (Option<(usize, PairId)>, &FieldShape)| {
        let origin = match (written, &field.default) {
            (Some((field, pair)), _) => {
                let leaf = Leaf::of(shapes, resolution, pair, options);
                Origin::Written { field, pair, path: Box::default(), leaf }
            }
            (None, Some(written)) => Origin::Default(default(field.shape, &written.value)),
            (None, None) => Origin::Missing,
        };
        (field.name.to_string(), origin)
    };
    let columns = written.into_iter().zip(&reader.fields).map(column);
    Some(Row::new(&writer.fields, columns, pair))
}

/// The part of a field's default at a path of fields.
pub(super) fn default_part(shapes: &Shapes, field: &FieldShape, path: &[String], options: TextOptions) -> FieldDefault {
    let part = field.default.as_ref().and_then(|default| part_of(shapes, field.shape, &default.value, path));
    let Some((shape, value)) = part else { return FieldDefault::null() };
    let types = Types::new(shapes, [shape].into_iter());
    types.nodes(shapes, options).default(types.pairs[&shape], value)
}
