//! The JSON of Confluent's API.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::names::{self, Context};
use crate::model::{Reference, Registered, SchemaId, SchemaKind, SchemaText, SubjectVersion};

/// A schema, by its id or by subject and version.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SchemaAnswer {
    pub(crate) version: Option<u32>,
    id: Option<u32>,
    schema_type: Option<String>,
    schema: String,
    references: Option<Vec<ReferenceAnswer>>,
    metadata: Option<MetadataAnswer>,
}

#[derive(Deserialize)]
struct ReferenceAnswer {
    name: String,
    subject: String,
    version: u32,
}

#[derive(Deserialize)]
struct MetadataAnswer {
    properties: Option<BTreeMap<String, Value>>,
}

#[derive(Deserialize)]
pub(crate) struct SubjectVersionAnswer {
    pub(crate) subject: String,
    pub(crate) version: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConfigAnswer {
    pub(crate) compatibility_level: Option<String>,
    pub(crate) compatibility_group: Option<String>,
    pub(crate) normalize: Option<bool>,
}

#[derive(Deserialize)]
pub(crate) struct ModeAnswer {
    pub(crate) mode: String,
}

impl SchemaAnswer {
    /// The schema, where `subject` is that of the schema if it is known.
    pub(crate) fn text(self, context: Option<&Context>, subject: &str) -> SchemaText {
        let reference = |reference: ReferenceAnswer| Reference {
            name: reference.name,
            target: SubjectVersion::new(names::referenced(context, subject, &reference.subject), reference.version),
        };
        SchemaText {
            kind: SchemaKind::named(self.schema_type.as_deref()),
            text: self.schema,
            references: self.references.unwrap_or_default().into_iter().map(reference).collect(),
        }
    }

    /// The version that was asked for, or what is wrong with the answer.
    pub(crate) fn registered(mut self, context: Option<&Context>, of: &SubjectVersion) -> Result<Registered, String> {
        if self.version.is_some_and(|version| version != of.version) {
            return Err(format!("it is version {} instead of {}", self.version.unwrap_or_default(), of.version));
        }
        let id = self.id.ok_or("it has no id")?;
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        let properties = self.metadata.take().and_then(|metadata| metadata.properties).unwrap_or_default();
        Ok(Registered {
            of: of.clone(),
            id: SchemaId::Number(id),
            properties: properties.into_iter().map(|(name, value)| (name, text(value))).collect(),
            schema: self.text(context, &of.subject),
        })
    }
}
