//! Values as trees of JSON.

use serde_json::{Number, Value as Json};

use super::stream::Encoded;
use crate::schema::name::Name;
use crate::schema::shape::{ShapeId, Shapes};
use crate::schema::value::Value;

/// Avro's JSON encoding: a union's value other than null is tagged with its branch. Bytes and fixed are strings of code
/// points up to U+00FF; text that is not UTF-8 shows U+FFFD; what JSON numbers cannot say are the strings `NaN`, `Infinity` and `-Infinity`.
///
/// # Panics
/// If the value is not a datum of the shape.
pub fn to_json(shapes: &Shapes, shape: ShapeId, value: &Value) -> Json {
    serde_json::to_value(Encoded { shapes, shape, value }).expect("every datum is JSON")
}

/// The JSON of a float or double.
pub(in crate::data) fn float_json(value: &Value) -> String {
    let number = match value {
        Value::Float(value) => float(shortest(*value)),
        Value::Double(value) => float(*value),
        value => unreachable!("{value:?} is not a float"),
    };
    number.to_string()
}

/// The tag of a branch in Avro's JSON encoding: the full name of a named type, the type's name of any other.
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
