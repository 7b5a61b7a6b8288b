//! Reads JSON records as data of one schema.

use std::fmt;
use std::ops::ControlFlow;

use serde::Deserializer;
use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde_json::Value as Json;

use crate::model::input::{FixtureLayout, Problem, RecordText};
use crate::model::limits;
use avro_resolve::data::json::{JsonReader, NotJson};
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// The records that fit a schema, each with the name that reports print, and a problem for each of the others, up to a
/// [limit](limits::MISFITS). Messages call the schema `whose`.
pub(crate) fn records(
    shapes: &Shapes,
    shape: ShapeId,
    whose: &str,
    RecordText { name, text, layout }: &RecordText,
) -> (Vec<(String, Value)>, Vec<Problem>) {
    let (mut records, mut problems) = (Vec::new(), Vec::new());
    let mut reader = JsonReader::new(shapes, shape);
    each_record(text, *layout, |TextRecord { number, line, bytes, json }| {
        let problem = |position, message| Problem { file: Some(name.clone()), position, message };
        if problems.len() >= limits::MISFITS.size() {
            let message = format!(
                "{} records do not fit {whose}, the limit; this one and those after it were not read",
                limits::MISFITS.most
            );
            problems.push(problem(line.map(|line| (line, 1)), message));
            return ControlFlow::Break(());
        }
        let json = match json {
            Ok(json) => json,
            Err((what, NotJson { position, reason })) => {
                problems.push(problem(Some(position), format!("{what}: {reason}")));
                return ControlFlow::Continue(());
            }
        };
        match reader.read(&json, bytes) {
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
                problems.push(problem(line.map(|line| (line, 1)), message));
            }
        }
        ControlFlow::Continue(())
    });
    (records, problems)
}

/// A record with its number from 1 and the line where it starts, if that is known.
struct TextRecord {
    number: usize,
    line: Option<u32>,
    /// The length of its text, as far as it is known.
    bytes: usize,
    json: MaybeJson,
}

/// JSON, or what is not JSON and why.
type MaybeJson = Result<Json, (String, NotJson)>;

fn json(read: serde_json::Result<Json>, number: usize, text: &str, line: u32) -> MaybeJson {
    read.map_err(|error| (format!("record {number} is not JSON"), NotJson::new(&error, text.as_bytes(), line)))
}

/// Calls `each` with one record after the other, until it breaks off.
fn each_record(text: &str, layout: FixtureLayout, mut each: impl FnMut(TextRecord) -> ControlFlow<()>) {
    match layout {
        FixtureLayout::Lines => {
            let lines = (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty());
            for (number, (line, text)) in (1..).zip(lines) {
                let json = json(serde_json::from_str(text), number, text, line);
                if each(TextRecord { number, line: Some(line), bytes: text.len(), json }).is_break() {
                    return;
                }
            }
        }
        FixtureLayout::Array => each_item(text, &mut each),
        FixtureLayout::Values => each_value(text, &mut each),
    }
}

/// The items of an array, if the text is one.
fn each_item(text: &str, each: &mut dyn FnMut(TextRecord) -> ControlFlow<()>) {
    // Nothing is said about the records of a text that is not an array to its end. Items that are too deep, or have numbers
    // that are too large, are found only when they are read.
    let mut read = serde_json::from_str::<Vec<IgnoredAny>>(text).map(|_| ());
    if read.is_ok() {
        let items = Items { each: &mut *each, bytes: text.len() };
        read = serde_json::Deserializer::from_str(text).deserialize_seq(items);
    }
    if let Err(error) = read {
        let what = "the file is not a JSON array of records".to_owned();
        let json = Err((what, NotJson::new(&error, text.as_bytes(), 1)));
        _ = each(TextRecord { number: 1, line: None, bytes: text.len(), json });
    }
}

/// Hands over the items of an array one at a time.
struct Items<'e> {
    each: &'e mut dyn FnMut(TextRecord) -> ControlFlow<()>,
    bytes: usize,
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        for number in 1.. {
            let Some(json) = items.next_element()? else { break };
            // Together they are as long as the text.
            let bytes = std::mem::take(&mut self.bytes);
            if (self.each)(TextRecord { number, line: None, bytes, json: Ok(json) }).is_break() {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                break;
            }
        }
        Ok(())
    }
}

/// JSON values one after the other; the only one, if it is an array, holds the records.
fn each_value(text: &str, each: &mut dyn FnMut(TextRecord) -> ControlFlow<()>) {
    if text.trim_start().starts_with('[') && serde_json::from_str::<IgnoredAny>(text).is_ok() {
        return each_item(text, each);
    }
    let mut stream = serde_json::Deserializer::from_str(text).into_iter();
    let (mut counted, mut line) = (0, 1);
    for number in 1.. {
        let blank = text[stream.byte_offset()..].len() - text[stream.byte_offset()..].trim_start().len();
        let start = stream.byte_offset() + blank;
        line += text[counted..start].matches('\n').count() as u32;
        counted = start;
        let Some(next) = stream.next() else { return };
        let json = json(next, number, text, 1);
        let (is_last, bytes) = (json.is_err(), stream.byte_offset().saturating_sub(start));
        if each(TextRecord { number, line: Some(line), bytes, json }).is_break() || is_last {
            return;
        }
    }
}
