//! Fixture texts and schemas in, the records of each version out, ready to travel.

use super::{Origin, Record, Traveller};
use crate::avro::binary;
use crate::avro::json::from_json;
use crate::avro::sample;
use crate::avro::second_opinion::Opinion;
use crate::compat::history::{Linked, Released};
use crate::compat::input::{FixtureLayout, FixtureText, Problem};

/// How many records are made from a schema that has no fixtures.
const GENERATED: usize = 6;

/// The records of each version: its fixtures, or records made from its schema. A record that does not fit its schema is a
/// problem.
pub fn travellers(linked: &Linked, fixtures: &[&FixtureText], problems: &mut Vec<Problem>) -> Vec<Traveller> {
    let mut travellers: Vec<Traveller> = Vec::with_capacity(linked.versions.len());
    for (at, released) in linked.versions.iter().enumerate() {
        let shape = released.schema.root_shape();
        let of_version = |fixture: &&&FixtureText| {
            linked.versions.iter().rposition(|other| other.version <= fixture.version) == Some(at)
        };
        let mut records = Vec::new();
        let mut has_fixtures = false;
        for fixture in fixtures.iter().filter(of_version) {
            has_fixtures = true;
            read_fixture(linked, released, fixture, &mut records, problems);
        }
        if !has_fixtures {
            let samples = sample::records(&linked.shapes, shape, GENERATED);
            records.extend(samples.into_iter().zip(1..).map(|(value, number)| {
                let mut bytes = Vec::new();
                binary::encode(&linked.shapes, shape, &value, &mut bytes);
                Record { name: format!("generated {number}"), origin: Origin::Generated, value, bytes }
            }));
        }
        travellers.push(Traveller { records, opinion: Some(Opinion::new(&linked.shapes, shape)) });
    }
    travellers
}

fn read_fixture(
    linked: &Linked,
    released: &Released,
    fixture: &FixtureText,
    records: &mut Vec<Record>,
    problems: &mut Vec<Problem>,
) {
    let shape = released.schema.root_shape();
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
        match from_json(&linked.shapes, shape, &json) {
            Ok(value) => {
                let mut bytes = Vec::new();
                binary::encode(&linked.shapes, shape, &value, &mut bytes);
                let name = match line {
                    Some(line) => format!("{}:{line}", fixture.name),
                    None => format!("{} record {number}", fixture.name),
                };
                records.push(Record { name, origin: Origin::Fixture, value, bytes });
            }
            Err(misfit) => {
                let place = if misfit.path.is_empty() { String::new() } else { format!(" at {}", misfit.path) };
                let version = released.version.label();
                let subject = &linked.name;
                let message = format!("record {number} does not fit {subject} {version}{place}: {}", misfit.reason);
                problems.push(Problem { file, position: line.map(|line| (line, 1)), message });
            }
        }
    }
}

/// Why a text is not JSON, and where in the file.
struct NotJson {
    position: (u32, u32),
    reason: String,
}

impl NotJson {
    /// `text` is a part of the file that begins at the start of `line`, and so does the parser's count of lines.
    fn new(error: &serde_json::Error, text: &str, line: u32) -> NotJson {
        let faulty = text.lines().nth(error.line().saturating_sub(1)).unwrap_or_default().as_bytes();
        // The parser counts bytes, up to the end of what it cannot take.
        let before = &faulty[..error.column().saturating_sub(1).min(faulty.len())];
        let column = String::from_utf8_lossy(before).chars().count() as u32 + 1;
        let told = error.to_string();
        let reason = told.rsplit_once(" at line ").map_or(told.as_str(), |(reason, _)| reason);
        NotJson { position: (line + error.line().saturating_sub(1) as u32, column), reason: reason.to_owned() }
    }
}

/// Records with their number from 1 and, where each has a line of its own, the line.
fn split(fixture: &FixtureText) -> Vec<(usize, Option<u32>, Result<serde_json::Value, NotJson>)> {
    match fixture.layout {
        FixtureLayout::Lines => {
            let lines = (1..).zip(fixture.text.lines()).filter(|(_, text)| !text.trim().is_empty());
            let record = |(number, (line, text))| {
                (number, Some(line), serde_json::from_str(text).map_err(|error| NotJson::new(&error, text, line)))
            };
            (1..).zip(lines).map(record).collect()
        }
        FixtureLayout::Array => match serde_json::from_str::<Vec<serde_json::Value>>(&fixture.text) {
            Ok(records) => (1..).zip(records).map(|(number, record)| (number, None, Ok(record))).collect(),
            Err(error) => vec![(1, None, Err(NotJson::new(&error, &fixture.text, 1)))],
        },
    }
}
