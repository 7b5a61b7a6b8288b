//! The facts of a file of messages or single objects.

use super::versions::versions;
use crate::inspect::{MessageFacts, MessageSchema};
use crate::model::text::{count, grouped, hex};
use crate::render::text::style::Look;
use avro_resolve::file::single::{Framing, SchemaKey};

/// What such a file is called.
pub(super) fn kind(framing: Framing) -> &'static str {
    match framing {
        Framing::Bare => "bare data",
        Framing::SingleObject => "single objects",
        Framing::Confluent => "messages of Confluent Schema Registry",
        Framing::Glue => "messages of AWS Glue Schema Registry",
    }
}

/// What messages name their schema by.
pub(super) fn key(key: SchemaKey) -> String {
    match key {
        SchemaKey::Unsaid => "no name".to_owned(),
        SchemaKey::Fingerprint(fingerprint) => format!("fingerprint {}", hex(&fingerprint.to_le_bytes())),
        SchemaKey::RegistryId(id) => format!("id {id}"),
        SchemaKey::VersionId(id) => format!("id {id}"),
    }
}

/// The labelled values. Of a file that was not read to its end, the counts are of what is before.
pub(super) fn rows(facts: &MessageFacts, is_whole: bool, look: Look) -> Vec<(&'static str, String)> {
    let before = if is_whole { "" } else { " before the error" };
    let mut rows = vec![("messages", format!("{}{before}", grouped(facts.messages)))];
    for schema in &facts.schemas {
        rows.push(("schema", described(schema)));
        if schema.schema.is_some() {
            let known = match &schema.versions[..] {
                [] => "none that is known".to_owned(),
                known => versions(known, look),
            };
            rows.push(("version", known));
        }
    }
    rows
}

fn described(message_schema: &MessageSchema) -> String {
    let key = key(message_schema.key);
    match &message_schema.schema {
        Some(schema) => {
            let messages = count(message_schema.messages, "message");
            format!("{key}: {} ({}), {messages}", schema.name, count(schema.types, "named type"))
        }
        None => format!("{key}, which is not known"),
    }
}
