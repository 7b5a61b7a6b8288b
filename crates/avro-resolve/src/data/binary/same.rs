//! Checks whether bytes decode to a given datum, without making it a second time.

use super::decode::read_primitive;
use super::malformed::DecodeError;
use super::reader::Reader;
use crate::schema::model::Primitive;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Whether [`decode`](super::decode) makes this value of these bytes.
///
/// # Errors
/// If the bytes are not a datum of the shape, or one nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
pub fn decodes_to(shapes: &Shapes, shape: ShapeId, bytes: &[u8], value: &Value) -> Result<bool, DecodeError> {
    let mut reader = Reader::new(bytes);
    match expect(shapes, shape, &mut reader, value) {
        Ok(()) => reader.finish().map(|()| true),
        Err(Stop::Differs) => Ok(false),
        Err(Stop::Malformed(error)) => Err(error),
    }
}

/// Why a datum is not the one that was expected.
enum Stop {
    Differs,
    Malformed(DecodeError),
}

impl From<DecodeError> for Stop {
    fn from(error: DecodeError) -> Stop {
        Stop::Malformed(error)
    }
}

/// Reads the next datum as [`read`](super::read) does, and ends where it is not as expected.
fn expect(shapes: &Shapes, shape: ShapeId, reader: &mut Reader<'_>, value: &Value) -> Result<(), Stop> {
    reader.count_value()?;
    match (&shapes.get(shape).form, value) {
        (Form::Primitive(Primitive::Bytes), Value::Bytes(bytes))
        | (Form::Primitive(Primitive::String), Value::String(bytes)) => same(reader.bytes()? == bytes),
        (Form::Primitive(primitive), value) => same(read_primitive(*primitive, reader)? == *value),
        (Form::Fixed(fixed), Value::Fixed(bytes)) => same(reader.take(fixed.size)? == bytes),
        (Form::Enum(enumeration), Value::Enum(symbol)) => same(reader.symbol(enumeration.symbols.len())? == *symbol),
        (Form::Array(part), Value::Array(items)) => {
            let mut items = items.iter();
            reader.each_item(|reader| expect(shapes, *part, reader, items.next().ok_or(Stop::Differs)?))?;
            same(items.next().is_none())
        }
        (Form::Map(part), Value::Map(entries)) => {
            let mut entries = entries.iter();
            reader.each_item(|reader| {
                let (key, value) = entries.next().ok_or(Stop::Differs)?;
                same(reader.bytes()? == key)?;
                expect(shapes, *part, reader, value)
            })?;
            same(entries.next().is_none())
        }
        (Form::Union(branches), Value::Union(branch, value)) => {
            same(reader.branch(branches.len())? == *branch)?;
            reader.nested(|reader| expect(shapes, branches[*branch as usize], reader, value))
        }
        (Form::Record(record), Value::Record(values)) => {
            same(record.fields.len() == values.len())?;
            reader.nested(|reader| {
                let fields = record.fields.iter().zip(values);
                fields.into_iter().try_for_each(|(field, value)| expect(shapes, field.shape, reader, value))
            })
        }
        (Form::Fixed(_) | Form::Enum(_) | Form::Array(_) | Form::Map(_) | Form::Union(_) | Form::Record(_), _) => {
            Err(Stop::Differs)
        }
    }
}

fn same(is_same: bool) -> Result<(), Stop> {
    if is_same { Ok(()) } else { Err(Stop::Differs) }
}
