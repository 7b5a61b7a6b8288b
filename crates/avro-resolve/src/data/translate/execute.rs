//! Decodes a writer's bytes straight into the reader's value, as the table of actions says.

use std::ops::ControlFlow;

use super::failure::{Failure, TranslateError};
use super::observer::{Change, Observer, Step};
use crate::data::binary::{self, DecodeError, Reader};
use crate::depth::deep;
use crate::resolution::{Action, FailureKind, PairId, Promotion, RecordAction, Resolution, SymbolAction};
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Translates one datum, which must be all of `bytes`.
///
/// # Errors
/// If the bytes are not a datum of the writer, or the reader cannot read it.
pub fn translate<O: Observer>(
    shapes: &Shapes,
    resolution: &Resolution,
    pair: PairId,
    bytes: &[u8],
    observer: &mut O,
) -> Result<Value, TranslateError> {
    let mut reader = Reader::new(bytes);
    let value = read(shapes, resolution, pair, &mut reader, observer)?;
    reader.finish()?;
    Ok(value)
}

/// Translates the next datum.
///
/// # Errors
/// If the bytes are not a datum of the writer, or the reader cannot read it.
pub fn read<O: Observer>(
    shapes: &Shapes,
    resolution: &Resolution,
    pair: PairId,
    reader: &mut Reader<'_>,
    observer: &mut O,
) -> Result<Value, TranslateError> {
    reader.start_in_memory();
    Translation { shapes, resolution, observer }.value(pair, reader)
}

struct Translation<'a, O> {
    shapes: &'a Shapes,
    resolution: &'a Resolution,
    observer: &'a mut O,
}

impl<O: Observer> Translation<'_, O> {
    fn value(&mut self, id: PairId, reader: &mut Reader<'_>) -> Result<Value, TranslateError> {
        reader.count_in_memory()?;
        let resolution = self.resolution;
        let pair = resolution.pair(id);
        Ok(match &pair.action {
            Action::Same | Action::OtherPrecision => self.same(pair.writer, reader)?,
            Action::Promote(promotion) => self.promote(*promotion, reader)?,
            Action::Enum(symbols) => Value::Enum(self.symbol(id, symbols, reader)?),
            Action::Record(action) => reader.nested(|reader| self.record(id, action, reader))?,
            Action::Array(inner) => {
                let mut items = Vec::new();
                reader.each_item(|reader| {
                    let step = Step::Item(items.len());
                    items.push(self.part(step, *inner, reader)?);
                    Ok::<(), TranslateError>(())
                })?;
                Value::Array(items)
            }
            Action::Map(inner) => {
                let mut entries = Vec::new();
                reader.each_item(|reader| {
                    let key = reader.bytes()?;
                    entries.push((key.to_vec(), self.part(Step::Key(key), *inner, reader)?));
                    Ok::<(), TranslateError>(())
                })?;
                Value::Map(entries)
            }
            Action::WriterUnion(branches) => {
                let branch = reader.branch(branches.len())?;
                // Depth is that of the value that is read: a union in it counts by itself.
                deep(|| self.value(branches[branch as usize], reader))?
            }
            Action::ReaderUnion { branch, inner, .. } => {
                let value = reader.nested(|reader| self.value(*inner, reader))?;
                Value::Union(*branch, Box::new(value))
            }
            Action::Fail(kind) => {
                self.fail(Failure::new(id, *kind))?;
                binary::skip(self.shapes, pair.writer, reader)?;
                NOTHING
            }
        })
    }

    fn same(&self, shape: ShapeId, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
        match &self.shapes.get(shape).form {
            Form::Primitive(primitive) => binary::read_primitive(*primitive, reader),
            Form::Fixed(fixed) => Ok(Value::Fixed(reader.take(fixed.size)?.to_vec())),
            Form::Array(_) | Form::Map(_) | Form::Union(_) | Form::Record(_) | Form::Enum(_) => {
                unreachable!("only primitives and fixed are taken as they are")
            }
        }
    }

    fn promote(&mut self, promotion: Promotion, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
        Ok(match promotion {
            Promotion::IntToLong => Value::Long(i64::from(reader.int()?)),
            Promotion::IntToDouble => Value::Double(f64::from(reader.int()?)),
            Promotion::FloatToDouble => Value::Double(f64::from(reader.float()?)),
            Promotion::IntToFloat => Value::Float(self.round_to_float(i64::from(reader.int()?))),
            Promotion::LongToFloat => Value::Float(self.round_to_float(reader.long()?)),
            Promotion::LongToDouble => {
                let written = reader.long()?;
                let rounded = written as f64;
                self.observer.changed(|| Change::of_double(written, rounded));
                Value::Double(rounded)
            }
            Promotion::StringToBytes => Value::Bytes(reader.bytes()?.to_vec()),
            Promotion::BytesToString => {
                let bytes = reader.bytes()?;
                self.observer.changed(|| Change::of_text(bytes));
                Value::String(bytes.to_vec())
            }
        })
    }

    fn round_to_float(&mut self, written: i64) -> f32 {
        let rounded = written as f32;
        self.observer.changed(|| Change::of_float(written, rounded));
        rounded
    }

    fn symbol(&mut self, id: PairId, symbols: &[SymbolAction], reader: &mut Reader<'_>) -> Result<u32, TranslateError> {
        let written = reader.symbol(symbols.len())?;
        match symbols[written as usize] {
            SymbolAction::Known(symbol) => Ok(symbol),
            SymbolAction::Default(symbol) => {
                let pair = self.resolution.pair(id);
                let (from, to) = (self.shapes.enumeration(pair.writer), self.shapes.enumeration(pair.reader));
                self.observer.changed(|| {
                    let (symbol, default) = (&from.symbols[written as usize], &to.symbols[symbol as usize]);
                    Some(Change::Masked { symbol, default })
                });
                Ok(symbol)
            }
            SymbolAction::Missing => {
                self.fail(Failure { symbol: Some(written), ..Failure::new(id, FailureKind::MissingEnumSymbols) })?;
                Ok(0)
            }
        }
    }

    fn record(&mut self, id: PairId, action: &RecordAction, reader: &mut Reader<'_>) -> Result<Value, TranslateError> {
        let pair = self.resolution.pair(id);
        let (from, to) = (self.shapes.record(pair.writer), self.shapes.record(pair.reader));
        for &missing in &action.missing {
            let step = Step::Field(&to.fields[missing as usize].name);
            self.observer.enter(step);
            let result = self.fail(Failure::new(id, FailureKind::ReaderFieldMissingDefaultValue));
            self.observer.leave();
            result.map_err(|error| error.inside(step.general()))?;
        }
        // Each is set below, if it is not missing: it takes a writer's field, or its default.
        let mut values: Vec<Value> = to.fields.iter().map(|_| NOTHING).collect();
        for (field, takers) in from.fields.iter().zip(action.takers.iter()) {
            if takers.is_empty() {
                self.observer.dropped(&field.name);
                binary::skip(self.shapes, field.shape, reader)?;
            }
            let start = reader.position();
            for taker in takers.iter() {
                reader.go_back(start);
                let step = Step::Field(&to.fields[taker.field as usize].name);
                values[taker.field as usize] = self.part(step, taker.pair, reader)?;
            }
        }
        for &index in &action.defaulted {
            let field = &to.fields[index as usize];
            let default = field.default.as_ref().expect("only fields with a default are defaulted");
            self.observer.defaulted(&field.name, default.size);
            reader.add_in_memory(default.size)?;
            values[index as usize] = Value::clone(&default.value);
        }
        Ok(Value::Record(values))
    }

    #[cold]
    fn fail(&mut self, failure: Failure) -> Result<(), TranslateError> {
        match self.observer.failed(&failure) {
            ControlFlow::Break(()) => Err(TranslateError::Fails(failure)),
            ControlFlow::Continue(()) => Ok(()),
        }
    }

    #[inline]
    fn part(&mut self, step: Step<'_>, pair: PairId, reader: &mut Reader<'_>) -> Result<Value, TranslateError> {
        self.observer.enter(step);
        let result = self.value(pair, reader);
        self.observer.leave();
        result.map_err(|error| error.inside(step.general()))
    }
}

/// A placeholder for what cannot be read; an observer that continues after a failure does not look at the value.
const NOTHING: Value = Value::Null;
