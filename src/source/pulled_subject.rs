//! Reads and writes what `avrocheck registry pull` keeps of a subject beside its schemas: its level, and the ids of its versions, in
//! `SUBJECT/registry.json`.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::pins::{PinFiles, directory_name, in_words};
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
#[serde(rename_all = "camelCase", deny_unknown_fields, expecting = "an object with ids")]
pub(crate) struct PulledSubject {
    /// `None` if the registry has no levels.
    #[serde(default, with = "level_name", skip_serializing_if = "Option::is_none")]
    pub(crate) level: Option<Level>,
    /// Only versions with an equal property of this name are compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) compatibility_group: Option<String>,
    /// The ids of the schemas of versions.
    #[serde(deserialize_with = "by_version::deserialize")]
    pub(crate) ids: BTreeMap<u32, RegistryId>,
    /// The properties of versions that the compatibility group names.
    #[serde(default, deserialize_with = "by_version::deserialize", skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) groups: BTreeMap<u32, String>,
}

/// The id of a schema in a registry, as messages have it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "an id is a whole number, or for AWS Glue a UUID in quotation marks")]
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
pub(super) fn read(directory: &str, files: &mut PinFiles<'_>) -> Result<Option<PulledSubject>, Problem> {
    files.json(&join(directory, FILE), EXAMPLE)
}

impl PulledSubject {
    /// Reads the text of the file.
    ///
    /// # Errors
    /// It is another one.
    pub(super) fn parse(text: &str) -> Result<PulledSubject, String> {
        serde_json::from_str(text).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            format!("this is not {EXAMPLE}: {} at line {line}, column {column}", in_words(&error))
        })
    }

    /// The group of the newest version, if it has one.
    pub(super) fn newest_group(&self) -> Option<&String> {
        self.groups.get(self.ids.keys().next_back()?)
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
            let level = |subject: &PulledSubject| {
                subject.level.map_or("no level".to_owned(), |level| format!("the level {level}"))
            };
            if self.level != before.level {
                changes.push(format!("{file}: {} instead of {}", level(&self), level(&before)));
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

mod by_version {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, de};

    pub(super) fn deserialize<'d, D: Deserializer<'d>, T: Deserialize<'d>>(
        input: D,
    ) -> Result<BTreeMap<u32, T>, D::Error> {
        let by_name = BTreeMap::<String, T>::deserialize(input)?;
        let no_number = |name: &str| de::Error::custom(format!("\"{name}\" is not the number of a version"));
        let number = |(name, value): (String, T)| Ok((name.parse().map_err(|_| no_number(&name))?, value));
        by_name.into_iter().map(number).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    const FILE_TEXT: &str = r#"{"level": "FULL", "ids": {"1": 17, "2": "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63"}}"#;

    #[test]
    fn ids_are_numbers_or_uuids() {
        let subject = PulledSubject::parse(FILE_TEXT).expect("it is one");
        let ids: Vec<String> = subject.ids.values().map(RegistryId::to_string).collect();
        assert_eq!(ids, ["17", "b7b4a7f0-9c96-4e4a-a687-fb5de9ef0c63"]);
        let (text, changes) = subject.clone().updated("f", None).expect("nothing was there");
        assert_eq!((PulledSubject::parse(&text), changes), (Ok(subject), Vec::new()));
        for wrong in ["{}", r#"{"ids": {"x": 1}}"#, r#"{"ids": {"1": -1}}"#, r#"{"ids": {"1": "17"}}"#] {
            assert!(PulledSubject::parse(wrong).is_err(), "{wrong}");
        }
        let no_level = PulledSubject::parse(r#"{"level": "FULLY", "ids": {}}"#).expect_err("it is no level");
        assert!(no_level.contains("did you mean FULL?"), "{no_level}");
    }

    #[test]
    fn what_a_registry_has_comes_before_what_was_there() {
        let new = PulledSubject::parse(r#"{"compatibilityGroup": "major", "ids": {"1": 18}, "groups": {"1": "a"}}"#);
        let (text, changes) = new.expect("it is one").updated("f", Some(FILE_TEXT)).expect("it is one");
        let now = PulledSubject::parse(&text).expect("it was written");
        assert_eq!((now.level, now.ids[&1], now.ids.len()), (None, RegistryId::Number(18), 2));
        assert_eq!(
            changes,
            [
                "f: no level instead of the level FULL",
                "f: the compatibility group is another one than it was",
                "f: versions have other ids than they had"
            ]
        );
        assert!(now.updated("f", Some("[]")).expect_err("it is another file").ends_with("; move it away"));
    }
}
