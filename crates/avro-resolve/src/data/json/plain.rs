//! Reads symbols and floats from JSON, and says what is wrong with the fields of a record.

use serde_json::{Map, Value as Json};

use super::write::to_json;
use crate::likeness::Comparisons;
use crate::schema::default::{float, mismatch, show};
use crate::schema::shape::{EnumShape, RecordShape, Shapes};

/// A number, or a word for what JSON numbers cannot say. Some writers say INF.
pub(super) fn any_float(json: &Json) -> Result<f64, String> {
    match json.as_str() {
        Some("INF") => Ok(f64::INFINITY),
        Some("-INF") => Ok(f64::NEG_INFINITY),
        _ => float(json),
    }
}

pub(super) fn symbol(enumeration: &EnumShape, json: &Json) -> Result<u32, String> {
    let text = json.as_str().ok_or_else(|| mismatch(json, &format!("a string, for enum {}", enumeration.name)))?;
    let found = (0u32..).zip(&enumeration.symbols).find(|(_, symbol)| *symbol == text);
    let symbols = || enumeration.symbols.iter().map(|symbol| symbol.as_str());
    let unknown = || format!("{} is not a symbol of {}{}", show(json), enumeration.name, suggest(text, symbols()));
    found.map(|(index, _)| index).ok_or_else(unknown)
}

/// Says which field is unknown, for that may be a slip of the pen, or else which is missing.
pub(super) fn wrong_fields(shapes: &Shapes, record: &RecordShape, given: &Map<String, Json>) -> String {
    let absent = || record.fields.iter().filter(|field| !given.contains_key(field.name.as_str()));
    let is_known = |key: &&String| record.fields.iter().any(|field| field.name == key.as_str());
    if let Some(unknown) = given.keys().find(|key| !is_known(key)) {
        let hint = suggest(unknown, absent().map(|field| field.name.as_str()));
        return format!("record {} has no field \"{unknown}\"{hint}", record.name);
    }
    let Some(field) = absent().next() else {
        return format!("record {} has two fields of one name", record.name);
    };
    let default = field.default.as_ref().map(|default| {
        let json = to_json(shapes, field.shape, &default.value);
        format!("; its default is for readers, in data write it out: \"{}\": {}", field.name, show(&json))
    });
    format!("field \"{}\" of record {} is missing{}", field.name, record.name, default.unwrap_or_default())
}

fn suggest<'n>(written: &str, known: impl Iterator<Item = &'n str>) -> String {
    match Comparisons::default().nearest(written, known) {
        Some(name) => format!("; did you mean \"{name}\"?"),
        None => String::new(),
    }
}
