//! Reads one version of a subject: `registry:REGISTRY/SUBJECT@VERSION`.

use std::path::Path;

use schema_registry::{Registered, SchemaId, SchemaKind, SubjectVersion};

use super::layout_text::laid_out;
use super::open::{OpenRegistry, problem};
use crate::history::known::KnownVersion;
use crate::model::input::Problem;
use crate::source::config::REGISTRY_SCHEME;
use crate::source::files::SourceFile;
use crate::source::pins::directory_name;
use crate::source::pulled_subject::RegistryId;

/// A version of a subject in a registry, as a user writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RegistryReference<'a> {
    /// The registry's URL, or its name in the configuration.
    pub(crate) registry: &'a str,
    pub(crate) subject: String,
    /// `None` for the newest.
    pub(crate) version: Option<u32>,
}

/// A version of a subject, with the texts that it needs.
#[derive(Debug)]
pub(crate) struct RegistrySchema {
    /// `SUBJECT@VERSION`.
    pub(crate) label: String,
    /// Its name and text.
    pub(crate) file: SourceFile,
    /// What it refers to.
    pub(crate) others: Vec<SourceFile>,
}

/// Whether a path has the form of a version in a registry.
pub(crate) fn names_registry(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.starts_with(REGISTRY_SCHEME))
}

impl<'a> RegistryReference<'a> {
    /// Reads `registry:REGISTRY/SUBJECT@VERSION`: the subject follows the last `/`, the version the last `@`.
    ///
    /// # Errors
    /// It has another form.
    pub(crate) fn parse(text: &'a str) -> Result<RegistryReference<'a>, Problem> {
        let refuse = || {
            let message = "is not registry:REGISTRY/SUBJECT@VERSION, such as registry:prod/orders-value@3 or \
                           registry:https://registry.example.com/orders-value@latest; a `/` in a subject is written %2F";
            Problem::of(text, message)
        };
        let (registry, of) =
            text.strip_prefix(REGISTRY_SCHEME).and_then(|rest| rest.rsplit_once('/')).ok_or_else(refuse)?;
        let (subject, version) = subject_version(of).ok_or_else(refuse)?;
        if registry.is_empty() || registry.ends_with(['/', ':']) {
            return Err(refuse());
        }
        Ok(RegistryReference { registry, subject, version })
    }
}

/// The parts of `SUBJECT@VERSION`; without a version for the newest, `SUBJECT@latest`.
pub(super) fn subject_version(text: &str) -> Option<(String, Option<u32>)> {
    let (subject, version) = text.rsplit_once('@')?;
    let version = match version {
        "latest" => None,
        version => Some(version.strip_prefix('v').unwrap_or(version).parse().ok()?),
    };
    Some((decoded(subject).filter(|subject| !subject.is_empty())?, version))
}

/// A text without percent-encoding.
pub(super) fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::new(), text.bytes());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digits = [rest.next()?, rest.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

impl OpenRegistry {
    /// A version of a subject; without a number the newest.
    ///
    /// # Errors
    /// It cannot be read, or is no Avro schema.
    pub(crate) fn schema(&self, subject: &str, version: Option<u32>) -> Result<RegistrySchema, Problem> {
        let version = match version {
            Some(version) => version,
            None => self.newest(subject)?,
        };
        let registered = self.reader.schema(&SubjectVersion::new(subject, version)).map_err(problem)?;
        self.demand_avro(&registered)?;
        let others = self.reader.closure(&registered).map_err(problem)?;
        others.iter().try_for_each(|other| self.demand_avro(other))?;
        Ok(RegistrySchema {
            label: label(&registered.of),
            file: self.file(&registered),
            others: others.iter().map(|other| self.file(other)).collect(),
        })
    }

    /// The schema that messages name by an id.
    ///
    /// # Errors
    /// There is none, it cannot be read, or is no Avro schema.
    pub(crate) fn schema_of_id(&self, id: RegistryId) -> Result<RegistrySchema, Problem> {
        let unknown = |error: schema_registry::Error| match error.is_missing() {
            true => Problem::of_run(format!(
                "{} has no schema with the id {id}; are the messages of another registry, or of another context?",
                self.name
            )),
            false => problem(error),
        };
        let schema = self.reader.schema_by_id(&schema_id(id)).map_err(unknown)?;
        let name = format!("{REGISTRY_SCHEME}{} (id {id})", self.name);
        demand_avro(&schema.kind, &name)?;
        let others = self.reader.closure_of_text(&schema).map_err(problem)?;
        others.iter().try_for_each(|other| self.demand_avro(other))?;
        Ok(RegistrySchema {
            label: format!("id {id}"),
            file: SourceFile { relative: name.clone(), name, text: laid_out(&schema.text).into() },
            others: others.iter().map(|other| self.file(other)).collect(),
        })
    }

    /// Whether the registry answers that it has no schema with an id.
    #[cfg(feature = "kafka")]
    pub(crate) fn lacks_id(&self, id: RegistryId) -> bool {
        self.reader.schema_by_id(&schema_id(id)).is_err_and(|error| error.is_missing())
    }

    /// The versions that have the schema of an id.
    ///
    /// # Errors
    /// They cannot be read.
    pub(crate) fn versions_of_id(&self, id: RegistryId) -> Result<Vec<KnownVersion>, Problem> {
        let versions = match self.reader.subject_versions_of(&schema_id(id)) {
            Ok(versions) => versions,
            // Not every server tells them, and a schema may be left of subjects that are deleted.
            Err(error) if error.is_missing() || matches!(error, schema_registry::Error::NoEndpoint { .. }) => {
                Vec::new()
            }
            Err(error) => return Err(problem(error)),
        };
        let known = |of: SubjectVersion| KnownVersion { subject: of.subject, version: format!("v{}", of.version) };
        Ok(versions.into_iter().map(known).collect())
    }

    /// The numbers of the versions of a subject, in ascending order.
    pub(super) fn versions(&self, subject: &str) -> Result<Vec<u32>, Problem> {
        self.reader.versions(subject).map_err(problem)
    }

    /// The text of a version, under the name that reports print.
    pub(super) fn file(&self, registered: &Registered) -> SourceFile {
        let name = self.file_name(&registered.of);
        SourceFile { relative: name.clone(), name, text: laid_out(&registered.schema.text).into() }
    }

    /// The name that reports print for a version, which is also what a user writes for it.
    pub(super) fn file_name(&self, of: &SubjectVersion) -> String {
        format!("{REGISTRY_SCHEME}{}/{}", self.name, label(of))
    }

    pub(super) fn demand_avro(&self, registered: &Registered) -> Result<(), Problem> {
        demand_avro(&registered.schema.kind, &self.file_name(&registered.of))
    }
}

fn demand_avro(kind: &SchemaKind, name: &str) -> Result<(), Problem> {
    match kind {
        SchemaKind::Avro => Ok(()),
        kind => Err(Problem::of(name, format!("is {kind}, not Avro"))),
    }
}

fn schema_id(id: RegistryId) -> SchemaId {
    match id {
        RegistryId::Number(number) => SchemaId::Number(number),
        RegistryId::Version(id) => SchemaId::Uuid(id.to_string()),
    }
}

pub(super) fn label(of: &SubjectVersion) -> String {
    format!("{}@{}", directory_name(&of.subject), of.version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_follows_the_last_slash_and_the_version_the_last_at_sign() {
        for (text, registry, subject, version) in [
            ("registry:prod/orders-value@3", "prod", "orders-value", Some(3)),
            ("registry:prod/orders-value@v3", "prod", "orders-value", Some(3)),
            ("registry:prod/orders-value@latest", "prod", "orders-value", None),
            ("registry:http://localhost:8081/apis/v7/a%2Fb@c@12", "http://localhost:8081/apis/v7", "a/b@c", Some(12)),
            ("registry:glue://eu-west-1/shop/orders@1", "glue://eu-west-1/shop", "orders", Some(1)),
        ] {
            let expected = RegistryReference { registry, subject: subject.to_owned(), version };
            assert_eq!(RegistryReference::parse(text), Ok(expected));
        }
        for text in [
            "registry:prod",
            "registry:prod/orders",
            "registry:prod/@1",
            "registry:/orders@1",
            "registry:http://orders@1",
            "registry:prod/orders@newest",
            "registry:prod/orders%zz@1",
            "registry:prod/orders%F@1",
        ] {
            assert!(RegistryReference::parse(text).is_err(), "{text}");
        }
    }
}
