//! Reads one version of a subject: `registry:REGISTRY/SUBJECT@VERSION`.

use std::path::Path;

use schema_registry::{Registered, SchemaKind, SubjectVersion};

use super::layout_text::laid_out;
use super::open::{OpenRegistry, problem};
use crate::model::input::Problem;
use crate::source::config::REGISTRY_SCHEME;
use crate::source::files::SourceFile;
use crate::source::pins::directory_name;

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
        match &registered.schema.kind {
            SchemaKind::Avro => Ok(()),
            kind => Err(Problem::of(self.file_name(&registered.of), format!("is {kind}, not Avro"))),
        }
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
