//! What can be wrong with schemas and data that are to become columns.

use avro_resolve::data::binary::DecodeError;
use avro_resolve::data::translate::TranslateError;
use avro_resolve::foreign::foreign;

use crate::limits::{BRANCHES, COLUMNS, LEVELS, ROWS};

/// Why there are no columns for a schema, or not those that were asked for. Paths are names of fields with points between them; `[]` is an item of an array, and `{}`
/// a value of a map.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ColumnsError {
    #[error("{} is a record {} inside of itself, and columns do not recur", shown(path), foreign(record))]
    Recursive { path: String, record: String },
    #[error("{} is nested deeper than {} levels, too deep for columns", shown(path), LEVELS.most)]
    TooDeep { path: String },
    #[error("there are more than {} columns; {} is one too many", COLUMNS.most, shown(path))]
    TooMany { path: String },
    #[error("{} is a union of {count} branches, and a union in Arrow has at most {}", shown(path), BRANCHES.most)]
    TooManyBranches { path: String, count: usize },
    #[error("{} is a record without fields, and Parquet has no columns without values", shown(path))]
    NoFields { path: String },
    #[error("there is no field \"{}\"; there are {}", foreign(name), list(known))]
    Unknown { name: String, known: Vec<String> },
    #[error("there is no field \"{}\": \"{}\" is no record, and has no fields", foreign(name), foreign(part))]
    NotARecord { name: String, part: String },
    #[error("\"{}\" is {kind}; name a field of numbers, text, dates or times", foreign(name))]
    NoScalar { name: String, kind: String },
}

/// Why a datum is not appended.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AppendError {
    /// It is no datum of the writer, or the reader cannot read it.
    #[error(transparent)]
    Translate(#[from] TranslateError),
    /// Its column cannot hold a value.
    #[error("{}: {value}", shown(path))]
    Value {
        /// The value's place.
        path: String,
        /// What is wrong with it.
        value: ValueError,
    },
    /// With it, rows need more memory than a batch may.
    #[error("the record needs more than {} bytes in columns", ROWS.most)]
    TooLarge,
}

/// Why a column cannot hold a value.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ValueError {
    #[error("\"{}\" is no UUID", foreign(text))]
    Uuid { text: String },
    #[error("the number 0x{hex} has more than {digits} digits, which its schema allows")]
    Decimal { hex: String, digits: u8 },
    #[error("a decimal has no bytes, so that it is no number")]
    EmptyDecimal,
    #[error("a duration of {months} months and {days} days is beyond the range of Arrow's intervals")]
    Duration { months: u32, days: u32 },
}

impl AppendError {
    /// Puts a step of the way before the path.
    pub(crate) fn inside(mut self, step: &str) -> AppendError {
        if let AppendError::Value { path, .. } = &mut self {
            *path = joined(step, path);
        }
        self
    }
}

impl From<DecodeError> for AppendError {
    fn from(error: DecodeError) -> AppendError {
        AppendError::Translate(error.into())
    }
}

impl From<ValueError> for AppendError {
    fn from(value: ValueError) -> AppendError {
        AppendError::Value { path: String::new(), value }
    }
}

/// A way, and what follows it.
pub(crate) fn joined(path: &str, step: &str) -> String {
    let point = if path.is_empty() || step.is_empty() || step.starts_with(['[', '{']) { "" } else { "." };
    format!("{path}{point}{step}")
}

fn shown(path: &str) -> String {
    if path.is_empty() { "the datum".to_owned() } else { format!("\"{}\"", foreign(path)) }
}

fn list(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(20).map(|name| foreign(name).to_string()).collect();
    let more =
        if names.len() > shown.len() { format!(", and {} more", names.len() - shown.len()) } else { String::new() };
    shown.join(", ") + &more
}
