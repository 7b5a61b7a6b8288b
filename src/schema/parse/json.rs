//! Pieces of a JSON syntax tree in, what the parser needs to know of them out.

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, parse_to_ast};

use super::STRICT;
use crate::schema::fault::FaultKind;
use crate::schema::source::Span;

pub(super) fn wrong(attribute: &'static str, expected: &'static str) -> FaultKind {
    FaultKind::WrongAttribute { attribute, expected }
}

pub(super) fn describe(value: &Value<'_>) -> &'static str {
    match value {
        Value::NumberLit(_) => "a number",
        Value::BooleanLit(_) => "a boolean",
        Value::NullKeyword(_) => "null (the type is written \"null\", with quotes)",
        Value::StringLit(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

pub(super) fn integer(value: &Value<'_>) -> Option<i64> {
    value.as_number_lit()?.value.parse().ok()
}

pub(super) fn json(object: &Object<'_>) -> serde_json::Value {
    Value::Object(object.clone()).into()
}

pub(super) fn range(value: &Value<'_>) -> Span {
    span(&value.range())
}

pub(super) fn span(range: &Range) -> Span {
    Span { start: range.start as u32, end: range.end as u32 }
}

/// Whether two texts are the same JSON, whatever their layout and comments.
pub(in crate::schema) fn same_json(a: &str, b: &str) -> bool {
    let json = |text| -> Option<serde_json::Value> {
        Some(parse_to_ast(text, &CollectOptions::default(), &STRICT).ok()?.value?.into())
    };
    json(a).is_some_and(|a| json(b).is_some_and(|b| a == b))
}
