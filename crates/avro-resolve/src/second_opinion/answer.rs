//! The crate's answer, and how it differs from ours.

use crate::data::json::show;
use crate::data::{binary, pointer};
use crate::depth::deep;
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// What the crate makes of a datum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The datum that was expected.
    Expected,
    /// Another datum, or any if none was expected, as the reader sees it: encoded again with the reader's schema.
    Read(Vec<u8>),
    /// It does not read it, for this reason.
    Refused(String),
    /// It was not asked: to parse a schema would take too much memory, or the datum is nested deeper than
    /// [`MAX_DEPTH`](super::MAX_DEPTH), or in so many unions that the crate, which tries branches twice at each level, would not
    /// come to an end.
    TooExpensive,
}

/// How the crate's answer differs from ours, encoded with the reader's schema, in a few words, or `None` if it does not. Entries of
/// maps may come in any order; floats are compared by their bits.
pub fn differs(shapes: &Shapes, reader: ShapeId, ours: &[u8], answer: &Answer) -> Option<String> {
    match answer {
        Answer::Read(bytes) => match (binary::decode(shapes, reader, ours), binary::decode(shapes, reader, bytes)) {
            (Ok(ours), Ok(theirs)) => Comparison { shapes, path: String::new() }.compare(reader, &ours, &theirs),
            (_, Err(error)) => Some(format!("writes what is not a datum of the reader's schema ({error})")),
            // It is larger than what is decoded.
            (Err(_), Ok(_)) => None,
        },
        Answer::Refused(reason) => Some(format!("refuses the datum: {reason}")),
        Answer::Expected | Answer::TooExpensive => None,
    }
}

struct Comparison<'a> {
    shapes: &'a Shapes,
    /// JSON Pointer into the datum.
    path: String,
}

impl Comparison<'_> {
    fn compare(&mut self, shape: ShapeId, ours: &Value, theirs: &Value) -> Option<String> {
        if ours == theirs {
            return None;
        }
        match (&self.shapes.get(shape).form, ours, theirs) {
            (Form::Record(record), Value::Record(ours), Value::Record(theirs)) => {
                let mut fields = record.fields.iter().zip(ours).zip(theirs);
                fields.find_map(|((field, ours), theirs)| self.part(&field.name, field.shape, ours, theirs))
            }
            (Form::Array(part), Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
                let mut items = ours.iter().zip(theirs).enumerate();
                items.find_map(|(index, (ours, theirs))| self.part(&index.to_string(), *part, ours, theirs))
            }
            (Form::Array(_), Value::Array(ours), Value::Array(theirs)) => {
                Some(format!("reads {} with {} items (avrocheck: {})", self.place(), theirs.len(), ours.len()))
            }
            (Form::Map(part), Value::Map(mine), Value::Map(others)) => {
                let (mine, others) = (sorted(mine), sorted(others));
                if !mine.iter().map(|(key, _)| key).eq(others.iter().map(|(key, _)| key)) {
                    return Some(self.say(shape, ours, theirs));
                }
                let mut entries = mine.iter().zip(others);
                entries.find_map(|((key, ours), (_, theirs))| {
                    self.part(&String::from_utf8_lossy(key), *part, ours, theirs)
                })
            }
            (Form::Union(branches), Value::Union(i, ours), Value::Union(j, theirs)) => {
                let (i, j) = (branches[*i as usize], branches[*j as usize]);
                if i == j {
                    return deep(|| self.compare(i, ours, theirs));
                }
                let branch = |branch, value| match value {
                    &Value::Null => "null".to_owned(),
                    value => format!("{} {}", self.shapes.describe(branch), show(self.shapes, branch, value)),
                };
                let (ours, theirs) = (branch(i, &**ours), branch(j, &**theirs));
                Some(format!("reads {} as {theirs} (avrocheck: {ours})", self.place()))
            }
            _ => Some(self.say(shape, ours, theirs)),
        }
    }

    fn part(&mut self, step: &str, shape: ShapeId, ours: &Value, theirs: &Value) -> Option<String> {
        let length = self.path.len();
        pointer::push(&mut self.path, step);
        let difference = deep(|| self.compare(shape, ours, theirs));
        self.path.truncate(length);
        difference
    }

    fn say(&self, shape: ShapeId, ours: &Value, theirs: &Value) -> String {
        let show = |value| show(self.shapes, shape, value);
        format!("reads {} as {} (avrocheck: {})", self.place(), show(theirs), show(ours))
    }

    fn place(&self) -> &str {
        if self.path.is_empty() { "the datum" } else { &self.path }
    }
}

fn sorted(entries: &[(Vec<u8>, Value)]) -> Vec<&(Vec<u8>, Value)> {
    let mut sorted: Vec<_> = entries.iter().collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    sorted
}
