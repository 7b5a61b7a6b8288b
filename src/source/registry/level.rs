//! Reads the levels that a registry sets.

use schema_registry::Configured;

use super::open::{Hints, OpenRegistry, problem};
use crate::model::input::Problem;
use crate::model::level::Level;

/// What a registry demands of some subjects, and what its answers leave to be said.
#[derive(Default, Debug)]
pub(crate) struct RegistryDemands {
    pub(crate) levels: Vec<RegistryLevel>,
    pub(crate) hints: Hints,
}

/// What a registry demands of new versions of a subject.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RegistryLevel {
    pub(crate) subject: String,
    /// `None` if the registry has no levels.
    pub(crate) level: Option<Level>,
    /// Only versions with an equal property of this name are compared.
    pub(super) group: Option<String>,
}

impl RegistryLevel {
    /// The subject and its level, if it has one.
    pub(crate) fn of_subject(&self) -> Option<(String, Level)> {
        Some((self.subject.clone(), self.level?))
    }
}

impl OpenRegistry {
    /// The level of a subject.
    ///
    /// # Errors
    /// It cannot be read, or is none that is known.
    pub(super) fn level(&self, subject: &str) -> Result<RegistryLevel, Problem> {
        self.understood(subject, self.reader.level(subject).map_err(problem)?)
    }

    /// The same from the registry's answer.
    pub(super) fn understood(&self, subject: &str, configured: Configured) -> Result<RegistryLevel, Problem> {
        let level = configured.level.map(|word| {
            word.parse().map_err(|error| {
                Problem::of_run(format!("{}: the level of `{subject}`: {error}; use --level", self.name))
            })
        });
        let group = configured.compatibility_group;
        Ok(RegistryLevel { subject: subject.to_owned(), level: level.transpose()?, group })
    }
}
