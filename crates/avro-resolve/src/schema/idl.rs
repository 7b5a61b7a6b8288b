//! Reads Avro IDL (grammar `Idl.g4` of Avro 1.12) into the tree of the JSON that it stands for.
//!
//! A file becomes the JSON of a protocol, with the places of the IDL: `types` and `messages`, and for a file without a protocol
//! `namespace`, `schema` and `types`. So one parser makes the model of both languages, finds the same mistakes in both, and JSON
//! Pointers name the same parts. Types refer to each other by name, as in the file, and imports stay apart: who reads files
//! follows them.

mod declaration;
mod doc;
mod escape;
mod highlight;
mod json;
mod lines;
mod number;
mod reader;
#[cfg(test)]
mod tests;
mod token;
mod types;

pub(super) use doc::{doc_text, lines as doc_lines};
pub use highlight::{IdlPart, parts, words};
pub(super) use lines::{LineStart, line_starts};
pub(super) use reader::{IdlText, read};
pub use reader::{Import, ImportKind};
pub(super) use token::is_identifier;

use super::json_text::{JsonObject, JsonTree, JsonValue};

/// A record with a field that is written like this: all of a declaration, or one of several variables without their type. How
/// much of the text comes before the field.
pub(super) fn record_of(field: &str) -> (String, u32) {
    const RECORD: &str = "record R {";
    const TYPE: &str = "int ";
    let declaration = format!("{RECORD}{field}}}");
    if read(&declaration).faults.is_empty() {
        return (declaration, RECORD.len() as u32);
    }
    (format!("{RECORD}{TYPE}{field};}}"), (RECORD.len() + TYPE.len()) as u32)
}

/// The first field of the first type.
pub(super) fn first_field<'v>(tree: &'v JsonTree<'_>) -> Option<JsonObject<'v>> {
    let of = |object: JsonObject<'v>, part: &str| object.get(part)?.as_array()?.get(0).and_then(JsonValue::as_object);
    of(of(tree.root().as_object()?, "types")?, "fields")
}
