//! Decodes values, or passes over them.

use super::malformed::DecodeError;
use super::reader::Reader;
use crate::schema::model::Primitive;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Decodes one datum, which must be all of `bytes`.
///
/// # Errors
/// If the bytes are not a datum of the shape, or one nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
pub fn decode(shapes: &Shapes, shape: ShapeId, bytes: &[u8]) -> Result<Value, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = read(shapes, shape, &mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// Decodes the next datum.
///
/// # Errors
/// If the bytes are not a datum of the shape, or one nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
pub fn read(shapes: &Shapes, shape: ShapeId, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
    reader.start_in_memory();
    value(shapes, shape, reader)
}

fn value(shapes: &Shapes, shape: ShapeId, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
    reader.count_in_memory()?;
    Ok(match &shapes.get(shape).form {
        Form::Primitive(primitive) => read_primitive(*primitive, reader)?,
        Form::Fixed(fixed) => Value::Fixed(reader.take(fixed.size)?.to_vec()),
        Form::Enum(enumeration) => Value::Enum(reader.symbol(enumeration.symbols.len())?),
        Form::Array(part) => {
            let mut items = Vec::new();
            reader.each_item(|reader| {
                items.push(value(shapes, *part, reader)?);
                Ok::<(), DecodeError>(())
            })?;
            Value::Array(items)
        }
        Form::Map(part) => {
            let mut entries = Vec::new();
            reader.each_item(|reader| {
                let key = reader.bytes()?.to_vec();
                entries.push((key, value(shapes, *part, reader)?));
                Ok::<(), DecodeError>(())
            })?;
            Value::Map(entries)
        }
        Form::Union(branches) => {
            let branch = reader.branch(branches.len())?;
            let inner = reader.nested(|reader| value(shapes, branches[branch as usize], reader))?;
            Value::Union(branch, Box::new(inner))
        }
        Form::Record(record) => {
            let fields = &record.fields;
            Value::Record(reader.nested(|reader| {
                let mut values = Vec::with_capacity(fields.len());
                for field in fields {
                    values.push(value(shapes, field.shape, reader)?);
                }
                Ok::<_, DecodeError>(values)
            })?)
        }
    })
}

/// Passes over the next datum. Of array and map blocks that state their size, only the size is read, unless [strings are looked
/// at](Reader::check_texts).
///
/// # Errors
/// If the bytes are not a datum of the shape, or one nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
pub fn skip(shapes: &Shapes, shape: ShapeId, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    reader.count_value()?;
    match &shapes.get(shape).form {
        Form::Primitive(primitive) => skip_primitive(*primitive, reader),
        Form::Fixed(fixed) => reader.take(fixed.size).map(|_| ()),
        Form::Enum(enumeration) => reader.symbol(enumeration.symbols.len()).map(|_| ()),
        Form::Array(part) => reader.skip_items(|reader| skip(shapes, *part, reader)),
        Form::Map(part) => reader.skip_items(|reader| {
            reader.skip_text()?;
            skip(shapes, *part, reader)
        }),
        Form::Union(branches) => {
            let branch = reader.branch(branches.len())?;
            reader.nested(|reader| skip(shapes, branches[branch as usize], reader))
        }
        Form::Record(record) => {
            reader.nested(|reader| record.fields.iter().try_for_each(|field| skip(shapes, field.shape, reader)))
        }
    }
}

pub(in crate::data) fn read_primitive(primitive: Primitive, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
    Ok(match primitive {
        Primitive::Null => Value::Null,
        Primitive::Boolean => Value::Boolean(reader.boolean()?),
        Primitive::Int => Value::Int(reader.int()?),
        Primitive::Long => Value::Long(reader.long()?),
        Primitive::Float => Value::Float(reader.float()?),
        Primitive::Double => Value::Double(reader.double()?),
        Primitive::Bytes => Value::Bytes(reader.bytes()?.to_vec()),
        Primitive::String => Value::String(reader.bytes()?.to_vec()),
    })
}

fn skip_primitive(primitive: Primitive, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    match primitive {
        Primitive::Null => Ok(()),
        Primitive::Boolean => reader.boolean().map(|_| ()),
        Primitive::Int => reader.int().map(|_| ()),
        Primitive::Long => reader.long().map(|_| ()),
        Primitive::Float => reader.take(4).map(|_| ()),
        Primitive::Double => reader.take(8).map(|_| ()),
        Primitive::Bytes => reader.bytes().map(|_| ()),
        Primitive::String => reader.skip_text(),
    }
}
