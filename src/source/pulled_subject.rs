//! Reads and writes what `avrocheck registry pull` keeps of a subject beside its schemas: its level, and the ids of its versions, in
//! `SUBJECT/registry.json`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::pins::{directory_name, read_json};
use crate::model::input::Problem;
use crate::model::level::Level;
use crate::model::path::join;
use avro_resolve::file::single::SchemaVersionId;

/// The name of the file.
pub(super) const FILE: &str = "registry.json";

/// What it is to be.
const EXAMPLE: &str =
    r#"what `avrocheck registry pull` writes, such as {"level": "BACKWARD", "ids": {"1": 17, "2": 23}}"#;

/// What a registry says of a subject besides its schemas.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PulledSubject {
    /// `None` if the registry has no levels.
    #[serde(default, with = "level_name", skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<Level>,
    /// Only versions with an equal property of this name are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) compatibility_group: Option<String>,
    /// The ids of the schemas of versions.
    pub(crate) ids: BTreeMap<u32, RegistryId>,
    /// The properties of versions that the compatibility group names.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) groups: BTreeMap<u32, String>,
}

/// The id of a schema in a registry, as messages have it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum RegistryId {
    /// Of Confluent's API.
    Number(u32),
    /// Of AWS Glue.
    Version(#[serde(with = "uuid")] SchemaVersionId),
}

impl fmt::Display for RegistryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RegistryId::Number(number) => number.fmt(f),
            RegistryId::Version(id) => id.fmt(f),
        }
    }
}

/// The path of the file of a subject below the directory of a registry's history.
pub(super) fn path_of(subject: &str) -> String {
    format!("{}/{FILE}", directory_name(subject))
}

/// What the file in a subject's directory says; `None` if there is none.
///
/// # Errors
/// It cannot be read, or is another one.
pub(super) fn read(directory: &str) -> Result<Option<PulledSubject>, Problem> {
    read_json(&join(directory, FILE), EXAMPLE)
}

impl PulledSubject {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// It is another one.
    pub(super) fn parse(text: &str) -> Result<PulledSubject, String> {
        serde_json::from_str(text).map_err(|error| format!("this is not {EXAMPLE}: {error}"))
    }

    /// The text of the file, from what it was before; and what is other than it was. Versions that the registry does not have any more
    /// keep their ids, as their files stay.
    ///
    /// # Errors
    /// The file is another one.
    pub(crate) fn updated(mut self, file: &str, before: Option<&str>) -> Result<(String, Vec<String>), String> {
        let mut changes = Vec::new();
        if let Some(text) = before {
            let before = PulledSubject::parse(text).map_err(|error| format!("{error}; move it away"))?;
            let level = |subject: &PulledSubject| subject.level.map_or("no level", Level::name);
            if self.level != before.level {
                changes.push(format!("{file}: the level is {} now, and was {}", level(&self), level(&before)));
            }
            if self.compatibility_group != before.compatibility_group {
                changes.push(format!("{file}: the compatibility group is another one than it was"));
            }
            if self.ids.iter().any(|(version, id)| before.ids.get(version).is_some_and(|before| before != id)) {
                changes.push(format!("{file}: versions have other ids than they had"));
            }
            for (version, id) in before.ids {
                self.ids.entry(version).or_insert(id);
            }
            for (version, group) in before.groups {
                self.groups.entry(version).or_insert(group);
            }
        }
        let text = serde_json::to_string_pretty(&self).expect("texts and numbers are JSON");
        Ok((text + "\n", changes))
    }
}

mod level_name {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    use crate::model::level::Level;

    pub(super) fn serialize<S: Serializer>(level: &Option<Level>, out: S) -> Result<S::Ok, S::Error> {
        level.map(Level::name).serialize(out)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(input: D) -> Result<Option<Level>, D::Error> {
        let name = Option::<String>::deserialize(input)?;
        name.map(|name| name.parse().map_err(de::Error::custom)).transpose()
    }
}

mod uuid {
    use avro_resolve::file::single::SchemaVersionId;
    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(super) fn serialize<S: Serializer>(id: &SchemaVersionId, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(id)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(input: D) -> Result<SchemaVersionId, D::Error> {
        String::deserialize(input)?.parse().map_err(de::Error::custom)
    }
}
