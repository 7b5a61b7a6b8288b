//! What can be wrong with one schema file, as data. A fault either leaves the schema clear, and becomes a finding, or
//! makes it impossible to understand, and stops the run.

use super::logical::LogicalTypeMisfit;
use super::source::{FileId, Span};
use super::value::MAX_DEPTH;
use crate::limits;

/// A mistake and its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub kind: FaultKind,
    /// Where.
    pub span: Span,
}

/// A fault and the file it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileFault {
    /// The file.
    pub file: FileId,
    /// The fault.
    pub fault: Fault,
}

/// Mistakes in schema files. The text of each names the cause and the remedy.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum FaultKind {
    // The schema cannot be understood.
    #[error("not JSON: {0}")]
    NotJson(String),
    #[error("nested too deeply to be read; define the inner types by name, side by side, and refer to them")]
    TooDeep,
    #[error("the file is empty; a schema is a JSON object, array or string")]
    Empty,
    #[error(
        "{found} is not a schema; a schema is a type name, an object with a \"type\", or an array of union branches"
    )]
    NotASchema { found: &'static str },
    #[error("this is a protocol, not a schema; write each of its types as a schema of its own, in an .avsc file")]
    Protocol,
    #[error("{of} has no \"{attribute}\"; the specification requires one")]
    MissingAttribute { of: String, attribute: &'static str },
    #[error("\"{attribute}\" must be {expected}")]
    WrongAttribute { attribute: &'static str, expected: &'static str },
    #[error("unknown type \"{name}\"{}", suggest(suggestion))]
    UnknownType { name: String, suggestion: Option<String> },
    #[error("\"{name}\" needs an object of its own: write \"type\": {{\"type\": \"{name}\", …}}")]
    BareComplexType { name: String },
    #[error("\"{name}\" could be the type of {}; define it in one place", files.join(" or "))]
    AmbiguousReference { name: String, files: Vec<String> },
    #[error("this file defines \"{name}\" twice, differently; rename one of them")]
    Redefined { name: String },
    #[error("a name of {length} bytes, and the limit is {}; shorten the name or its namespace", limits::NAME.most)]
    NameTooLong { length: usize },
    #[error(
        "with this default, the defaults of the schema come to more than {} values beyond one for each byte of its text, as the \
         fields that it leaves out take their own defaults; write a smaller default, or null",
        limits::DEFAULTS.most
    )]
    DefaultsTooLarge,
    #[error(
        "the default is nested deeper than {MAX_DEPTH} levels, and no data can be; write a smaller default, or null"
    )]
    DefaultTooDeep,

    // The schema is clear all the same.
    #[error("\"{name}\" is not a valid name; a name consists of letters, digits and _ and does not start with a digit")]
    InvalidName { name: String },
    #[error(
        "alias \"{alias}\" is not a valid name; a name consists of letters, digits and _ and does not start with a digit"
    )]
    InvalidAlias { alias: String },
    #[error("the enum has the symbol \"{symbol}\" twice")]
    DuplicateSymbol { symbol: String },
    #[error("the record has the field \"{field}\" twice")]
    DuplicateField { field: String },
    #[error("the union has two branches of type {branch}; a reader cannot tell them apart")]
    DuplicateBranch { branch: String },
    #[error("a union cannot contain a union directly; list its branches in the outer one")]
    NestedUnion,
    #[error("the default \"{symbol}\" of the enum is not one of its symbols")]
    InvalidEnumDefault { symbol: String },
    #[error("the default does not fit its type: {reason}; readers ignore it")]
    InvalidDefault { reason: String },
    #[error("the default fits branch {branch} of the union, not the first; implementations before Avro 1.12 refuse it")]
    DefaultNotFirstBranch { branch: usize },
    #[error("logical type {name} is ignored: {}", ignored(misfit))]
    IgnoredLogicalType { name: String, misfit: LogicalTypeMisfit },
    #[error("{other} defines \"{name}\" differently; each file uses its own definition")]
    ConflictingDefinition { name: String, other: String },
    #[error("this file defines \"{name}\" twice, identically; refer to the first definition by its name")]
    RepeatedDefinition { name: String },
    #[error(
        "no finite datum has the type \"{name}\", because every one contains another; make one of the references nullable"
    )]
    Uninhabitable { name: String },
    #[error("this object has \"{attribute}\" twice; the last one counts")]
    DuplicateAttribute { attribute: String },

    // The schema is correct, and could be better.
    #[error("the union has no branches, so that no value can have this type")]
    EmptyUnion,
    #[error("no schema uses \"{name}\", and its file has no version; remove it, or give the file a version")]
    UnusedDefinition { name: String },
    #[error("enum \"{name}\" has no default: readers built with it fail at every symbol that is added later")]
    EnumWithoutDefault { name: String },
    #[error("\"{field}\" has no default: it cannot be removed safely later")]
    FieldWithoutDefault { field: String },
    #[error("{what} \"{name}\" has no documentation")]
    MissingDoc { what: &'static str, name: String },
    #[error("{what} \"{other}\" claims the alias \"{alias}\" too; old data go to one of the two")]
    CollidingAlias { what: &'static str, alias: String, other: String },
}

impl FaultKind {
    /// Whether the schema can be understood in spite of the fault.
    pub fn leaves_schema_clear(&self) -> bool {
        use FaultKind::*;
        match self {
            NotJson(_)
            | TooDeep
            | Empty
            | NotASchema { .. }
            | Protocol
            | MissingAttribute { .. }
            | WrongAttribute { .. }
            | UnknownType { .. }
            | BareComplexType { .. }
            | AmbiguousReference { .. }
            | Redefined { .. }
            | NameTooLong { .. }
            | DefaultsTooLarge
            | DefaultTooDeep => false,
            InvalidName { .. }
            | InvalidAlias { .. }
            | DuplicateSymbol { .. }
            | DuplicateField { .. }
            | DuplicateBranch { .. }
            | NestedUnion
            | InvalidEnumDefault { .. }
            | InvalidDefault { .. }
            | DefaultNotFirstBranch { .. }
            | IgnoredLogicalType { .. }
            | ConflictingDefinition { .. }
            | RepeatedDefinition { .. }
            | Uninhabitable { .. }
            | DuplicateAttribute { .. }
            | EmptyUnion
            | UnusedDefinition { .. }
            | EnumWithoutDefault { .. }
            | FieldWithoutDefault { .. }
            | MissingDoc { .. }
            | CollidingAlias { .. } => true,
        }
    }
}

fn suggest(suggestion: &Option<String>) -> String {
    match suggestion {
        Some(meant) => format!("; did you mean {meant}?"),
        None => "; define it in this file or in another file of the same version".to_owned(),
    }
}

fn ignored(misfit: &LogicalTypeMisfit) -> String {
    match misfit {
        LogicalTypeMisfit::WrongBase { needs } => format!("it needs {needs}"),
        LogicalTypeMisfit::PrecisionMissing => "a decimal needs a \"precision\" above 0".to_owned(),
        LogicalTypeMisfit::ScaleNoNumber => "its \"scale\" is not a whole number".to_owned(),
        LogicalTypeMisfit::ScaleAbovePrecision { precision, scale } => {
            format!("scale {scale} is not between 0 and precision {precision}")
        }
        LogicalTypeMisfit::PrecisionTooLarge { precision, size } => {
            format!("{size} bytes cannot hold {precision} digits")
        }
    }
}
