//! Encodes values.

use crate::depth::deep;
use crate::schema::model::Primitive;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// The encoding of a value, as [`encode`] appends it.
///
/// # Panics
/// If the value is not a datum of the shape.
pub fn encoded(shapes: &Shapes, shape: ShapeId, value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode(shapes, shape, value, &mut bytes);
    bytes
}

/// Appends the encoding of `value`. An array or map that holds anything is one block.
///
/// # Panics
/// If the value is not a datum of the shape.
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
        (_, value) => unreachable!("{value:?} is not a datum of {}", shapes.describe(shape)),
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
