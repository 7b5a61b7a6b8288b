//! Makes the plainest datum that says something, for examples.

use crate::depth::deep;
use crate::schema::primitive::Primitive;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Below this level unions take their lowest branch.
const LEVELS: u32 = 2;

/// A datum of more values is not made.
const MOST_VALUES: u32 = 256;

/// A small datum of the shape, with a word for text and small numbers; nullable types hold a value. `None` if there is no
/// finite datum, or none so small.
pub fn plain(shapes: &Shapes, shape: ShapeId) -> Option<Value> {
    if !shapes.is_inhabited(shape) {
        return None;
    }
    value(shapes, shape, 0, &mut 0)
}

fn value(shapes: &Shapes, shape: ShapeId, level: u32, values: &mut u32) -> Option<Value> {
    *values += 1;
    if *values > MOST_VALUES {
        return None;
    }
    Some(match &shapes.get(shape).form {
        Form::Primitive(primitive) => match primitive {
            Primitive::Null => Value::Null,
            Primitive::Boolean => Value::Boolean(true),
            Primitive::Int => Value::Int(*values as i32),
            Primitive::Long => Value::Long(i64::from(*values)),
            Primitive::Float => Value::Float(1.5),
            Primitive::Double => Value::Double(1.5),
            Primitive::Bytes => Value::Bytes(vec![1, 2]),
            Primitive::String => Value::String(b"text".to_vec()),
        },
        Form::Fixed(fixed) if fixed.size <= u64::from(MOST_VALUES) => Value::Fixed(vec![1; fixed.size as usize]),
        Form::Fixed(_) => return None,
        Form::Enum(_) => Value::Enum(0),
        Form::Array(_) => Value::Array(Vec::new()),
        Form::Map(_) => Value::Map(Vec::new()),
        Form::Union(branches) => {
            let height = |branch: &ShapeId| shapes.height(*branch);
            let inhabited = (0u32..).zip(branches).filter(|(_, branch)| height(branch).is_some());
            let is_null = |branch: ShapeId| shapes.get(branch).type_name() == "null";
            let chosen = match level < LEVELS {
                true => inhabited.min_by_key(|(_, branch)| is_null(**branch)),
                false => inhabited.min_by_key(|(_, branch)| height(branch)),
            };
            let (index, branch) = chosen?;
            Value::Union(index, Box::new(deep(|| value(shapes, *branch, level, values))?))
        }
        Form::Record(record) => {
            let fields = record.fields.iter().map(|field| deep(|| value(shapes, field.shape, level + 1, values)));
            Value::Record(fields.collect::<Option<_>>()?)
        }
    })
}
