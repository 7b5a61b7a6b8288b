//! What can be wrong with one schema file, as data. A fault either leaves the schema clear, and becomes a finding, or
//! makes it impossible to understand, and stops the run.

use super::logical::LogicalTypeMisfit;
use super::primitive::Primitive;
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
    #[error("not Avro IDL: {0}")]
    NotIdl(String),
    #[error("nested too deeply to be read; define the inner types by name, side by side, and refer to them")]
    TooDeep,
    #[error("the file is empty; a schema is a JSON object, array or string")]
    Empty,
    #[error(
        "{found} is not a schema; a schema is a type name, an object with a \"type\", or an array of union branches"
    )]
    NotASchema { found: &'static str },
    #[error("this is a protocol, not a schema; give the file a name that ends in .avpr")]
    Protocol,
    #[error(
        "this is no protocol; a protocol is a JSON object with the name of a \"protocol\", and with \"types\" and \"messages\""
    )]
    NotAProtocol,
    #[error("no type is defined or imported here, so that there is nothing to check")]
    NoTypes,
    #[error(
        "this is the answer of a registry, which holds the schema as a text in \"schema\"; save that text as the file: jq -r .schema"
    )]
    RegistryAnswer,
    #[error("this is a JSON Schema, not an Avro schema; describe the data as an Avro record")]
    JsonSchema,
    /// `written`: what stands in its place.
    #[error("{of} has no \"{attribute}\"; {}", write_instead(written, attribute))]
    MissingAttribute { of: String, attribute: &'static str, written: Option<String> },
    #[error("\"{attribute}\" must be {expected}")]
    WrongAttribute { attribute: &'static str, expected: &'static str },
    /// `more`: how often else the file uses it.
    #[error("unknown type \"{name}\"{}{}", and_more(*more), suggest(suggestion))]
    UnknownType { name: String, suggestion: Option<String>, more: usize },
    #[error("{}", write_in_full(name))]
    BareComplexType { name: String },
    #[error("\"{name}\" could be the type of {}; {}", some_of(files, *count), one_place(*are_versions))]
    AmbiguousReference { name: String, files: Vec<String>, count: usize, are_versions: bool },
    #[error("this file defines \"{name}\" twice, differently; rename one of them")]
    Redefined { name: String },
    #[error("{other} defines \"{name}\" differently; rename one of them")]
    DefinedOtherwise { name: String, other: String },
    /// `looked_for`: every file that it could have been.
    #[error(
        "the import \"{path}\" is not there{}; correct it, or add the directory that has it to the import path",
        looked_for_at(looked_for)
    )]
    UnknownImport { path: String, looked_for: Vec<String> },
    #[error("the import \"{path}\" cannot be read: {reason}")]
    UnreadableImport { path: String, reason: String },
    #[error("with this import, the files that are imported are more than {}; import fewer", limits::IMPORTS.most)]
    TooManyImports,
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
    #[error("{}", invalid_name(name))]
    /// `instead`: a name like it that is allowed and that nothing else has; empty if nothing of it is left.
    InvalidName { what: &'static str, name: String, instead: String },
    #[error("\"{name}\" begins with a dot, and avro-python 1.12.1 refuses it{}", if *is_reference { ", as Java 1.12.1 and fastavro 1.13.1 do" } else { "" })]
    LeadingDot { name: String, is_reference: bool, is_in_namespace: bool },
    #[error("\"{name}\" is named after a primitive type, which the specification forbids in every namespace")]
    PrimitiveName { name: String },
    #[error("Java 1.12.1 refuses the alias \"{alias}\" of a type, because it is no valid name")]
    InvalidTypeAlias { alias: String },
    #[error("\"aliases\" is not an array of strings, and is ignored; Java 1.12.1 refuses the schema")]
    UnusableAliases,
    #[error("\"{attribute}\" is not {expected}, and is ignored; {refused_by} the schema")]
    UnusableAttribute { attribute: &'static str, expected: &'static str, refused_by: &'static str },
    #[error(
        "\"{field}\" is an alias of itself: Java's checker, and so the Confluent registry, throws \"matches multiple fields\""
    )]
    AliasIsOwnName { field: String },
    #[error(
        "the default contains {name}, which is not complete yet: Java 1.12.1 refuses the schema (Schema fields not set yet)"
    )]
    RecursiveDefault { name: String },
    #[error(
        "\"{name}\" is used before it is defined: Java 1.12.1 accepts this, fastavro 1.13.1 and avro-python 1.12.1 refuse it"
    )]
    UsedBeforeDefinition { name: String },
    #[error(
        "nothing defines \"{name}\" here; Java 1.12.1 takes \"{found}\" of no namespace instead, fastavro 1.13.1 refuses the schema"
    )]
    FoundInNoNamespace { name: String, found: String },
    #[error(
        "this object is only a wrapper around a type: the \"type\" of an object must be a name, and Java 1.12.1, fastavro 1.13.1 and avro-python 1.12.1 refuse it; write the inner type in its place"
    )]
    WrappedType,
    #[error(
        "this \"default\" is inside the type, where nobody looks for it; the default of a field stands beside its \"type\""
    )]
    MisplacedDefault,
    #[error(
        "this object is only a wrapper around the name \"{name}\": Java 1.12.1 accepts it, fastavro 1.13.1 and avro-python 1.12.1 refuse it; write the name in its place"
    )]
    WrappedName { name: String },
    #[error("\"{written}\" means nothing here; was \"{meant}\" meant{}?", if *is_in_type { ", inside the type" } else { "" })]
    MisspeltAttribute { written: String, meant: &'static str, is_in_type: bool },
    #[error("this default is a text, and not null; was null meant, without quotes?")]
    NullAsText { written: String },
    #[error("this \"doc\" is not a text: Java 1.12.1 drops it, and others may show it or not")]
    DocNotText,
    #[error("JSON has no {what}: {refused_by} the schema")]
    LaxJson { what: &'static str, refused_by: &'static str },
    #[error("JSON has no comments: Java 1.12.1 allows them, fastavro 1.13.1 and avro-python 1.12.1 refuse the schema")]
    Comment,
    #[error("half of a surrogate pair is no character; it is read as U+FFFD")]
    LoneSurrogate,
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
    #[error("the default is beyond the range of its type, so that readers fill in infinity, or refuse the schema")]
    InfiniteDefault,
    #[error("the default fits branch {branch} of the union, not the first; implementations before Avro 1.12 refuse it")]
    DefaultNotFirstBranch { branch: usize },
    #[error("{} is ignored: {}", if *misfit == LogicalTypeMisfit::NotText { "this logical type".to_owned() } else { format!("logical type {name}") }, ignored(name, misfit))]
    IgnoredLogicalType { name: String, misfit: LogicalTypeMisfit },
    #[error("{other} defines \"{name}\" differently; each file uses its own definition")]
    ConflictingDefinition { name: String, other: String },
    #[error("this file defines \"{name}\" twice, identically; refer to the first definition by its name")]
    RepeatedDefinition { name: String },
    /// `because`: the enum without symbols or the union without branches that it needs; `None`: it contains itself.
    #[error("no finite datum has the type \"{name}\", because {}", needs(because))]
    Uninhabitable { name: String, because: Option<String> },
    #[error("this object has \"{attribute}\" twice; the last one counts")]
    DuplicateAttribute { attribute: String },

    // The schema is correct, and could be better.
    #[error("the union has no branches, so that no value can have this type")]
    EmptyUnion,
    #[error("the enum \"{name}\" has no symbols, so that no value can have this type")]
    EmptyEnum { name: String },
    #[error("no schema uses \"{name}\", and its file has no version; remove it, or give the file a version")]
    UnusedDefinition { name: String },
    #[error("enum \"{name}\" has no default: readers built with it fail at every symbol that is added later")]
    EnumWithoutDefault { name: String },
    #[error("{}: {} cannot be removed safely later", without_default(fields), if fields.len() == 1 { "it" } else { "they" })]
    FieldsWithoutDefault { fields: Vec<String> },
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
            | NotIdl(_)
            | TooDeep
            | Empty
            | NotASchema { .. }
            | Protocol
            | NotAProtocol
            | NoTypes
            | RegistryAnswer
            | JsonSchema
            | MissingAttribute { .. }
            | WrongAttribute { .. }
            | UnknownType { .. }
            | BareComplexType { .. }
            | AmbiguousReference { .. }
            | Redefined { .. }
            | DefinedOtherwise { .. }
            | UnknownImport { .. }
            | UnreadableImport { .. }
            | TooManyImports
            | NameTooLong { .. }
            | DefaultsTooLarge
            | DefaultTooDeep => false,
            InvalidName { .. }
            | LeadingDot { .. }
            | PrimitiveName { .. }
            | InvalidTypeAlias { .. }
            | UnusableAliases
            | UnusableAttribute { .. }
            | AliasIsOwnName { .. }
            | RecursiveDefault { .. }
            | UsedBeforeDefinition { .. }
            | FoundInNoNamespace { .. }
            | WrappedType
            | MisplacedDefault
            | WrappedName { .. }
            | MisspeltAttribute { .. }
            | NullAsText { .. }
            | DocNotText
            | LaxJson { .. }
            | Comment
            | LoneSurrogate
            | DuplicateSymbol { .. }
            | DuplicateField { .. }
            | DuplicateBranch { .. }
            | NestedUnion
            | InvalidEnumDefault { .. }
            | InvalidDefault { .. }
            | InfiniteDefault
            | DefaultNotFirstBranch { .. }
            | IgnoredLogicalType { .. }
            | ConflictingDefinition { .. }
            | RepeatedDefinition { .. }
            | Uninhabitable { .. }
            | DuplicateAttribute { .. }
            | EmptyUnion
            | EmptyEnum { .. }
            | UnusedDefinition { .. }
            | EnumWithoutDefault { .. }
            | FieldsWithoutDefault { .. }
            | MissingDoc { .. }
            | CollidingAlias { .. } => true,
        }
    }
}

/// What to do about a type that could be in several files, which may be versions of one.
fn one_place(are_versions: bool) -> &'static str {
    match are_versions {
        false => "define it in one place",
        true => {
            "these are versions of one file, and nothing says which goes with this one: put what belongs together into directories of \
             the same version (v1/user.avsc with v1/money.avsc), or define it in a file without a version"
        }
    }
}

fn looked_for_at(places: &[String]) -> String {
    if places.is_empty() { String::new() } else { format!(" (looked for: {})", places.join(", ")) }
}

/// The first files of so many.
fn some_of(files: &[String], count: usize) -> String {
    let named = files.join(" or ");
    match count.saturating_sub(files.len()) {
        0 => named,
        others => format!("{named} or of {others} more"),
    }
}

fn suggest(suggestion: &Option<String>) -> String {
    match suggestion {
        Some(meant) => format!("; did you mean {meant}?"),
        None => "; define it in this file or in another file of the same version".to_owned(),
    }
}

fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" (and {more} more of it in this file)") }
}

fn write_in_full(name: &str) -> String {
    match name {
        "union" => "a union is written as an array of its branches: \"type\": [\"null\", \"string\"]".to_owned(),
        name => format!("\"{name}\" needs an object of its own: write \"type\": {{\"type\": \"{name}\", …}}"),
    }
}

fn needs(because: &Option<String>) -> String {
    match because {
        Some(part) => format!("it needs {part}"),
        None => "every one contains another; make one of the references nullable".to_owned(),
    }
}

/// The fields, as far as there is room to name them.
fn without_default(fields: &[String]) -> String {
    const MOST: usize = 5;
    let named: Vec<String> = fields.iter().take(MOST).map(|field| format!("\"{field}\"")).collect();
    let more = fields.len().saturating_sub(MOST);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let has = if fields.len() == 1 { "has" } else { "have" };
    format!("{}{more} {has} no default", named.join(", "))
}

fn invalid_name(name: &str) -> String {
    match Primitive::from_name(name) {
        Some(_) => format!("\"{name}\" is a primitive type, and no other type can have its name"),
        None => format!(
            "\"{name}\" is not a valid name; a name consists of letters, digits and _ and does not start with a digit"
        ),
    }
}

fn write_instead(written: &Option<String>, attribute: &str) -> String {
    match written {
        Some(written) => format!("write \"{attribute}\" for \"{written}\""),
        None => "the specification requires one".to_owned(),
    }
}

fn ignored(name: &str, misfit: &LogicalTypeMisfit) -> String {
    match misfit {
        LogicalTypeMisfit::BesideType { inside, .. } => {
            let beside = "it stands beside the type of the field, where every implementation overlooks it";
            match inside {
                Ok(nested) => format!("{beside}; write {nested}"),
                Err(misfit) => {
                    format!("{beside}, and inside the type it would be ignored, too: {}", ignored(name, misfit))
                }
            }
        }
        LogicalTypeMisfit::HasAnother { other } => format!("the type has the logical type {other} already"),
        LogicalTypeMisfit::NotText => format!("it is {name}, not a string"),
        LogicalTypeMisfit::Misspelt { meant, misfit: None } => {
            format!("the specification has no such type; was \"{meant}\" meant?")
        }
        LogicalTypeMisfit::Misspelt { meant, misfit: Some(misfit) } => {
            format!(
                "the specification has no such type, and if \"{meant}\" was meant, that would be ignored, too: {}",
                ignored(meant, misfit)
            )
        }
        LogicalTypeMisfit::WrongBase { needs, found } => format!("it annotates {needs}, and the type here is {found}"),
        LogicalTypeMisfit::PrecisionMissing => "a decimal needs a \"precision\" above 0".to_owned(),
        LogicalTypeMisfit::PrecisionNoNumber { found } => {
            format!("its \"precision\" has to be a whole number, and is {found}")
        }
        LogicalTypeMisfit::ScaleNoNumber => "its \"scale\" is not a whole number".to_owned(),
        LogicalTypeMisfit::ScaleAbovePrecision { precision, scale } => {
            format!("scale {scale} is not between 0 and precision {precision}")
        }
        LogicalTypeMisfit::PrecisionTooLarge { precision, size } => {
            format!("{size} bytes cannot hold {precision} digits")
        }
    }
}
