//! Writes names, annotations, JSON and documentation as IDL has them.

use super::plain::NormalJson;
use super::pretty::{quote, separated};
use crate::schema::idl::{doc_lines, is_identifier};

/// What Avro IDL has no words for.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("Avro IDL cannot say {what}")]
pub struct NotInIdl {
    /// What it is.
    pub what: String,
}

pub(super) type Printed<T = ()> = Result<T, NotInIdl>;

/// Words that mean something where a name may stand.
const WORDS: [&str; 33] = [
    "Infinity",
    "NaN",
    "array",
    "boolean",
    "bytes",
    "date",
    "decimal",
    "double",
    "enum",
    "error",
    "false",
    "fixed",
    "float",
    "idl",
    "import",
    "int",
    "local_timestamp_ms",
    "long",
    "map",
    "namespace",
    "null",
    "oneway",
    "protocol",
    "record",
    "schema",
    "string",
    "throws",
    "time_ms",
    "timestamp_ms",
    "true",
    "union",
    "uuid",
    "void",
];

/// A name, in backticks where it would mean something else.
pub(super) fn identifier(name: &str) -> Printed<String> {
    match name {
        _ if WORDS.contains(&name) => Ok(format!("`{name}`")),
        _ if is_identifier(name) => Ok(name.to_owned()),
        _ => Err(NotInIdl { what: format!("the name \"{name}\"") }),
    }
}

/// A name as IDL has it, if it has words for it.
pub(in crate::schema) fn as_identifier(name: &str) -> Option<String> {
    identifier(name).ok()
}

pub(super) fn annotation(name: &str, value: &NormalJson) -> Printed<String> {
    let name = if is_identifier(name) { name.to_owned() } else { identifier(name)? };
    Ok(format!("@{name}({})", json(value)?))
}

/// A JSON value.
pub(super) fn json(value: &NormalJson) -> Printed<String> {
    Ok(match value {
        NormalJson::Object(properties) => {
            let properties = properties.iter().map(|(name, value)| {
                let mut property = String::new();
                quote(name, &mut property);
                Ok(property + ": " + &json(value)?)
            });
            format!("{{{}}}", separated(properties)?)
        }
        NormalJson::Array(items) => format!("[{}]", separated(items.iter().map(json))?),
        NormalJson::Text(text) => {
            let mut quoted = String::new();
            quote(text, &mut quoted);
            quoted
        }
        NormalJson::Number(written) if written.contains(['.', 'e', 'E']) || written.parse::<i64>().is_ok() => {
            written.clone()
        }
        NormalJson::Number(written) => {
            return Err(NotInIdl { what: format!("the whole number {written}, which has more than 64 bits") });
        }
        NormalJson::Boolean(boolean) => boolean.to_string(),
        NormalJson::Null => "null".to_owned(),
    })
}

/// Writes the documentation among some properties as a comment.
pub(super) fn put_doc(out: &mut String, properties: &[(String, NormalJson)], indent: &str) -> Printed {
    let doc = properties.iter().find(|(name, _)| name == "doc");
    let Some((_, NormalJson::Text(doc))) = doc else { return Ok(()) };
    if doc.contains("*/") {
        return Err(NotInIdl { what: "documentation with */ in it, which would end the comment".to_owned() });
    }
    let is_one_line = doc_lines(doc).nth(1).is_none() && !doc.starts_with('*') && doc.trim_matches(|c| c <= ' ') == doc;
    if is_one_line {
        let space = if doc.is_empty() { "" } else { " " };
        out.extend([indent, "/**", space, doc, " */\n"]);
        return Ok(());
    }
    out.extend([indent, "/**\n"]);
    for (line, end) in doc_lines(doc) {
        let space = if line.is_empty() { "" } else { " " };
        out.extend([indent, " *", space, line, end]);
    }
    out.extend(["\n", indent, " */\n"]);
    Ok(())
}
