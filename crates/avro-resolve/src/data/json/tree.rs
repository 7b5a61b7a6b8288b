//! Values as trees of JSON.

use serde_json::{Map, Number, Value as Json};

use crate::depth::deep;
use crate::schema::name::Name;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Avro's JSON encoding: a union's value other than null is tagged with its branch. Bytes and fixed are strings of code
/// points up to U+00FF; text that is not UTF-8 shows U+FFFD; what JSON numbers cannot say are the strings `NaN`, `Infinity` and `-Infinity`.
///
/// # Panics
/// If the value is no datum of the shape.
pub fn to_json(shapes: &Shapes, shape: ShapeId, value: &Value) -> Json {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match (&shapes.get(shape).form, value) {
        (_, Value::Null) => Json::Null,
        (_, Value::Boolean(value)) => Json::Bool(*value),
        (_, Value::Int(value)) => Json::from(*value),
        (_, Value::Long(value)) => Json::from(*value),
        (_, Value::Float(value)) => float(shortest(*value)),
        (_, Value::Double(value)) => float(*value),
        (_, Value::Bytes(bytes) | Value::Fixed(bytes)) => {
            Json::String(bytes.iter().map(|&byte| char::from(byte)).collect())
        }
        (_, Value::String(bytes)) => Json::String(text(bytes)),
        (Form::Enum(enumeration), Value::Enum(symbol)) => Json::from(enumeration.symbols[*symbol as usize].as_str()),
        (Form::Array(part), Value::Array(items)) => {
            items.iter().map(|item| deep(|| to_json(shapes, *part, item))).collect()
        }
        (Form::Map(part), Value::Map(entries)) => {
            entries.iter().map(|(key, value)| (text(key), deep(|| to_json(shapes, *part, value)))).collect()
        }
        (Form::Union(_), Value::Union(_, value)) if matches!(**value, Value::Null) => Json::Null,
        (Form::Union(branches), Value::Union(branch, value)) => {
            let branch = branches[*branch as usize];
            let tag = tag(shapes, branch).to_owned();
            Json::Object(Map::from_iter([(tag, deep(|| to_json(shapes, branch, value)))]))
        }
        (Form::Record(record), Value::Record(values)) => {
            let fields = record.fields.iter().zip(values);
            fields
                .map(|(field, value)| (field.name.to_string(), deep(|| to_json(shapes, field.shape, value))))
                .collect()
        }
        (_, value) => unreachable!("{value:?} is no datum of {}", shapes.describe(shape)),
    }
}

/// The JSON of a float or double.
pub(in crate::data) fn float_json(value: &Value) -> String {
    let number = match value {
        Value::Float(value) => float(shortest(*value)),
        Value::Double(value) => float(*value),
        value => unreachable!("{value:?} is no float"),
    };
    number.to_string()
}

/// What stands for a branch in Avro's JSON encoding: the full name of a named type, the type's name of any other.
pub(super) fn tag(shapes: &Shapes, branch: ShapeId) -> &str {
    let shape = shapes.get(branch);
    shape.name().map_or(shape.type_name(), Name::full)
}

pub(super) fn float(value: f64) -> Json {
    match Number::from_f64(value) {
        Some(number) => Json::Number(number),
        None if value.is_nan() => Json::from("NaN"),
        None if value > 0.0 => Json::from("Infinity"),
        None => Json::from("-Infinity"),
    }
}

/// The double with the fewest digits that is the same float again: 0.1 rather than 0.10000000149011612.
pub(super) fn shortest(value: f32) -> f64 {
    let short: f64 = value.to_string().parse().expect("a float's digits are a number");
    if (short as f32).to_bits() == value.to_bits() { short } else { f64::from(value) }
}
