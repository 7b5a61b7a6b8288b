//! Lays a schema's JSON out for people: in the order of its keys, and what is short on one line.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value as Scalar;

use crate::render::text::layout::width;

/// Lays a text out in lines that are no longer than `room`, where they need not be; one that is not JSON, or too deep, comes
/// back as it is.
pub(crate) fn pretty(text: &str, room: usize) -> String {
    let Ok(json) = serde_json::from_str::<Json>(text) else { return text.to_owned() };
    let mut out = String::new();
    json.lay_out(0, 0, room, &mut out);
    out
}

/// JSON that keeps the order of keys.
enum Json {
    Scalar(Scalar),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    fn lay_out(&self, level: usize, column: usize, room: usize, out: &mut String) {
        let line = self.line();
        if column + width(&line) <= room && !self.is_record() {
            out.push_str(&line);
            return;
        }
        let inner = level + 1;
        match self {
            Json::Scalar(_) => out.push_str(&line),
            Json::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    start_line(index, inner, out);
                    item.lay_out(inner, 2 * inner, room, out);
                }
                end(items.len(), level, ']', out);
            }
            Json::Object(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    start_line(index, inner, out);
                    let key = format!("{}: ", Scalar::from(key.as_str()));
                    out.push_str(&key);
                    value.lay_out(inner, 2 * inner + width(&key), room, out);
                }
                end(entries.len(), level, '}', out);
            }
        }
    }

    /// The fields of a record are always on lines of their own.
    fn is_record(&self) -> bool {
        match self {
            Json::Object(entries) => entries.iter().any(|(key, _)| key == "fields"),
            Json::Array(items) => items.iter().any(Json::has_record),
            Json::Scalar(_) => false,
        }
    }

    fn has_record(&self) -> bool {
        match self {
            Json::Object(entries) => self.is_record() || entries.iter().any(|(_, value)| value.has_record()),
            Json::Array(items) => items.iter().any(Json::has_record),
            Json::Scalar(_) => false,
        }
    }

    fn line(&self) -> String {
        match self {
            Json::Scalar(scalar) => scalar.to_string(),
            Json::Array(items) => format!("[{}]", items.iter().map(Json::line).collect::<Vec<_>>().join(", ")),
            Json::Object(entries) => {
                let entry = |(key, value): &(String, Json)| format!("{}: {}", Scalar::from(key.as_str()), value.line());
                format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

fn start_line(index: usize, level: usize, out: &mut String) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    out.push_str(&"  ".repeat(level));
}

fn end(length: usize, level: usize, bracket: char, out: &mut String) {
    if length > 0 {
        out.push('\n');
        out.push_str(&"  ".repeat(level));
    }
    out.push(bracket);
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(Ordered)
    }
}

struct Ordered;

impl<'de> Visitor<'de> for Ordered {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Scalar(Scalar::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Scalar(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = array.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = object.next_entry()? {
            entries.push(entry);
        }
        Ok(Json::Object(entries))
    }
}
