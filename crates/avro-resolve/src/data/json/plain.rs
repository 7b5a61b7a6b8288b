//! Reads symbols and floats from JSON, and says what is wrong with the fields of a record.

use rustc_hash::FxHashSet;
use serde_json::{Map, Value as Json};

use super::write::to_json;
use crate::likeness::Comparisons;
use crate::schema::default::{float, show};
use crate::schema::shape::{EnumShape, RecordShape, Shapes};

/// A number, or a word for what JSON numbers cannot say. Some writers say INF.
pub(super) fn any_float(json: &Json) -> Result<f64, String> {
    match json.as_str() {
        Some("INF") => Ok(f64::INFINITY),
        Some("-INF") => Ok(f64::NEG_INFINITY),
        _ => float(json),
    }
}

/// Says that an enum does not have a symbol, and which was meant.
pub(super) fn unknown_symbol(enumeration: &EnumShape, text: &str) -> String {
    let symbols = enumeration.symbols.iter().map(|symbol| symbol.as_str());
    format!("{} is not a symbol of {}{}", show(&text.into()), enumeration.name, suggest(text, symbols))
}

/// The first of some words and how many more there are: `a, b and 3 more`.
pub(super) fn listed<S: AsRef<str>>(words: impl ExactSizeIterator<Item = S>, most: usize, separator: &str) -> String {
    let hidden = words.len().saturating_sub(most);
    let mut text = String::new();
    for (at, word) in words.take(most).enumerate() {
        text.push_str(if at > 0 { separator } else { "" });
        text.push_str(word.as_ref());
    }
    if hidden > 0 {
        text.push_str(&format!(" and {hidden} more"));
    }
    text
}

/// Says which field is unknown, for that may be a slip of the pen, or else which is missing.
pub(super) fn wrong_fields(shapes: &Shapes, record: &RecordShape, given: &Map<String, Json>) -> String {
    let absent = || record.fields.iter().filter(|field| !given.contains_key(field.name.as_str()));
    let names: FxHashSet<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
    let is_known = |key: &&String| names.contains(key.as_str());
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
