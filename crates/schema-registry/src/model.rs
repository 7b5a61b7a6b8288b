//! What a registry answers: registered schemas, references, levels.

use std::collections::BTreeMap;
use std::fmt;

use avro_resolve::foreign::foreign;

/// A version of a subject.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SubjectVersion {
    /// The subject; without the context if that is the one of the settings.
    pub subject: String,
    /// The version's number.
    pub version: u32,
}

impl SubjectVersion {
    /// A version of a subject.
    pub fn new(subject: impl Into<String>, version: u32) -> SubjectVersion {
        SubjectVersion { subject: subject.into(), version }
    }
}

impl fmt::Display for SubjectVersion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}@{}", foreign(&self.subject), self.version)
    }
}

/// The id of a schema, as framed data has it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum SchemaId {
    /// A number, of Confluent's API.
    Number(u32),
    /// The UUID of a schema version, of AWS Glue.
    Uuid(String),
}

impl fmt::Display for SchemaId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaId::Number(number) => write!(out, "{number}"),
            SchemaId::Uuid(uuid) => out.write_str(&foreign(uuid)),
        }
    }
}

/// The language of a schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SchemaKind {
    /// Avro.
    Avro,
    /// JSON Schema.
    Json,
    /// Protocol Buffers.
    Protobuf,
    /// What the server calls it.
    Other(String),
}

impl SchemaKind {
    /// The kind by the server's name; Avro if it gives none.
    pub(crate) fn named(name: Option<&str>) -> SchemaKind {
        match name {
            None | Some("AVRO") => SchemaKind::Avro,
            Some("JSON") => SchemaKind::Json,
            Some("PROTOBUF") => SchemaKind::Protobuf,
            Some(other) => SchemaKind::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for SchemaKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaKind::Avro => out.write_str("Avro"),
            SchemaKind::Json => out.write_str("JSON Schema"),
            SchemaKind::Protobuf => out.write_str("Protobuf"),
            SchemaKind::Other(name) => out.write_str(&foreign(name)),
        }
    }
}

/// A reference of a schema to another one.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Reference {
    /// The name by which the schema uses it: for Avro, the full name of a type.
    pub name: String,
    /// The version that it means.
    pub target: SubjectVersion,
}

/// A schema, with what it refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchemaText {
    /// Its language.
    pub kind: SchemaKind,
    /// Its text, as the registry keeps it. Confluent's keeps a compact form, others what was registered.
    pub text: String,
    /// The schemas that it refers to, in the order of the answer.
    pub references: Vec<Reference>,
}

/// A version of a subject, with its schema.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Registered {
    /// Which one it is.
    pub of: SubjectVersion,
    /// The schema's id.
    pub id: SchemaId,
    /// The schema.
    pub schema: SchemaText,
    /// `metadata.properties`, by which `compatibilityGroup` selects.
    pub properties: BTreeMap<String, String>,
}

/// The compatibility settings that hold for a subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Configured {
    /// The level in Confluent's words, such as `BACKWARD_TRANSITIVE`; `None` if the registry has none.
    pub level: Option<String>,
    /// Only versions with an equal `properties[group]` are compared.
    pub compatibility_group: Option<String>,
    /// Whether schemas are normalized when they are registered; `None` if the server does not say.
    pub normalize: Option<bool>,
    /// Where the level is from.
    pub from: LevelSource,
}

/// Where a level is from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LevelSource {
    /// The server's answer for the subject: its own level, or the default that the server fills in. It does not say which.
    Subject,
    /// The registry's global level, because the server has no answer for the subject.
    Global,
}
