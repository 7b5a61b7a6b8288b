//! Appends a writer's binary data to a reader's columns, as the table of their resolution says.

use std::borrow::Cow;

use arrow_buffer::IntervalMonthDayNano;
use avro_resolve::data::binary::{self, Reader};
use avro_resolve::data::translate::{Failure, TranslateError};
use avro_resolve::resolution::{Action, FailureKind, PairId, Promotion, RecordAction, Resolution, SymbolAction};
use avro_resolve::schema::shape::{Form as Type, ShapeId, Shapes};

use crate::builder::{Builder, Rows, ScalarBuilder};
use crate::error::AppendError;
use crate::limits::ROWS;
use crate::value::{decimal128, decimal256, duration, uuid};

/// Reads a writer's data as rows of a reader's columns.
#[derive(Debug)]
pub struct RowReader<'a> {
    shapes: &'a Shapes,
    resolution: &'a Resolution,
    pair: PairId,
    defaults: Defaults<'a>,
}

impl<'a> RowReader<'a> {
    /// Reads data of the writer of `pair` as its reader does, who has the columns.
    pub fn new(shapes: &'a Shapes, resolution: &'a Resolution, pair: PairId) -> RowReader<'a> {
        RowReader { shapes, resolution, pair, defaults: Defaults::new(shapes, resolution, pair) }
    }

    /// Appends the next datum. Strings that are not UTF-8 are counted by the reader; in their columns U+FFFD takes the place of what
    /// is none.
    ///
    /// # Errors
    /// The bytes are no datum of the writer, the reader cannot read it, or a column cannot hold a value. Then the rows are
    /// incomplete, and of no use.
    pub fn append(&self, data: &mut Reader<'_>, rows: &mut Rows) -> Result<(), AppendError> {
        let mut appending =
            Appending { shapes: self.shapes, table: self.resolution, defaults: &self.defaults, bytes: rows.bytes };
        appending.datum(self.pair, data, &mut rows.builder)?;
        rows.bytes = appending.bytes;
        rows.count += 1;
        Ok(())
    }
}

/// The defaults of the reader's fields: encoded, and read like data of their own types.
#[derive(Debug)]
struct Defaults<'a> {
    shapes: &'a Shapes,
    /// Of each type with itself.
    resolution: Resolution,
    /// By the reader's record and its field.
    fields: Vec<EncodedDefault>,
}

#[derive(Debug)]
struct EncodedDefault {
    field: (ShapeId, u32),
    pair: PairId,
    bytes: Vec<u8>,
}

impl<'a> Defaults<'a> {
    fn new(shapes: &'a Shapes, resolution: &Resolution, root: PairId) -> Defaults<'a> {
        let mut defaults = Defaults { shapes, resolution: Resolution::default(), fields: Vec::new() };
        // There are no more pairs than types.
        defaults.resolution.allow(u64::MAX);
        let (mut seen, mut pending) = (std::collections::HashSet::from([root]), vec![root]);
        while let Some(id) = pending.pop() {
            let pair = resolution.pair(id);
            if let Action::Record(action) = &pair.action {
                action.defaulted.iter().for_each(|&field| defaults.add(pair.reader, field));
            }
            pair.action.for_each_part(|part| pending.extend(seen.insert(part).then_some(part)));
        }
        defaults.fields.sort_by_key(|default| default.field);
        defaults.fields.dedup_by_key(|default| default.field);
        defaults
    }

    fn add(&mut self, record: ShapeId, index: u32) {
        let Type::Record(fields) = &self.shapes.get(record).form else { unreachable!("only records have fields") };
        let field = &fields.fields[index as usize];
        let default = field.default.as_ref().expect("only fields with a default are defaulted");
        let pair = self.resolution.resolve_shapes(self.shapes, field.shape, field.shape);
        let bytes = binary::encoded(self.shapes, field.shape, &default.value);
        self.fields.push(EncodedDefault { field: (record, index), pair, bytes });
    }

    fn get(&self, record: ShapeId, index: u32) -> (PairId, &[u8]) {
        let at = self.fields.binary_search_by_key(&(record, index), |default| default.field);
        let default = &self.fields[at.expect("all that are reached are kept")];
        (default.pair, &default.bytes)
    }
}

struct Appending<'a> {
    shapes: &'a Shapes,
    table: &'a Resolution,
    defaults: &'a Defaults<'a>,
    bytes: usize,
}

impl Appending<'_> {
    fn datum(&mut self, id: PairId, data: &mut Reader<'_>, builder: &mut Builder) -> Result<(), AppendError> {
        data.count_value()?;
        let pair = self.table.pair(id);
        match (&pair.action, builder) {
            (Action::Fail(kind), _) => Err(failed(id, *kind, None)),
            (Action::WriterUnion(branches), builder) => {
                let branch = data.branch(branches.len())?;
                self.datum(branches[branch as usize], data, builder)
            }
            (Action::ReaderUnion { branch, inner, .. }, builder) => self.branch(*branch, *inner, data, builder),
            (Action::Record(action), Builder::Record { fields, validity, .. }) => {
                self.record(id, action, data, fields)?;
                validity.append_non_null();
                Ok(())
            }
            (Action::Array(inner), Builder::List { item, offsets, validity, .. }) => {
                let start = item.len();
                data.each_item(|data| self.datum(*inner, data, item).map_err(|error| error.inside("[]")))?;
                offsets.push(item.len() - start);
                validity.append_non_null();
                self.spend(4)
            }
            (Action::Map(inner), Builder::Map { keys, value, offsets, validity, .. }) => {
                let start = value.len();
                data.each_item(|data| {
                    let key = data.bytes()?;
                    self.spend(4 + key.len())?;
                    keys.append_value(text(key, data));
                    self.datum(*inner, data, value).map_err(|error| error.inside("{}"))
                })?;
                offsets.push(value.len() - start);
                validity.append_non_null();
                self.spend(4)
            }
            (Action::Enum(symbols), Builder::Scalar(ScalarBuilder::Enum(keys, _))) => {
                let written = data.symbol(symbols.len())?;
                match symbols[written as usize] {
                    SymbolAction::Known(symbol) | SymbolAction::Default(symbol) => keys.append_value(symbol as i32),
                    SymbolAction::Missing => return Err(failed(id, FailureKind::MissingEnumSymbols, Some(written))),
                }
                self.spend(4)
            }
            (Action::Same | Action::OtherPrecision, Builder::Scalar(scalar)) => {
                self.scalar(pair.writer, None, data, scalar)
            }
            (Action::Promote(promotion), Builder::Scalar(scalar)) => {
                self.scalar(pair.writer, Some(*promotion), data, scalar)
            }
            (
                Action::Record(_)
                | Action::Array(_)
                | Action::Map(_)
                | Action::Enum(_)
                | Action::Same
                | Action::OtherPrecision
                | Action::Promote(_),
                builder,
            ) => unreachable!("columns are those of the reader, not {builder:?}"),
        }
    }

    /// Takes so much memory.
    fn spend(&mut self, bytes: usize) -> Result<(), AppendError> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > ROWS.size() { Err(AppendError::TooLarge) } else { Ok(()) }
    }

    /// A branch of the reader's union.
    fn branch(
        &mut self,
        branch: u32,
        inner: PairId,
        data: &mut Reader<'_>,
        builder: &mut Builder,
    ) -> Result<(), AppendError> {
        match builder {
            // A null has no bytes.
            Builder::Nullable { null_branch, value } if *null_branch == Some(branch) => {
                let bytes = value.append_null();
                self.spend(bytes)
            }
            Builder::Nullable { value, .. } => self.datum(inner, data, value),
            Builder::Union { branches, ids, offsets, .. } => {
                let value = &mut branches[branch as usize];
                ids.push(branch as i8);
                offsets.push(value.len() as i32);
                self.spend(5)?;
                self.datum(inner, data, value)
            }
            Builder::Members { branches, validity, .. } => {
                validity.append(branches[branch as usize].is_some());
                for (other, value) in (0..).zip(branches) {
                    match value {
                        Some(value) if other == branch => self.datum(inner, data, value)?,
                        Some(value) => {
                            let bytes = value.append_null();
                            self.spend(bytes)?;
                        }
                        None => {}
                    }
                }
                self.spend(1)
            }
            Builder::Scalar(_) | Builder::Record { .. } | Builder::List { .. } | Builder::Map { .. } => {
                unreachable!("a union has a column of its own")
            }
        }
    }

    fn record(
        &mut self,
        id: PairId,
        action: &RecordAction,
        data: &mut Reader<'_>,
        fields: &mut [Option<Builder>],
    ) -> Result<(), AppendError> {
        let pair = self.table.pair(id);
        let (Type::Record(from), Type::Record(to)) =
            (&self.shapes.get(pair.writer).form, &self.shapes.get(pair.reader).form)
        else {
            unreachable!("records are read as records")
        };
        if !action.missing.is_empty() {
            return Err(failed(id, FailureKind::ReaderFieldMissingDefaultValue, None));
        }
        for (field, takers) in from.fields.iter().zip(action.takers.iter()) {
            let start = data.position();
            let mut is_read = false;
            for taker in takers {
                let Some(column) = &mut fields[taker.field as usize] else { continue };
                data.go_back(start);
                self.datum(taker.pair, data, column)
                    .map_err(|error| error.inside(&to.fields[taker.field as usize].name))?;
                is_read = true;
            }
            if !is_read {
                binary::skip(self.shapes, field.shape, data)?;
            }
        }
        for &index in &action.defaulted {
            let Some(column) = &mut fields[index as usize] else { continue };
            let (pair, bytes) = self.defaults.get(pair.reader, index);
            let table = std::mem::replace(&mut self.table, &self.defaults.resolution);
            let appended = self.datum(pair, &mut Reader::new(bytes), column);
            self.table = table;
            appended.map_err(|error| error.inside(&to.fields[index as usize].name))?;
        }
        self.spend(1)
    }

    fn scalar(
        &mut self,
        writer: ShapeId,
        promotion: Option<Promotion>,
        data: &mut Reader<'_>,
        scalar: &mut ScalarBuilder,
    ) -> Result<(), AppendError> {
        self.spend(scalar.value_size())?;
        match scalar {
            ScalarBuilder::Null(builder) => builder.append_null(),
            ScalarBuilder::Boolean(builder) => builder.append_value(data.boolean()?),
            ScalarBuilder::Int(builder, _) => builder.append_value(data.int()?),
            ScalarBuilder::Long(builder, _) => builder.append_value(match promotion {
                Some(Promotion::IntToLong) => data.int()?.into(),
                _ => data.long()?,
            }),
            ScalarBuilder::Float(builder) => builder.append_value(match promotion {
                Some(Promotion::IntToFloat) => data.int()? as f32,
                Some(Promotion::LongToFloat) => data.long()? as f32,
                _ => data.float()?,
            }),
            ScalarBuilder::Double(builder) => builder.append_value(match promotion {
                Some(Promotion::IntToDouble) => data.int()?.into(),
                Some(Promotion::LongToDouble) => data.long()? as f64,
                Some(Promotion::FloatToDouble) => data.float()?.into(),
                _ => data.double()?,
            }),
            ScalarBuilder::Text(builder) => {
                let bytes = data.bytes()?;
                self.spend(bytes.len())?;
                builder.append_value(text(bytes, data));
            }
            ScalarBuilder::Bytes(builder) => {
                let bytes = self.bytes_of(writer, data)?;
                self.spend(bytes.len())?;
                builder.append_value(bytes);
            }
            ScalarBuilder::Fixed(builder, _) => {
                builder.append_value(self.bytes_of(writer, data)?).expect("a fixed has its size");
            }
            ScalarBuilder::Decimal128(builder, digits) => {
                builder.append_value(decimal128(self.bytes_of(writer, data)?, *digits)?);
            }
            ScalarBuilder::Decimal256(builder, digits) => {
                builder.append_value(decimal256(self.bytes_of(writer, data)?, *digits)?);
            }
            ScalarBuilder::Uuid(builder) => {
                let uuid = uuid(self.bytes_of(writer, data)?)?;
                builder.append_value(uuid).expect("a UUID has 16 bytes");
            }
            ScalarBuilder::Duration(builder) => {
                let (months, days, millis) = duration(self.bytes_of(writer, data)?)?;
                builder.append_value(IntervalMonthDayNano::new(months, days, i64::from(millis) * 1_000_000));
            }
            ScalarBuilder::Enum(..) => unreachable!("enums are read symbol by symbol"),
        }
        Ok(())
    }

    /// The next fixed, bytes or string.
    fn bytes_of<'b>(&self, writer: ShapeId, data: &mut Reader<'b>) -> Result<&'b [u8], AppendError> {
        Ok(match &self.shapes.get(writer).form {
            Type::Fixed(fixed) => data.take(fixed.size)?,
            Type::Primitive(_) | Type::Enum(_) | Type::Record(_) | Type::Array(_) | Type::Map(_) | Type::Union(_) => {
                data.bytes()?
            }
        })
    }
}

/// A string, which is counted if it is not UTF-8.
fn text<'b>(bytes: &'b [u8], data: &mut Reader<'_>) -> Cow<'b, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            data.add_broken_texts(1);
            String::from_utf8_lossy(bytes)
        }
    }
}

#[cold]
fn failed(pair: PairId, kind: FailureKind, symbol: Option<u32>) -> AppendError {
    TranslateError::Fails(Failure { pair, kind, symbol, path: String::new() }).into()
}
