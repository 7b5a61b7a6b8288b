//! Takes a part of one text over into another, in the layout of that text.

use serde_json::Value as Json;

use crate::schema::json_text::{JsonContent, JsonValue, tree};
use crate::schema::source::Span;

/// A value cut from a text, to be put into another.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'t> {
    /// The text that it is from.
    pub text: &'t str,
    /// Its place there.
    pub span: Span,
}

/// Commas and colons, with or without a space after them.
#[derive(Clone, Copy)]
pub(super) struct Spaces {
    pub(super) comma: &'static str,
    pub(super) colon: &'static str,
}

impl Spaces {
    pub(super) const NONE: Spaces = Spaces { comma: ",", colon: ":" };
    pub(super) const SOME: Spaces = Spaces { comma: ", ", colon: ": " };
}

/// What [`EditableText::adopt`](super::EditableText::adopt) says.
pub(super) fn adopt(target: &str, spaces: Spaces, cutting: Excerpt<'_>, at: u32) -> Option<String> {
    let Excerpt { text, span } = cutting;
    let part = &text[span.start as usize..span.end as usize];
    if !part.contains('\n') {
        return Some(part.to_owned());
    }
    if !target.contains('\n') {
        return Some(on_one_line(tree(part).ok()??.root(), spaces));
    }
    let newline = if target.contains("\r\n") { "\r\n" } else { "\n" };
    let (old, new) = (indentation(text, span.start), indentation(target, at));
    let lines = part.split('\n').map(|line| line.trim_end_matches('\r')).enumerate();
    let lines = lines.map(|(number, line)| match line.strip_prefix(old) {
        Some(rest) if number > 0 => format!("{new}{rest}"),
        Some(_) | None => line.to_owned(),
    });
    Some(lines.collect::<Vec<String>>().join(newline))
}

/// The white space that a byte's line begins with.
fn indentation(text: &str, at: u32) -> &str {
    let line = text[..at as usize].rfind('\n').map_or(0, |newline| newline + 1);
    let line = &text[line..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// A value on one line, in the order of its text.
pub(super) fn on_one_line(value: JsonValue<'_>, spaces: Spaces) -> String {
    match value.content() {
        JsonContent::Array(array) => list(array.iter().map(|item| on_one_line(item, spaces)), spaces),
        JsonContent::Object(object) => entries(object.iter().map(|p| (p.name, on_one_line(p.value, spaces))), spaces),
        JsonContent::Number(written) => written.to_owned(),
        JsonContent::String(_) | JsonContent::Boolean(_) | JsonContent::Null => value.plain().to_string(),
    }
}

/// The same of a value without a text.
pub(super) fn write(value: &Json, spaces: Spaces) -> String {
    match value {
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => value.to_string(),
        Json::Array(items) => list(items.iter().map(|item| write(item, spaces)), spaces),
        Json::Object(object) => entries(object.iter().map(|(key, value)| (key.as_str(), write(value, spaces))), spaces),
    }
}

pub(super) fn list(items: impl Iterator<Item = String>, spaces: Spaces) -> String {
    format!("[{}]", items.collect::<Vec<String>>().join(spaces.comma))
}

pub(super) fn entries<'a>(entries: impl Iterator<Item = (&'a str, String)>, spaces: Spaces) -> String {
    let entries = entries.map(|(key, value)| format!("{}{}{value}", Json::from(key), spaces.colon));
    format!("{{{}}}", entries.collect::<Vec<String>>().join(spaces.comma))
}
