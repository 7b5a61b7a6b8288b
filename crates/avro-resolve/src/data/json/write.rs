//! Writes values in Avro's JSON encoding, fields in the order of the schema.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Number, Value as Json};

use crate::depth::deep;
use crate::schema::name::Name;
use crate::schema::shape::{Form, ShapeId, Shapes};
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

/// A datum to serialize as [`to_json`] has it.
#[derive(Clone, Copy, Debug)]
pub struct Encoded<'a> {
    /// The shapes of its subject.
    pub shapes: &'a Shapes,
    /// Its shape.
    pub shape: ShapeId,
    /// The datum, which must be of that shape.
    pub value: &'a Value,
}

impl<'a> Encoded<'a> {
    fn part(self, shape: ShapeId, value: &'a Value) -> Encoded<'a> {
        Encoded { shape, value, ..self }
    }
}

impl Serialize for Encoded<'_> {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match (&self.shapes.get(self.shape).form, self.value) {
            (_, Value::Null) => out.serialize_unit(),
            (_, Value::Boolean(value)) => out.serialize_bool(*value),
            (_, Value::Int(value)) => out.serialize_i32(*value),
            (_, Value::Long(value)) => out.serialize_i64(*value),
            (_, Value::Float(value)) => float(shortest(*value)).serialize(out),
            (_, Value::Double(value)) => float(*value).serialize(out),
            (_, Value::Bytes(bytes) | Value::Fixed(bytes)) => {
                out.collect_str(&bytes.iter().map(|&byte| char::from(byte)).collect::<String>())
            }
            (_, Value::String(bytes)) => out.serialize_str(&String::from_utf8_lossy(bytes)),
            (Form::Enum(enumeration), Value::Enum(symbol)) => out.serialize_str(&enumeration.symbols[*symbol as usize]),
            (Form::Array(part), Value::Array(items)) => {
                deep(|| out.collect_seq(items.iter().map(|item| self.part(*part, item))))
            }
            (Form::Map(part), Value::Map(entries)) => {
                let key = |key| String::from_utf8_lossy(key);
                deep(|| out.collect_map(entries.iter().map(|(name, value)| (key(name), self.part(*part, value)))))
            }
            (Form::Union(_), Value::Union(_, value)) if matches!(**value, Value::Null) => out.serialize_unit(),
            (Form::Union(branches), Value::Union(branch, value)) => {
                let branch = branches[*branch as usize];
                deep(|| out.collect_map([(tag(self.shapes, branch), self.part(branch, value))]))
            }
            (Form::Record(record), Value::Record(values)) => deep(|| {
                let mut map = out.serialize_map(Some(values.len()))?;
                for (field, value) in record.fields.iter().zip(values) {
                    map.serialize_entry(field.name.as_str(), &self.part(field.shape, value))?;
                }
                map.end()
            }),
            (_, value) => unreachable!("{value:?} is not a datum of {}", self.shapes.describe(self.shape)),
        }
    }
}

/// The tag of a branch in Avro's JSON encoding: the full name of a named type, the type's name of any other.
pub fn tag(shapes: &Shapes, branch: ShapeId) -> &str {
    let shape = shapes.get(branch);
    shape.name().map_or(shape.type_name(), Name::full)
}

fn float(value: f64) -> Json {
    match Number::from_f64(value) {
        Some(number) => Json::Number(number),
        None if value.is_nan() => Json::from("NaN"),
        None if value > 0.0 => Json::from("Infinity"),
        None => Json::from("-Infinity"),
    }
}

/// The double with the fewest digits that is the same float again: 0.1 rather than 0.10000000149011612.
fn shortest(value: f32) -> f64 {
    let short: f64 = value.to_string().parse().expect("a float's digits are a number");
    if (short as f32).to_bits() == value.to_bits() { short } else { f64::from(value) }
}
