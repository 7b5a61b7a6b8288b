//! Settings in force in, a list of them with their origins out, for people and for machines.

use serde::Serialize;

use crate::policy::origin::{SettingOrigin, SettingRow, SettingValue};
use crate::render::part::look::pad;

/// A line for each setting: key, value, and who said so.
pub fn render(rows: &[SettingRow]) -> String {
    let cells: Vec<[String; 3]> =
        rows.iter().map(|row| [row.key.clone(), value(&row.value), said_by(&row.origin)]).collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (keys, values) = (width(0), width(1));
    let line = |[key, value, origin]: &[String; 3]| format!("{}  {}  {origin}\n", pad(key, keys), pad(value, values));
    cells.iter().map(line).collect()
}

fn value(value: &SettingValue) -> String {
    let quoted = |word: &String| format!("{word:?}");
    match value {
        SettingValue::Unset => "-".to_owned(),
        SettingValue::Word(word) => quoted(word),
        SettingValue::List(words) => format!("[{}]", words.iter().map(quoted).collect::<Vec<_>>().join(", ")),
    }
}

fn said_by(origin: &SettingOrigin) -> String {
    match origin {
        SettingOrigin::Flag(flag) => (*flag).to_owned(),
        SettingOrigin::Variable(name) => name.clone(),
        SettingOrigin::File(place) => place.to_string(),
        SettingOrigin::Default | SettingOrigin::Unreadable => "default".to_owned(),
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
pub fn json(rows: &[SettingRow]) -> String {
    let settings = rows.iter().map(|row| Setting {
        key: &row.key,
        value: match &row.value {
            SettingValue::Unset => Value::Nothing,
            SettingValue::Word(word) => Value::Word(word),
            SettingValue::List(words) => Value::List(words),
        },
        origin: match &row.origin {
            SettingOrigin::Flag(name) => Source::Flag { name },
            SettingOrigin::Variable(name) => Source::Variable { name },
            SettingOrigin::File(place) => Source::File { file: &place.file, line: place.line, column: place.column },
            SettingOrigin::Default | SettingOrigin::Unreadable => Source::Default,
        },
    });
    let contract = Contract { schema_version: SCHEMA_VERSION, settings: settings.collect() };
    let mut text = serde_json::to_string_pretty(&contract).expect("words and numbers are JSON");
    text.push('\n');
    text
}
