//! Fills in a default as Java's decoder does (measured: Apache Avro Java 1.12.1): of a union it takes the first branch whose kind the
//! JSON may be of, and makes of the JSON whatever becomes of it there.

use serde_json::Value as Json;

use crate::depth::deep;
use crate::schema::primitive::Primitive;
use crate::schema::shape::{FieldShape, Form, ShapeId, Shapes};
use crate::schema::value::{MAX_DEPTH, Value};

/// What Java makes of a default that is not what the schema says.
pub(super) struct OtherDefault {
    /// The branch of a union that it takes instead.
    pub(super) branch: ShapeId,
    /// Whether it throws; else it fills in another value.
    pub(super) throws: bool,
}

/// How Java fills in the default of a field, if it does so otherwise. `left`: how many values may still be made.
pub(super) fn other_default(shapes: &Shapes, field: &FieldShape, left: &mut u64) -> Option<OtherDefault> {
    let default = field.default.as_ref().filter(|default| default.has_later_branch)?;
    let json: Json = serde_json::from_str(&default.json).ok()?;
    let mut filling = Filling { shapes, left, other: None, depth: 0 };
    let filled = filling.fill(field.shape, &json, Some(&default.value));
    let branch = filling.other?;
    match filled {
        Ok(value) if value == *default.value => None,
        Ok(_) => Some(OtherDefault { branch, throws: false }),
        Err(Unfilled::Thrown) => Some(OtherDefault { branch, throws: true }),
        Err(Unfilled::TooLarge) => Some(OtherDefault { branch, throws: false }),
    }
}

enum Unfilled {
    Thrown,
    /// Nobody knows: the limit is reached.
    TooLarge,
}

struct Filling<'a> {
    shapes: &'a Shapes,
    left: &'a mut u64,
    /// The first branch that is not the one of the schema's default.
    other: Option<ShapeId>,
    depth: u32,
}

impl Filling<'_> {
    /// `ours`: the value that is right, as long as no other branch was taken.
    fn fill(&mut self, shape: ShapeId, json: &Json, ours: Option<&Value>) -> Result<Value, Unfilled> {
        *self.left = self.left.checked_sub(1).ok_or(Unfilled::TooLarge)?;
        if self.depth == MAX_DEPTH {
            // It ends with a StackOverflowError.
            return Err(Unfilled::Thrown);
        }
        self.depth += 1;
        let filled = deep(|| self.form(shape, json, ours));
        self.depth -= 1;
        filled
    }

    fn form(&mut self, shape: ShapeId, json: &Json, ours: Option<&Value>) -> Result<Value, Unfilled> {
        let shapes = self.shapes;
        match &shapes.get(shape).form {
            Form::Primitive(primitive) => self::primitive(*primitive, json).ok_or(Unfilled::Thrown),
            Form::Fixed(fixed) => {
                let mut bytes = latin1(json.as_str().ok_or(Unfilled::Thrown)?);
                *self.left = self.left.checked_sub(fixed.size).ok_or(Unfilled::TooLarge)?;
                bytes.resize(fixed.size as usize, 0);
                Ok(Value::Fixed(bytes))
            }
            Form::Enum(enumeration) => {
                let symbol = json.as_str().and_then(|name| enumeration.symbols.iter().position(|known| known == name));
                symbol.map(|at| Value::Enum(at as u32)).ok_or(Unfilled::Thrown)
            }
            Form::Array(items) => {
                let ours = |at: usize| match ours {
                    Some(Value::Array(values)) => values.get(at),
                    _ => None,
                };
                // The values of an object are taken for items, and anything else for none.
                let given: Vec<&Json> = match json {
                    Json::Array(given) => given.iter().collect(),
                    Json::Object(given) => given.values().collect(),
                    _ => Vec::new(),
                };
                let filled = given.into_iter().enumerate().map(|(at, item)| self.fill(*items, item, ours(at)));
                Ok(Value::Array(filled.collect::<Result<_, _>>()?))
            }
            Form::Map(values) => {
                let ours = |at: usize| match ours {
                    Some(Value::Map(entries)) => entries.get(at).map(|(_, value)| value),
                    _ => None,
                };
                match json {
                    Json::Object(given) => {
                        let filled = given.iter().enumerate().map(|(at, (key, value))| {
                            Ok((key.clone().into_bytes(), self.fill(*values, value, ours(at))?))
                        });
                        Ok(Value::Map(filled.collect::<Result<_, Unfilled>>()?))
                    }
                    // It announces entries and writes none.
                    Json::Array(given) if !given.is_empty() => Err(Unfilled::Thrown),
                    _ => Ok(Value::Map(Vec::new())),
                }
            }
            Form::Union(branches) => {
                let may_be = |branch: &ShapeId| may_be(&shapes.get(*branch).form, json);
                let at = branches.iter().position(may_be).ok_or(Unfilled::Thrown)?;
                let ours = match ours {
                    Some(Value::Union(right, value)) if *right as usize == at => Some(&**value),
                    _ => None,
                };
                if ours.is_none() {
                    self.other.get_or_insert(branches[at]);
                }
                Ok(Value::Union(at as u32, Box::new(self.fill(branches[at], json, ours)?)))
            }
            Form::Record(record) => {
                let ours = |at: usize| match ours {
                    Some(Value::Record(values)) => values.get(at),
                    _ => None,
                };
                let filled = record.fields.iter().enumerate().map(|(at, field)| {
                    let given = json.as_object().and_then(|given| given.get(field.name.as_str()));
                    match (given, &field.default) {
                        (Some(json), _) => self.fill(field.shape, json, ours(at)),
                        (None, Some(default)) => {
                            let json = serde_json::from_str(&default.json).map_err(|_| Unfilled::Thrown)?;
                            self.fill(field.shape, &json, ours(at))
                        }
                        (None, None) => Err(Unfilled::Thrown),
                    }
                });
                Ok(Value::Record(filled.collect::<Result<_, _>>()?))
            }
        }
    }
}

/// Whether Java takes a branch for a JSON value: of everything but texts, numbers, booleans and null it takes whatever comes.
fn may_be(form: &Form, json: &Json) -> bool {
    match form {
        Form::Primitive(Primitive::Null) => json.is_null(),
        Form::Primitive(Primitive::Boolean) => json.is_boolean(),
        Form::Primitive(Primitive::Int | Primitive::Long | Primitive::Float | Primitive::Double) => json.is_number(),
        Form::Primitive(Primitive::Bytes | Primitive::String) | Form::Fixed(_) => json.is_string(),
        Form::Array(_) | Form::Map(_) | Form::Union(_) | Form::Record(_) | Form::Enum(_) => true,
    }
}

fn primitive(primitive: Primitive, json: &Json) -> Option<Value> {
    let number = || json.as_f64();
    Some(match primitive {
        Primitive::Null => Value::Null,
        Primitive::Boolean => Value::Boolean(json.as_bool().unwrap_or_default()),
        // Whole numbers lose their upper bits, others their fraction.
        Primitive::Int => Value::Int(json.as_i64().map_or_else(|| number().map(|n| n as i32), |n| Some(n as i32))?),
        Primitive::Long => Value::Long(json.as_i64().map_or_else(|| number().map(|n| n as i64), Some)?),
        Primitive::Float => Value::Float(number()? as f32),
        Primitive::Double => Value::Double(number()?),
        Primitive::Bytes => Value::Bytes(latin1(json.as_str()?)),
        Primitive::String => Value::String(json.as_str()?.as_bytes().to_vec()),
    })
}

/// The bytes of a text; what is no byte becomes a question mark.
fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}
