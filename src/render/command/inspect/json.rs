//! What `avrocheck inspect` says as JSON, a versioned contract: what these structs say changes only together with `SCHEMA_VERSION`, unless a key is added.

use std::io::{self, Write};

use serde::Serialize;

use crate::inspect::{ContainerFacts, Inspection, MessageFacts, MessageSchema, SchemaFacts, Trouble};
use crate::model::json;
use crate::model::text::hex;
use crate::render::command::VersionJson;
use crate::render::contract::Contract;
use avro_resolve::file::single::{Framing, SchemaKey};
use avro_resolve::schema::canonical::Fingerprints;

/// The version of the contract.
const SCHEMA_VERSION: u32 = 1;

/// Writes the inspections as one JSON value and a line feed.
///
/// # Errors
/// Those of `out`.
pub(crate) fn write(inspections: &[Inspection], out: &mut impl Write) -> io::Result<()> {
    let report = InspectionsJson { files: inspections.iter().map(file_of).collect() };
    json::write(&Contract::new(SCHEMA_VERSION, report), out)
}

#[derive(Serialize)]
struct InspectionsJson<'a> {
    files: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    file: &'a str,
    schema: Option<SchemaJson<'a>>,
    container: Option<ContainerJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<MessagesJson<'a>>,
    errors: Vec<DamageJson<'a>>,
}

#[derive(Serialize)]
struct SchemaJson<'a> {
    name: &'a str,
    named_types: usize,
    versions: Vec<VersionJson<'a>>,
    text: &'a str,
    canonical_form: Option<&'a str>,
    fingerprints: Option<FingerprintsJson>,
}

/// In hex; that of CRC-64-AVRO with its lowest byte first, as single-object encoding has it.
#[derive(Serialize)]
struct FingerprintsJson {
    crc_64_avro: String,
    md5: String,
    sha_256: String,
}

#[derive(Serialize)]
struct ContainerJson<'a> {
    codec: &'a str,
    sync: String,
    header_bytes: u64,
    blocks: u64,
    records: u64,
    stored_bytes: u64,
    data_bytes: u64,
    largest_block_bytes: u64,
    metadata: Vec<MetadataJson<'a>>,
}

/// A file of messages or single objects.
#[derive(Serialize)]
struct MessagesJson<'a> {
    /// As `--raw` has it.
    framing: &'static str,
    messages: u64,
    schemas: Vec<MessageSchemaJson<'a>>,
}

/// A schema that messages name by an id or a fingerprint.
#[derive(Serialize)]
struct MessageSchemaJson<'a> {
    id: Option<MessageIdJson>,
    fingerprint: Option<String>,
    messages: u64,
    versions: Vec<VersionJson<'a>>,
    schema: Option<SchemaJson<'a>>,
}

/// A number, or a UUID.
#[derive(Serialize)]
#[serde(untagged)]
enum MessageIdJson {
    Number(u32),
    Version(String),
}

/// An entry of the header, its value in hex and, where it is UTF-8, as text.
#[derive(Serialize)]
struct MetadataJson<'a> {
    key: &'a str,
    hex: String,
    text: Option<&'a str>,
}

#[derive(Serialize)]
struct DamageJson<'a> {
    line: Option<u32>,
    column: Option<u32>,
    block: Option<u64>,
    offset: Option<u64>,
    message: &'a str,
}

fn file_of(inspection: &Inspection) -> FileJson<'_> {
    FileJson {
        file: &inspection.file,
        schema: inspection.schema.as_ref().map(schema_of),
        container: inspection.container.as_ref().map(container_of),
        messages: inspection.messages.as_ref().map(messages_of),
        errors: inspection.troubles.iter().map(error_of).collect(),
    }
}

fn schema_of(schema: &SchemaFacts) -> SchemaJson<'_> {
    let identity = schema.identity.as_ref().ok();
    let known = identity.map_or(&[][..], |identity| &identity.known);
    SchemaJson {
        name: &schema.name,
        named_types: schema.types,
        versions: known.iter().map(VersionJson::from).collect(),
        text: &schema.text,
        canonical_form: identity.map(|identity| identity.canonical_form.as_str()),
        fingerprints: identity.map(|identity| fingerprints_of(&identity.fingerprints)),
    }
}

fn fingerprints_of(fingerprints: &Fingerprints) -> FingerprintsJson {
    FingerprintsJson {
        crc_64_avro: hex(&fingerprints.rabin.to_le_bytes()),
        md5: hex(&fingerprints.md5),
        sha_256: hex(&fingerprints.sha256),
    }
}

fn container_of(container: &ContainerFacts) -> ContainerJson<'_> {
    let metadata = container.header.metadata.iter().map(|(key, value)| MetadataJson {
        key,
        hex: hex(value),
        text: std::str::from_utf8(value).ok(),
    });
    ContainerJson {
        codec: container.header.codec.name(),
        sync: hex(&container.header.sync),
        header_bytes: container.header.len,
        blocks: container.blocks,
        records: container.records,
        stored_bytes: container.stored,
        data_bytes: container.data,
        largest_block_bytes: container.largest,
        metadata: metadata.collect(),
    }
}

fn messages_of(messages: &MessageFacts) -> MessagesJson<'_> {
    MessagesJson {
        framing: match messages.framing {
            Framing::Bare => "datum",
            Framing::SingleObject => "single-object",
            Framing::Confluent => "confluent",
            Framing::Glue => "glue",
        },
        messages: messages.messages,
        schemas: messages.schemas.iter().map(message_schema_of).collect(),
    }
}

fn message_schema_of(schema: &MessageSchema) -> MessageSchemaJson<'_> {
    let (id, fingerprint) = match schema.key {
        SchemaKey::Unsaid => (None, None),
        SchemaKey::Fingerprint(fingerprint) => (None, Some(hex(&fingerprint.to_le_bytes()))),
        SchemaKey::RegistryId(id) => (Some(MessageIdJson::Number(id)), None),
        SchemaKey::VersionId(id) => (Some(MessageIdJson::Version(id.to_string())), None),
    };
    MessageSchemaJson {
        id,
        fingerprint,
        messages: schema.messages,
        versions: schema.versions.iter().map(VersionJson::from).collect(),
        schema: schema.schema.as_ref().map(schema_of),
    }
}

fn error_of(trouble: &Trouble) -> DamageJson<'_> {
    let (line, column) = trouble.problem.position.unzip();
    DamageJson { line, column, block: trouble.block, offset: trouble.offset, message: &trouble.problem.message }
}
