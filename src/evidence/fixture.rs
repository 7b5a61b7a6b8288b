//! Reads JSON records as data of one schema.

use crate::history::{LinkedSubject, SubjectVersion};
use crate::model::input::{FixtureLayout, FixtureText, Problem};
use avro_resolve::data::json::{NotJson, from_json};
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// The records that fit the schema of a version, each with the name that reports print, and a problem for each of the others.
pub(crate) fn read(
    linked: &LinkedSubject,
    released: &SubjectVersion,
    fixture: &FixtureText,
) -> (Vec<(String, Value)>, Vec<Problem>) {
    let whose = format!("{} {}", linked.name, released.version.label());
    let FixtureText { name, text, layout, .. } = fixture;
    records(&linked.shapes, released.schema.root_shape(), &whose, (name, text, *layout))
}

/// The same for any schema, which messages call `whose`, and the name, text and layout of a file.
pub(super) fn records(
    shapes: &Shapes,
    shape: ShapeId,
    whose: &str,
    (file, text, layout): (&str, &str, FixtureLayout),
) -> (Vec<(String, Value)>, Vec<Problem>) {
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    for Split { number, line, json } in split(text, layout) {
        let name = file;
        let file = Some(file.to_owned());
        let json = match json {
            Ok(json) => json,
            Err((what, NotJson { position, reason })) => {
                problems.push(Problem { file, position: Some(position), message: format!("{what}: {reason}") });
                continue;
            }
        };
        match from_json(shapes, shape, &json) {
            Ok(value) => {
                let name = match line {
                    Some(line) => format!("{name}:{line}"),
                    None => format!("{name} record {number}"),
                };
                records.push((name, value));
            }
            Err(misfit) => {
                let place = if misfit.path.is_empty() { String::new() } else { format!(" at {}", misfit.path) };
                let message = format!("record {number} does not fit {whose}{place}: {}", misfit.reason);
                problems.push(Problem { file, position: line.map(|line| (line, 1)), message });
            }
        }
    }
    (records, problems)
}

/// A record with its number from 1 and the line where it starts, if that is known.
struct Split {
    number: usize,
    line: Option<u32>,
    /// Why it is not JSON, and what is not.
    json: Result<serde_json::Value, (String, NotJson)>,
}

fn split(text: &str, layout: FixtureLayout) -> Vec<Split> {
    match layout {
        FixtureLayout::Lines => {
            let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty());
            let record = |(number, (line, text)): (usize, (u32, &str))| {
                let json = serde_json::from_str(text);
                let what = || format!("record {number} is not JSON");
                Split {
                    number,
                    line: Some(line),
                    json: json.map_err(|error| (what(), NotJson::new(&error, text.as_bytes(), line))),
                }
            };
            (1..).zip(lines).map(record).collect()
        }
        FixtureLayout::Array => match serde_json::from_str::<Vec<serde_json::Value>>(text) {
            Ok(records) => {
                (1..).zip(records).map(|(number, json)| Split { number, line: None, json: Ok(json) }).collect()
            }
            Err(error) => {
                let what = "the file is not a JSON array of records".to_owned();
                vec![Split { number: 1, line: None, json: Err((what, NotJson::new(&error, text.as_bytes(), 1))) }]
            }
        },
        FixtureLayout::Values => values(text),
    }
}

/// JSON values one after the other; the only one, if it is an array, holds the records.
fn values(text: &str) -> Vec<Split> {
    if text.trim_start().starts_with('[') && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return split(text, FixtureLayout::Array);
    }
    let mut records = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter();
    let (mut counted, mut line) = (0, 1);
    loop {
        let blank = text[stream.byte_offset()..].len() - text[stream.byte_offset()..].trim_start().len();
        let start = stream.byte_offset() + blank;
        line += text[counted..start].matches('\n').count() as u32;
        counted = start;
        let number = records.len() + 1;
        match stream.next() {
            None => return records,
            Some(json) => {
                let is_last = json.is_err();
                let what = format!("record {number} is not JSON");
                let json = json.map_err(|error| (what, NotJson::new(&error, text.as_bytes(), 1)));
                records.push(Split { number, line: Some(line), json });
                if is_last {
                    return records;
                }
            }
        }
    }
}
