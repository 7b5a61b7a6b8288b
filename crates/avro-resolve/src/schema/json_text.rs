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

/// The same text with U+FFFD for each half of a surrogate pair, and the places of these; `None` if there are none. The escapes are as
/// long, so that all places stay the same.
pub(super) fn without_lone_surrogates(text: &str) -> Option<(String, Vec<Span>)> {
    let bytes = text.as_bytes();
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut mended, mut places, mut at) = (String::new(), Vec::new(), 0);
    let mut kept = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                mended.push_str(&text[kept..at]);
                mended.push_str("\\ufffd");
                places.push(Span { start: at as u32, end: at as u32 + 6 });
                at += 6;
                kept = at;
            }
            Some(_) | None => at += 2,
        }
    }
    mended.push_str(&text[kept..]);
    (!places.is_empty()).then_some((mended, places))
}

/// What a text has that JSON has not, and our parser lets pass: each kind once, at its first place.
pub(super) fn beyond_json(text: &str) -> Vec<Fault> {
    let bytes = text.as_bytes();
    let fault = |kind, start: usize, end: usize| Fault { kind, span: Span { start: start as u32, end: end as u32 } };
    let (mut control, mut space, mut comment, mut after_end) = (None, None, None, None);
    let (mut at, mut depth, mut has_ended) = (0, 0usize, false);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    if bytes[at] < 0x20 {
                        control.get_or_insert(at);
                    }
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
                has_ended = depth == 0;
            }
            b'/' => {
                let rest = text.get(at..).unwrap_or_default();
                let end = if rest.starts_with("//") { rest.find('\n') } else { rest.find("*/").map(|end| end + 2) };
                let end = end.map_or(bytes.len(), |end| at + end);
                let first = if has_ended { &mut after_end } else { &mut comment };
                first.get_or_insert((at, end));
                at = end;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                has_ended = depth == 0;
            }
            b' ' | b'\t' | b'\n' | b'\r' => {}
            byte if !(0x20..0x80).contains(&byte) => {
                space.get_or_insert(at);
            }
            _ => {}
        }
        at += 1;
    }
    let length = |at: usize| text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    let lax = |what, refused_by| FaultKind::LaxJson { what, refused_by };
    const ALL: &str = "Java 1.12.1, fastavro 1.13.1 and avro-python 1.12.1 refuse";
    let found = [
        control.map(|at| fault(lax("control characters or line breaks inside a string", ALL), at, at + 1)),
        space.map(|at| fault(lax("white space but space, tab and line break", ALL), at, at + length(at))),
        comment.map(|(start, end)| fault(FaultKind::Comment, start, end)),
        after_end.map(|(start, end)| fault(lax("comments, and Java allows none after the schema", ALL), start, end)),
    ];
    found.into_iter().flatten().collect()
}

/// A value as JSON, and whether it has a number beyond the largest double, which stands in its place. `-0` is a whole number, which
/// serde_json makes a float of.
pub(super) fn json(value: &Value<'_>) -> (serde_json::Value, bool) {
    let mut value = value.clone();
    let is_beyond_double = with_plain_numbers(&mut value);
    (value.into(), is_beyond_double)
}

/// Puts numbers that serde_json can hold in place of those that it cannot; whether one was beyond the largest double.
fn with_plain_numbers(value: &mut Value<'_>) -> bool {
    match value {
        Value::NumberLit(number) if number.value == "-0" => number.value = "0",
        Value::NumberLit(number) if number.value.parse().is_ok_and(f64::is_infinite) => {
            number.value =
                if number.value.starts_with('-') { "-1.7976931348623157e308" } else { "1.7976931348623157e308" };
            return true;
        }
        Value::Array(array) => {
            return array.elements.iter_mut().fold(false, |found, element| with_plain_numbers(element) | found);
        }
        Value::Object(object) => {
            let values = object.properties.iter_mut().map(|property| &mut property.value);
            return values.fold(false, |found, value| with_plain_numbers(value) | found);
        }
        Value::NumberLit(_) | Value::StringLit(_) | Value::BooleanLit(_) | Value::NullKeyword(_) => {}
    }
    false
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
