//! Reads what `avrocheck registry pull` keeps of a subject beside its schemas: its level, and the id of each version, in
//! `SUBJECT/registry.json`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::level::RegistryLevel;
use crate::model::input::{Input, Problem, SchemaText, VersionPlace};
use crate::model::level::Level;
use crate::model::path::{file_name, join, parent};
use crate::model::version::Version;
use crate::source::location::names_revision;
use crate::source::pins::{directory_name, read_json};
use avro_resolve::file::single::SchemaVersionId;

/// The name of the file.
const FILE: &str = "registry.json";

/// What it is to be.
const EXAMPLE: &str =
    r#"what `avrocheck registry pull` writes, such as {"level": "BACKWARD", "versions": {"1": {"id": 17}}}"#;

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
    pub(crate) versions: BTreeMap<u32, PulledVersion>,
}

/// What a registry says of a version besides its schema.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PulledVersion {
    pub(crate) id: RegistryId,
    /// The property that the subject's compatibility group names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) group: Option<String>,
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

impl PulledSubject {
    /// The text of the file, from what it was before; and what is other than it was. Versions that the registry does not have any more
    /// keep their ids, as their files stay.
    ///
    /// # Errors
    /// The file is another one.
    pub(crate) fn updated(mut self, file: &str, before: Option<&str>) -> Result<(String, Vec<String>), String> {
        let mut changes = Vec::new();
        if let Some(text) = before {
            let before: PulledSubject =
                serde_json::from_str(text).map_err(|error| format!("this is not {EXAMPLE}: {error}; move it away"))?;
            let level = |subject: &PulledSubject| subject.level.map_or("no level", Level::name);
            if self.level != before.level {
                changes.push(format!("{file}: the level is {} now, and was {}", level(&self), level(&before)));
            }
            if self.compatibility_group != before.compatibility_group {
                changes.push(format!("{file}: the compatibility group is another one than it was"));
            }
            let (mut new, old) = (self.versions.iter(), &before.versions);
            if new.any(|(number, version)| old.get(number).is_some_and(|old| old.id != version.id)) {
                changes.push(format!("{file}: versions have other ids than they had"));
            }
            for (number, version) in before.versions {
                self.versions.entry(number).or_insert(version);
            }
        }
        let text = serde_json::to_string_pretty(&self).expect("texts and numbers are JSON");
        Ok((text + "\n", changes))
    }
}

/// The subjects of a run that were pulled from a registry.
#[derive(Default, Debug)]
pub(crate) struct PulledSubjects {
    subjects: Vec<PulledDirectory>,
    /// Why some cannot be understood.
    pub(crate) problems: Vec<Problem>,
}

/// The directory of a subject.
#[derive(Debug)]
struct PulledDirectory {
    path: String,
    /// How the run calls the subject.
    subject: String,
    about: PulledSubject,
}

/// A version that was pulled: its subject as the run calls it, its number, and its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PulledFile {
    pub(crate) subject: String,
    pub(crate) version: u32,
    pub(crate) file: String,
}

impl PulledSubjects {
    /// Reads what lies beside these schemas.
    pub(crate) fn beside(schemas: &[SchemaText]) -> PulledSubjects {
        let mut directories: BTreeMap<&str, &str> = BTreeMap::new();
        for schema in schemas.iter().filter(|schema| number(schema).is_some()) {
            directories.insert(parent(&schema.name).unwrap_or_default(), &schema.subject);
        }
        let mut pulled = PulledSubjects::default();
        for (path, subject) in directories {
            match read_json(&join(path, FILE), EXAMPLE) {
                Ok(Some(about)) => {
                    let (path, subject) = (path.to_owned(), subject.to_owned());
                    pulled.subjects.push(PulledDirectory { path, subject, about });
                }
                Ok(None) => {}
                Err(problem) => pulled.problems.push(problem),
            }
        }
        pulled
    }

    /// The levels of the subjects.
    pub(crate) fn levels(&self) -> Vec<RegistryLevel> {
        let level = |pulled: &PulledDirectory| RegistryLevel {
            subject: pulled.subject.clone(),
            level: pulled.about.level,
            group: pulled.about.compatibility_group.clone(),
        };
        self.subjects.iter().map(level).collect()
    }

    /// Leaves out the versions of other groups than the newest version's, where the registry compares only those of one. Others may
    /// refer to them.
    pub(crate) fn keep_groups(&self, input: &mut Input) {
        for PulledDirectory { path, subject, about } in &self.subjects {
            let Some(property) = &about.compatibility_group else { continue };
            let group = |number: u32| about.versions.get(&number).and_then(|version| version.group.as_ref());
            let numbers = input.schemas.iter().filter(|schema| parent(&schema.name).unwrap_or_default() == path);
            let Some(newest) = numbers.filter_map(number).max() else { continue };
            let (mut left_out, newest) = (0, group(newest));
            for schema in &mut input.schemas {
                let is_here = parent(&schema.name).unwrap_or_default() == path;
                if is_here && number(schema).is_some_and(|number| group(number) != newest) {
                    left_out += 1;
                    schema.subject.clone_from(&schema.name);
                    schema.place = VersionPlace::Own(Version::numbered("v1", vec![1]));
                    input.only_referred_to.insert(schema.name.clone());
                }
            }
            if left_out > 0 {
                input.notes.push(other_groups(subject, property, newest.map(String::as_str), left_out));
            }
        }
    }

    /// The versions that have the schema of an id.
    pub(crate) fn with_id(&self, id: RegistryId) -> Vec<PulledFile> {
        let of_subject = |PulledDirectory { path, subject, about }: &PulledDirectory| {
            let versions = about.versions.iter().filter(|(_, version)| version.id == id);
            let file = |(version, _): (&u32, _)| PulledFile {
                subject: subject.clone(),
                version: *version,
                file: join(path, &format!("v{version}.avsc")),
            };
            versions.map(file).collect::<Vec<_>>()
        };
        self.subjects.iter().flat_map(of_subject).collect()
    }

    /// How many ids there are.
    pub(crate) fn ids(&self) -> usize {
        let versions = self.subjects.iter().flat_map(|pulled| pulled.about.versions.values());
        versions.map(|version| version.id).collect::<BTreeSet<_>>().len()
    }
}

/// The note about the versions of a subject that are in other groups than the newest.
pub(super) fn other_groups(subject: &str, property: &str, group: Option<&str>, left_out: usize) -> String {
    let group = group.map_or("nothing".to_owned(), |group| format!("\"{group}\""));
    format!(
        "`{subject}` is compared only with versions whose `{property}` is {group}, as it is of the newest; {left_out} others are left out"
    )
}

/// The number of a version, if its file is called as a pull calls it and is on disk.
fn number(schema: &SchemaText) -> Option<u32> {
    let is_own = matches!(schema.place, VersionPlace::Own(_));
    let number = file_name(&schema.name).strip_prefix('v')?.strip_suffix(".avsc")?.parse().ok()?;
    (is_own && !names_revision(schema.name.as_ref())).then_some(number)
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
