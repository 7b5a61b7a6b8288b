//! Reads values from JSON, or says why they are none.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};

use super::plain;
use super::write::tag;
use crate::data::binary::MAX_DEPTH;
use crate::data::pointer;
use crate::depth::deep;
use crate::limits;
use crate::schema::default::{self, mismatch, shorten, show};
use crate::schema::model::Primitive;
use crate::schema::shape::{EnumShape, FieldShape, Form, RecordShape, ShapeId, Shapes};
use crate::schema::value::Value;

/// Reads a datum from JSON. Unions may be tagged, by full names or, where that is clear, unqualified ones; a tag that fits
/// counts before anything else. Every field must be there, and none that the record does not have.
///
/// # Errors
/// If the JSON is not a datum of the shape, or could mean two.
pub fn from_json(shapes: &Shapes, shape: ShapeId, json: &Json) -> Result<Value, JsonMisfit> {
    JsonReader::new(shapes, shape).read(json, 0)
}

/// Reads the records of a text, one after the other.
#[derive(Debug)]
pub struct JsonReader<'a> {
    shapes: &'a Shapes,
    root: ShapeId,
    depth: u32,
    /// How many guesses are open: branches that are tried and may be wrong.
    guesses: u32,
    /// How many values may still be tried, in all records.
    guesses_left: u64,
    /// The symbols of long enums.
    symbols: FxHashMap<ShapeId, FxHashMap<&'a str, u32>>,
}

/// Why JSON is not a datum of a shape.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}{reason}", if path.is_empty() { String::new() } else { format!("{path}: ") })]
pub struct JsonMisfit {
    /// JSON Pointer (RFC 6901) into the record, as it was given.
    pub path: String,
    /// What is wrong there, and what to write instead.
    pub reason: String,
}

/// Why there is no value.
struct No {
    why: Why,
    misfit: JsonMisfit,
}

#[derive(PartialEq)]
enum Why {
    /// The JSON does not fit.
    Misfit,
    /// It fits in more than one way.
    Unclear,
    /// It is too deep, or there are too many ways to try.
    GivenUp,
}

impl No {
    fn new(why: Why, reason: impl Into<String>) -> No {
        No { why, misfit: JsonMisfit { path: String::new(), reason: reason.into() } }
    }

    fn inside(mut self, step: &str) -> No {
        pointer::put_in_front(&mut self.misfit.path, step);
        self
    }
}

impl From<String> for No {
    fn from(reason: String) -> No {
        No::new(Why::Misfit, reason)
    }
}

impl<'a> JsonReader<'a> {
    /// Reads records of a shape.
    pub fn new(shapes: &'a Shapes, root: ShapeId) -> JsonReader<'a> {
        let guesses_left = limits::GUESSES.most;
        JsonReader { shapes, root, depth: 0, guesses: 0, guesses_left, symbols: FxHashMap::default() }
    }

    /// Reads the next record, whose text has so many bytes, as [`from_json`] does.
    ///
    /// # Errors
    /// Those of [`from_json`]; also if too many branches of unions had to be tried in the records before.
    pub fn read(&mut self, json: &Json, bytes: usize) -> Result<Value, JsonMisfit> {
        self.guesses_left += limits::GUESSES_A_BYTE.most * bytes as u64;
        self.value(self.root, json).map_err(|no| no.misfit)
    }

    /// Counts so many tries.
    fn spend_guesses(&mut self, count: u64) -> Result<(), No> {
        let given_up = || No::new(Why::GivenUp, "there are too many ways to read this; tag the unions inside it");
        self.guesses_left = self.guesses_left.checked_sub(count).ok_or_else(given_up)?;
        Ok(())
    }

    fn value(&mut self, shape: ShapeId, json: &Json) -> Result<Value, No> {
        if self.depth == MAX_DEPTH {
            return Err(No::new(Why::GivenUp, format!("the datum is nested deeper than {MAX_DEPTH} levels")));
        }
        if self.guesses > 0 {
            self.spend_guesses(1)?;
        }
        self.depth += 1;
        let value = deep(|| self.form(shape, json));
        self.depth -= 1;
        value
    }

    fn form(&mut self, shape: ShapeId, json: &Json) -> Result<Value, No> {
        let shapes = self.shapes;
        match &shapes.get(shape).form {
            Form::Primitive(primitive) => Ok(default::primitive(*primitive, json, plain::any_float)?),
            Form::Fixed(fixed) => Ok(default::fixed(&fixed.name, fixed.size, json)?),
            Form::Enum(enumeration) => {
                let text =
                    json.as_str().ok_or_else(|| mismatch(json, &format!("a string, for enum {}", enumeration.name)))?;
                let symbol = self.symbol(shape, enumeration, text);
                Ok(Value::Enum(symbol.ok_or_else(|| plain::unknown_symbol(enumeration, text))?))
            }
            Form::Array(part) => {
                let items = json.as_array().ok_or_else(|| mismatch(json, "an array"))?.iter().enumerate();
                let item =
                    |(index, item): (usize, &Json)| self.value(*part, item).map_err(|no| no.inside(&index.to_string()));
                Ok(Value::Array(all(items.map(item))?))
            }
            Form::Map(part) => {
                let entries = json.as_object().ok_or_else(|| mismatch(json, "an object, for a map"))?.iter();
                let entry = |(key, entry): (&String, &Json)| {
                    let value = self.value(*part, entry).map_err(|no| no.inside(key))?;
                    Ok((key.clone().into_bytes(), value))
                };
                Ok(Value::Map(all(entries.map(entry))?))
            }
            Form::Record(record) => self.record(record, json),
            Form::Union(branches) => self.union(branches, json),
        }
    }

    fn record(&mut self, record: &RecordShape, json: &Json) -> Result<Value, No> {
        let given =
            json.as_object().ok_or_else(|| mismatch(json, &format!("an object, for record {}", record.name)))?;
        if !has_fields(record, given) {
            return Err(plain::wrong_fields(self.shapes, record, given).into());
        }
        let value = |field: &FieldShape| {
            self.value(field.shape, &given[field.name.as_str()]).map_err(|no| no.inside(&field.name))
        };
        Ok(Value::Record(all(record.fields.iter().map(value))?))
    }

    fn union(&mut self, branches: &[ShapeId], json: &Json) -> Result<Value, No> {
        /// Of more branches, no more reasons or tags are named.
        const MOST_NAMED: usize = 8;
        /// The branches that are looked at for the price of one value.
        const LOOKED_AT: u64 = 8;
        self.spend_guesses(branches.len() as u64 / LOOKED_AT)?;
        let wrap = |branch: u32| move |value| Value::Union(branch, Box::new(value));
        let mut tagged_error = None;
        if let Some((branch, tag, inner)) = self.tagged(branches, json) {
            match self.guess(branches[branch as usize], inner) {
                Ok(value) => return Ok(wrap(branch)(value)),
                Err(no) if no.why == Why::Misfit => tagged_error = Some(no.inside(tag)),
                Err(unclear) => return Err(unclear.inside(tag)),
            }
        }
        let mut plain = self.candidates(branches, json);
        if let (None, [only]) = (&tagged_error, plain.as_slice()) {
            return self.value(branches[*only as usize], json).map(wrap(*only));
        }
        let mut fitting: Vec<(u32, Value)> = Vec::new();
        let mut errors: Vec<(u32, JsonMisfit)> = Vec::new();
        for branch in plain.drain(..) {
            match self.guess(branches[branch as usize], json) {
                Ok(value) => fitting.push((branch, value)),
                Err(No { why: Why::Misfit, misfit }) => errors.push((branch, misfit)),
                Err(unclear) => return Err(unclear),
            }
        }
        let tag = |branch: u32| tag(self.shapes, branches[branch as usize]);
        match (fitting.len(), tagged_error) {
            (1, _) => {
                let (branch, value) = fitting.remove(0);
                Ok(wrap(branch)(value))
            }
            (0, Some(error)) => Err(error),
            (0, None) => {
                let reasons = errors.iter().map(|(branch, misfit)| format!("{}: {misfit}", tag(*branch)));
                let reasons = plain::listed(reasons, MOST_NAMED, "; ");
                let all = plain::listed((0..branches.len() as u32).map(tag), MOST_NAMED, ", ");
                Err(match reasons.as_str() {
                    "" => format!("{} fits none of the branches {all}", show(json)),
                    reasons => format!("{} fits no branch ({})", show(json), shorten(reasons, LONGEST_REASON)),
                }
                .into())
            }
            (2.., _) => {
                let tags = fitting.iter().map(|(branch, _)| format!("{{\"{}\": …}}", tag(*branch)));
                let tags = plain::listed(tags, MOST_NAMED, " or ");
                let reason = format!("{} fits more than one branch; write {tags}", show(json));
                Err(No::new(Why::Unclear, reason))
            }
        }
    }

    fn symbol(&mut self, shape: ShapeId, enumeration: &'a EnumShape, text: &str) -> Option<u32> {
        /// Enums of more symbols are worth a table.
        const MANY: usize = 16;
        let mut symbols = enumeration.symbols.iter().map(|symbol| symbol.as_str()).zip(0u32..);
        if enumeration.symbols.len() <= MANY {
            return symbols.find(|(name, _)| *name == text).map(|(_, index)| index);
        }
        let table = self.symbols.entry(shape).or_insert_with(|| {
            let mut table = FxHashMap::default();
            symbols.for_each(|(name, index)| _ = table.entry(name).or_insert(index));
            table
        });
        table.get(text).copied()
    }

    /// Tries a branch that may be the wrong one.
    fn guess(&mut self, branch: ShapeId, json: &Json) -> Result<Value, No> {
        self.guesses += 1;
        let value = self.value(branch, json);
        self.guesses -= 1;
        value
    }

    /// The branch that the only key of an object names, that key, and what it holds.
    fn tagged<'j>(&self, branches: &[ShapeId], json: &'j Json) -> Option<(u32, &'j str, &'j Json)> {
        let object = json.as_object().filter(|object| object.len() == 1)?;
        let (key, inner) = object.iter().next()?;
        let named = |is_it: &dyn Fn(ShapeId) -> bool| {
            let mut found = (0u32..).zip(branches).filter(|(_, branch)| is_it(**branch)).map(|(index, _)| index);
            found.next().map(|first| (first, found.next().is_none()))
        };
        let full = named(&|branch| tag(self.shapes, branch) == key);
        let short = || named(&|branch| self.shapes.get(branch).name().is_some_and(|name| name.short() == key));
        let (branch, _) = full.or_else(|| short().filter(|(_, is_clear)| *is_clear))?;
        Some((branch, key, inner))
    }

    /// The branches that plain JSON may mean at first sight.
    fn candidates(&mut self, branches: &[ShapeId], json: &Json) -> Vec<u32> {
        let shapes = self.shapes;
        let mut likely = |may_be: &dyn Fn(&Form) -> bool| -> Vec<u32> {
            let mut found = Vec::new();
            for (index, &branch) in (0u32..).zip(branches) {
                let is_likely = match (&shapes.get(branch).form, json) {
                    (Form::Enum(enumeration), Json::String(text)) => self.symbol(branch, enumeration, text).is_some(),
                    (form, _) => may_be(form),
                };
                if is_likely {
                    found.push(index);
                }
            }
            found
        };
        match json {
            // In a union, text is text, and says NaN only where it can mean nothing else.
            Json::String(_) => match likely(&|form| may_be(form, json)) {
                none if none.is_empty() => {
                    likely(&|form| matches!(form, Form::Primitive(Primitive::Float | Primitive::Double)))
                }
                some => some,
            },
            Json::Object(object) => match likely(&|form| match form {
                Form::Record(record) => has_fields(record, object),
                form => may_be(form, json),
            }) {
                none if none.is_empty() => likely(&|form| may_be(form, json)),
                some => some,
            },
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) => likely(&|form| may_be(form, json)),
        }
    }
}

/// The most characters of the reasons why no branch fits.
const LONGEST_REASON: usize = 2_000;

fn may_be(form: &Form, json: &Json) -> bool {
    match form {
        Form::Primitive(Primitive::Null) => json.is_null(),
        Form::Primitive(Primitive::Boolean) => json.is_boolean(),
        Form::Primitive(Primitive::Int | Primitive::Long) => json.is_i64() || json.is_u64(),
        Form::Primitive(Primitive::Float | Primitive::Double) => json.is_number(),
        Form::Primitive(Primitive::Bytes | Primitive::String) | Form::Fixed(_) => json.is_string(),
        // Whether the symbol is there is for others to say.
        Form::Enum(_) => json.is_string(),
        Form::Array(_) => json.is_array(),
        Form::Map(_) | Form::Record(_) => json.is_object(),
        Form::Union(_) => true,
    }
}

/// All values; where one does not fit, nothing else matters.
fn all<T>(values: impl Iterator<Item = Result<T, No>>) -> Result<Vec<T>, No> {
    let mut all = Vec::with_capacity(values.size_hint().0);
    let mut unclear = None;
    for value in values {
        match value {
            Ok(value) => all.push(value),
            Err(no) if no.why == Why::Unclear => unclear = unclear.or(Some(no)),
            Err(no) => return Err(no),
        }
    }
    unclear.map_or(Ok(all), Err)
}

/// Whether an object has the fields of the record, and no others.
fn has_fields(record: &RecordShape, given: &Map<String, Json>) -> bool {
    let is_there = |field: &FieldShape| given.contains_key(field.name.as_str());
    record.fields.len() == given.len() && record.fields.iter().all(is_there)
}
