//! Compares the crate's values with encoded data, so that the crate need not encode what is as it should be.

use apache_avro::types::Value;

use crate::data::binary::{DecodeError, Reader};
use crate::schema::model::Primitive;
use crate::schema::shape::{Form, ShapeId, Shapes};

/// Whether the value is the datum that is encoded in `bytes`. Where that takes more than a look, the answer is no.
pub(super) fn encodes_to(shapes: &Shapes, shape: ShapeId, value: &Value, bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    expect(shapes, shape, value, &mut reader).is_ok() && reader.left() == 0
}

/// It is another datum, or may be.
struct Differs;

impl From<DecodeError> for Differs {
    fn from(_: DecodeError) -> Differs {
        Differs
    }
}

fn expect(shapes: &Shapes, shape: ShapeId, value: &Value, reader: &mut Reader<'_>) -> Result<(), Differs> {
    let is_same = match (&shapes.get(shape).form, value) {
        (Form::Primitive(Primitive::Null), Value::Null) => true,
        (Form::Primitive(Primitive::Boolean), Value::Boolean(value)) => reader.boolean()? == *value,
        (Form::Primitive(Primitive::Int), Value::Int(value) | Value::Date(value) | Value::TimeMillis(value)) => {
            reader.int()? == *value
        }
        (
            Form::Primitive(Primitive::Long),
            Value::Long(value)
            | Value::TimeMicros(value)
            | Value::TimestampMillis(value)
            | Value::TimestampMicros(value)
            | Value::TimestampNanos(value)
            | Value::LocalTimestampMillis(value)
            | Value::LocalTimestampMicros(value)
            | Value::LocalTimestampNanos(value),
        ) => reader.long()? == *value,
        (Form::Primitive(Primitive::Float), Value::Float(value)) => reader.float()?.to_bits() == value.to_bits(),
        (Form::Primitive(Primitive::Double), Value::Double(value)) => reader.double()?.to_bits() == value.to_bits(),
        (Form::Primitive(Primitive::Bytes), Value::Bytes(value)) => reader.bytes()? == value,
        (Form::Primitive(Primitive::String), Value::String(value)) => reader.bytes()? == value.as_bytes(),
        (Form::Fixed(fixed), Value::Fixed(_, value)) => reader.take(fixed.size)? == value,
        (Form::Enum(shape), Value::Enum(index, symbol)) => {
            let read = reader.symbol(shape.symbols.len())?;
            read == *index && shape.symbols[read as usize] == *symbol
        }
        (Form::Array(part), Value::Array(items)) => {
            let mut items = items.iter();
            reader.each_item(|reader| expect(shapes, *part, items.next().ok_or(Differs)?, reader))?;
            items.next().is_none()
        }
        (Form::Map(part), Value::Map(entries)) => {
            let mut known = 0;
            reader.each_item(|reader| {
                let key = std::str::from_utf8(reader.bytes()?).map_err(|_| Differs)?;
                known += 1;
                expect(shapes, *part, entries.get(key).ok_or(Differs)?, reader)
            })?;
            known == entries.len()
        }
        (Form::Union(branches), Value::Union(branch, value)) => {
            let read = reader.branch(branches.len())?;
            reader.nested(|reader| expect(shapes, branches[read as usize], value, reader))?;
            read == *branch
        }
        (Form::Record(record), Value::Record(values)) => {
            reader.nested(|reader| {
                record.fields.iter().zip(values).try_for_each(|(field, (name, value))| {
                    if field.name == *name { expect(shapes, field.shape, value, reader) } else { Err(Differs) }
                })
            })?;
            record.fields.len() == values.len()
        }
        _ => false,
    };
    if is_same { Ok(()) } else { Err(Differs) }
}
