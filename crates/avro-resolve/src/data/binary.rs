//! A datum and its shape in, Avro binary out, and back (specification: Binary Encoding).

mod malformed;
mod reader;
mod same;
#[cfg(test)]
mod tests;

pub use malformed::{DecodeError, MAX_DEPTH, Malformed};
pub use reader::Reader;
pub use same::decodes_to;

use crate::depth::deep;
use crate::schema::model::Primitive;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Appends the encoding of `value`. An array or map that holds anything is one block.
///
/// # Panics
/// If the value is no datum of the shape.
pub fn encode(shapes: &Shapes, shape: ShapeId, value: &Value, out: &mut Vec<u8>) {
    match (&shapes.get(shape).form, value) {
        (Form::Primitive(Primitive::Null), Value::Null) => {}
        (Form::Primitive(Primitive::Boolean), Value::Boolean(value)) => out.push(u8::from(*value)),
        (Form::Primitive(Primitive::Int), Value::Int(value)) => put_long(i64::from(*value), out),
        (Form::Primitive(Primitive::Long), Value::Long(value)) => put_long(*value, out),
        (Form::Primitive(Primitive::Float), Value::Float(value)) => out.extend(value.to_le_bytes()),
        (Form::Primitive(Primitive::Double), Value::Double(value)) => out.extend(value.to_le_bytes()),
        (Form::Primitive(Primitive::Bytes), Value::Bytes(value))
        | (Form::Primitive(Primitive::String), Value::String(value)) => put_bytes(value, out),
        (Form::Fixed(fixed), Value::Fixed(value)) if value.len() as u64 == fixed.size => out.extend(value),
        (Form::Enum(enumeration), Value::Enum(symbol)) if (*symbol as usize) < enumeration.symbols.len() => {
            put_long(i64::from(*symbol), out);
        }
        (Form::Array(part), Value::Array(items)) => {
            put_block(items, out, |item, out| deep(|| encode(shapes, *part, item, out)));
        }
        (Form::Map(part), Value::Map(entries)) => put_block(entries, out, |(key, value), out| {
            put_bytes(key, out);
            deep(|| encode(shapes, *part, value, out));
        }),
        (Form::Union(branches), Value::Union(branch, value)) => {
            put_long(i64::from(*branch), out);
            deep(|| encode(shapes, branches[*branch as usize], value, out));
        }
        (Form::Record(record), Value::Record(values)) if record.fields.len() == values.len() => {
            for (field, value) in record.fields.iter().zip(values) {
                deep(|| encode(shapes, field.shape, value, out));
            }
        }
        (_, value) => unreachable!("{value:?} is no datum of {}", shapes.describe(shape)),
    }
}

/// Decodes one datum, which must be all of `bytes`.
///
/// # Errors
/// If the bytes are no datum of the shape, or one nested deeper than [`MAX_DEPTH`].
pub fn decode(shapes: &Shapes, shape: ShapeId, bytes: &[u8]) -> Result<Value, DecodeError> {
    let mut reader = Reader::new(bytes);
    let value = read(shapes, shape, &mut reader)?;
    reader.finish()?;
    Ok(value)
}

/// Decodes the next datum.
///
/// # Errors
/// If the bytes are no datum of the shape, or one nested deeper than [`MAX_DEPTH`].
pub fn read(shapes: &Shapes, shape: ShapeId, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
    reader.count_value()?;
    Ok(match &shapes.get(shape).form {
        Form::Primitive(primitive) => read_primitive(*primitive, reader)?,
        Form::Fixed(fixed) => Value::Fixed(reader.take(fixed.size)?.to_vec()),
        Form::Enum(enumeration) => Value::Enum(reader.symbol(enumeration.symbols.len())?),
        Form::Array(part) => {
            let mut items = Vec::new();
            reader.nested(|reader| {
                reader.each_item(|reader| {
                    items.push(read(shapes, *part, reader)?);
                    Ok::<(), DecodeError>(())
                })
            })?;
            Value::Array(items)
        }
        Form::Map(part) => {
            let mut entries = Vec::new();
            reader.nested(|reader| {
                reader.each_item(|reader| {
                    let key = reader.bytes()?.to_vec();
                    entries.push((key, read(shapes, *part, reader)?));
                    Ok::<(), DecodeError>(())
                })
            })?;
            Value::Map(entries)
        }
        Form::Union(branches) => {
            let branch = reader.branch(branches.len())?;
            let value = reader.nested(|reader| read(shapes, branches[branch as usize], reader))?;
            Value::Union(branch, Box::new(value))
        }
        Form::Record(record) => {
            let fields = &record.fields;
            Value::Record(reader.nested(|reader| {
                let mut values = Vec::with_capacity(fields.len());
                for field in fields {
                    values.push(read(shapes, field.shape, reader)?);
                }
                Ok::<_, DecodeError>(values)
            })?)
        }
    })
}

/// Passes over the next datum. Of array and map blocks that state their size, only the size is read.
///
/// # Errors
/// If the bytes are no datum of the shape, or one nested deeper than [`MAX_DEPTH`].
pub fn skip(shapes: &Shapes, shape: ShapeId, reader: &mut Reader<'_>) -> Result<(), DecodeError> {
    reader.count_value()?;
    match &shapes.get(shape).form {
        Form::Primitive(primitive) => skip_primitive(*primitive, reader),
        Form::Fixed(fixed) => reader.take(fixed.size).map(|_| ()),
        Form::Enum(enumeration) => reader.symbol(enumeration.symbols.len()).map(|_| ()),
        Form::Array(part) => reader.nested(|reader| reader.skip_items(|reader| skip(shapes, *part, reader))),
        Form::Map(part) => reader.nested(|reader| {
            reader.skip_items(|reader| {
                reader.bytes()?;
                skip(shapes, *part, reader)
            })
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

/// Appends a long, or anything else that is encoded as one: zig-zag, then seven bits a byte, the lowest first.
#[inline]
pub fn put_long(value: i64, out: &mut Vec<u8>) {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    while rest > 0x7f {
        out.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

/// Appends bytes or a string: their length, and themselves.
#[inline]
pub fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    put_long(bytes.len() as i64, out);
    out.extend(bytes);
}

fn put_block<T>(items: &[T], out: &mut Vec<u8>, put: impl Fn(&T, &mut Vec<u8>)) {
    if !items.is_empty() {
        put_long(items.len() as i64, out);
        items.iter().for_each(|item| put(item, out));
    }
    out.push(0);
}

pub(super) fn read_primitive(primitive: Primitive, reader: &mut Reader<'_>) -> Result<Value, DecodeError> {
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
        Primitive::Bytes | Primitive::String => reader.bytes().map(|_| ()),
    }
}
