//! The JSON of AWS Glue.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::model::{Registered, SchemaId, SchemaKind, SchemaText, SubjectVersion};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SchemasAnswer {
    pub(crate) schemas: Option<Vec<ListedSchema>>,
    pub(crate) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListedSchema {
    pub(crate) schema_name: String,
    pub(crate) schema_status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VersionsAnswer {
    /// Versions, although they are called schemas.
    pub(crate) schemas: Option<Vec<ListedVersion>>,
    pub(crate) next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListedVersion {
    pub(crate) version_number: u32,
    status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct LevelAnswer {
    pub(crate) compatibility: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct VersionAnswer {
    schema_version_id: String,
    schema_definition: String,
    data_format: Option<String>,
    schema_arn: Option<String>,
    version_number: Option<u32>,
    status: Option<String>,
}

fn is_available(status: Option<&str>) -> bool {
    status.is_none_or(|status| status == "AVAILABLE")
}

impl ListedVersion {
    pub(crate) fn is_available(&self) -> bool {
        is_available(self.status.as_deref())
    }
}

impl VersionAnswer {
    pub(crate) fn is_available(&self) -> bool {
        is_available(self.status.as_deref())
    }

    pub(crate) fn text(self) -> SchemaText {
        let kind = SchemaKind::named(self.data_format.as_deref());
        SchemaText { kind, text: self.schema_definition, references: Vec::new() }
    }

    /// The schema's name is the end of `arn:aws:glue:REGION:ACCOUNT:schema/REGISTRY/NAME`.
    pub(crate) fn subject_version(&self) -> Option<SubjectVersion> {
        let (_, name) = self.schema_arn.as_deref()?.rsplit_once('/')?;
        Some(SubjectVersion::new(name, self.version_number?))
    }

    /// The version that was asked for, or what is wrong with the answer.
    pub(crate) fn registered(self, of: &SubjectVersion) -> Result<Registered, String> {
        match (self.version_number, self.is_available(), self.status.as_deref()) {
            (Some(version), ..) if version != of.version => {
                Err(format!("it is version {version} instead of {}", of.version))
            }
            (_, false, Some(status)) => Err(format!("{of} has the status {status} instead of AVAILABLE")),
            _ => Ok(Registered {
                of: of.clone(),
                id: SchemaId::Uuid(self.schema_version_id.clone()),
                properties: BTreeMap::new(),
                schema: self.text(),
            }),
        }
    }
}
