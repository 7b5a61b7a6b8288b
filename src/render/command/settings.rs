//! Settings in force in, a list of them with their origins out, for people and for machines.

use serde::Serialize;

use crate::policy::origin::{Origin, Row, RowValue};
use crate::render::part::look::pad;

/// A line for each setting: key, value, and who said so.
pub fn render(rows: &[Row]) -> String {
    let cells: Vec<[String; 3]> =
        rows.iter().map(|row| [row.key.clone(), value(&row.value), said_by(&row.origin)]).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (keys, values) = (width(0), width(1));
    let line = |[key, value, origin]: &[String; 3]| format!("{}  {}  {origin}\n", pad(key, keys), pad(value, values));
    cells.iter().map(line).collect()
}

fn value(value: &RowValue) -> String {
    let quoted = |word: &String| format!("{word:?}");
    match value {
        RowValue::Unset => "-".to_owned(),
        RowValue::Word(word) => quoted(word),
        RowValue::List(words) => format!("[{}]", words.iter().map(quoted).collect::<Vec<_>>().join(", ")),
    }
}

fn said_by(origin: &Origin) -> String {
    match origin {
        Origin::Flag(flag) => (*flag).to_owned(),
        Origin::Variable(name) => name.clone(),
        Origin::File(place) => place.to_string(),
        Origin::Default | Origin::Unreadable => "default".to_owned(),
    }
}

/// The version of the contract below.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Contract<'a> {
    schema_version: u32,
    settings: Vec<Setting<'a>>,
}

#[derive(Serialize)]
struct Setting<'a> {
    key: &'a str,
    value: Value<'a>,
    origin: Source<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Value<'a> {
    Nothing,
    Word(&'a str),
    List(&'a [String]),
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
enum Source<'a> {
    Flag { name: &'a str },
    Variable { name: &'a str },
    File { file: &'a str, line: u32, column: u32 },
    Default,
}

/// The same as one JSON value, a versioned contract.
pub fn json(rows: &[Row]) -> String {
    let settings = rows.iter().map(|row| Setting {
        key: &row.key,
        value: match &row.value {
            RowValue::Unset => Value::Nothing,
            RowValue::Word(word) => Value::Word(word),
            RowValue::List(words) => Value::List(words),
        },
        origin: match &row.origin {
            Origin::Flag(name) => Source::Flag { name },
            Origin::Variable(name) => Source::Variable { name },
            Origin::File(place) => Source::File { file: &place.file, line: place.line, column: place.column },
            Origin::Default | Origin::Unreadable => Source::Default,
        },
    });
    let contract = Contract { schema_version: SCHEMA_VERSION, settings: settings.collect() };
    let mut text = serde_json::to_string_pretty(&contract).expect("words and numbers are JSON");
    text.push('\n');
    text
}
