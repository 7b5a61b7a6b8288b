//! A file of fixtures in, the records of one version out, and what is wrong with the others.

use super::history::{Linked, Released};
use super::input::{FixtureLayout, FixtureText, Problem};
use crate::avro::json::{NotJson, from_json};
use crate::schema::value::Value;

/// The records that fit the schema, each with the name that reports print, and a problem for each of the others.
pub(super) fn read(
    linked: &Linked,
    released: &Released,
    fixture: &FixtureText,
) -> (Vec<(String, Value)>, Vec<Problem>) {
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    for (number, line, json) in split(fixture) {
        let file = Some(fixture.name.clone());
        let json = match json {
            Ok(json) => json,
            Err(NotJson { position, reason }) => {
                let what = match fixture.layout {
                    FixtureLayout::Lines => format!("record {number} is not JSON"),
                    FixtureLayout::Array => "the file is not a JSON array of records".to_owned(),
                };
                problems.push(Problem { file, position: Some(position), message: format!("{what}: {reason}") });
                continue;
            }
        };
        match from_json(&linked.shapes, released.schema.root_shape(), &json) {
            Ok(value) => {
                let name = match line {
                    Some(line) => format!("{}:{line}", fixture.name),
                    None => format!("{} record {number}", fixture.name),
                };
                records.push((name, value));
            }
            Err(misfit) => {
                let place = if misfit.path.is_empty() { String::new() } else { format!(" at {}", misfit.path) };
                let (subject, version) = (&linked.name, released.version.label());
                let message = format!("record {number} does not fit {subject} {version}{place}: {}", misfit.reason);
                problems.push(Problem { file, position: line.map(|line| (line, 1)), message });
            }
        }
    }
    (records, problems)
}

/// Records with their number from 1 and, where each has a line of its own, the line.
fn split(fixture: &FixtureText) -> Vec<(usize, Option<u32>, Result<serde_json::Value, NotJson>)> {
    match fixture.layout {
        FixtureLayout::Lines => {
            let lines = (1..).zip(fixture.text.lines()).filter(|(_, text)| !text.trim().is_empty());
            let record = |(number, (line, text))| {
                (
                    number,
                    Some(line),
                    serde_json::from_str(text).map_err(|error| NotJson::new(&error, text.as_bytes(), line)),
                )
            };
            (1..).zip(lines).map(record).collect()
        }
        FixtureLayout::Array => match serde_json::from_str::<Vec<serde_json::Value>>(&fixture.text) {
            Ok(records) => (1..).zip(records).map(|(number, record)| (number, None, Ok(record))).collect(),
            Err(error) => vec![(1, None, Err(NotJson::new(&error, fixture.text.as_bytes(), 1)))],
        },
    }
}
