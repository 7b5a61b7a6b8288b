//! Lists the settings in force and where each comes from, for people and as JSON.

use serde::Serialize;
use serde_json::{Value, json};

use crate::model::json;
use crate::policy::origin::{SettingOrigin, SettingRow, SettingValue};
use crate::render::text::foreign::foreign;
use crate::render::text::layout::{pad, widest};

/// A line for each setting: key, value, and who said so.
pub(crate) fn render(rows: &[SettingRow]) -> String {
    let cells: Vec<[String; 3]> =
        rows.iter().map(|row| [row.key.clone(), value(&row.value), where_from(&row.origin)].map(shown)).collect();
    let width = |column: usize| widest(cells.iter().map(|row| &row[column]));
    let (keys, values) = (width(0), width(1));
    let line = |[key, value, origin]: &[String; 3]| format!("{}  {}  {origin}\n", pad(key, keys), pad(value, values));
    cells.iter().map(line).collect()
}

fn shown(cell: String) -> String {
    foreign(&cell).into_owned()
}

fn value(value: &SettingValue) -> String {
    let quoted = |word: &String| json::line(word);
    match value {
        SettingValue::Unset => "-".to_owned(),
        SettingValue::Word(word) => quoted(word),
        SettingValue::List(words) => format!("[{}]", words.iter().map(quoted).collect::<Vec<_>>().join(", ")),
    }
}

fn where_from(origin: &SettingOrigin) -> String {
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
struct SettingsJson<'a> {
    schema_version: u32,
    settings: Vec<SettingJson<'a>>,
}

#[derive(Serialize)]
struct SettingJson<'a> {
    key: &'a str,
    value: Value,
    origin: OriginJson<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase", tag = "kind")]
enum OriginJson<'a> {
    Flag { name: &'a str },
    Variable { name: &'a str },
    File { file: &'a str, line: u32, column: u32 },
    Default,
}

/// The same as one JSON value, a versioned contract.
pub(crate) fn json(rows: &[SettingRow]) -> String {
    let settings = rows.iter().map(|row| SettingJson {
        key: &row.key,
        value: match &row.value {
            SettingValue::Unset => Value::Null,
            SettingValue::Word(word) => json!(word),
            SettingValue::List(words) => json!(words),
        },
        origin: match &row.origin {
            SettingOrigin::Flag(name) => OriginJson::Flag { name },
            SettingOrigin::Variable(name) => OriginJson::Variable { name },
            SettingOrigin::File(place) => {
                OriginJson::File { file: &place.file, line: place.line, column: place.column }
            }
            SettingOrigin::Default | SettingOrigin::Unreadable => OriginJson::Default,
        },
    });
    let contract = SettingsJson { schema_version: SCHEMA_VERSION, settings: settings.collect() };
    json::pretty(&contract)
}
