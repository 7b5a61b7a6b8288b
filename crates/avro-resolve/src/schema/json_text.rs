//! Parses JSON with the place of every part: strict JSON, and comments, which Java's parser allows.

use jsonc_parser::ast::{Object, ObjectPropName, Value};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::ParseErrorKind;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::fault::{Fault, FaultKind};
use super::source::Span;

/// Strict JSON, and comments, which Java's parser allows.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: true,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// The tree of a text; `None` if there is nothing in it.
pub(super) fn tree(text: &str) -> Result<Option<Value<'_>>, Fault> {
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(result) => Ok(result.value),
        Err(error) => {
            let kind = match error.kind() {
                ParseErrorKind::NestingDepthExceeded => FaultKind::TooDeep,
                kind => FaultKind::NotJson(kind.to_string()),
            };
            Err(Fault { kind, span: span(&error.range()) })
        }
    }
}

/// Whether two texts are the same JSON, whatever their layout and comments.
pub(super) fn same_json(a: &str, b: &str) -> bool {
    let json = |text| Some(serde_json::Value::from(tree(text).ok()??));
    a == b || json(a).is_some_and(|a| json(b) == Some(a))
}

/// What a JSON value is, in words.
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

/// A whole number that is not too large.
pub(super) fn integer(value: &Value<'_>) -> Option<i64> {
    value.as_number_lit()?.value.parse().ok()
}

/// An object as JSON, without its places.
pub(super) fn plain(object: &Object<'_>) -> serde_json::Value {
    Value::Object(object.clone()).into()
}

/// The place of a value.
pub(super) fn range(value: &Value<'_>) -> Span {
    span(&value.range())
}

/// A range of the text.
pub(super) fn span(range: &Range) -> Span {
    Span { start: range.start as u32, end: range.end as u32 }
}

/// The key of a property.
pub(super) fn key<'a>(name: &'a ObjectPropName<'_>) -> &'a str {
    match name {
        ObjectPropName::String(name) => &name.value,
        ObjectPropName::Word(name) => name.value,
    }
}
