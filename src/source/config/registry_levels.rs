//! Adds to the settings what a registry demands.

use std::collections::BTreeMap;

use super::registries::NamedRegistry;
use super::settings::Settings;
use crate::model::level::Level;
use crate::policy::Override;
use crate::policy::globs::{Globs, Selection};
use crate::policy::origin::{SettingOrigin, Stated};

impl Settings {
    /// The same, where a registry demands its levels of some subjects. What the configuration says of a subject comes after, and so
    /// counts more; what it says of all counts less.
    pub(crate) fn with_registry_levels(mut self, levels: &[(String, Level)]) -> Settings {
        let mut subjects: BTreeMap<&str, (Level, Vec<String>)> = BTreeMap::new();
        for (subject, level) in levels {
            let (_, names) = subjects.entry(level.name()).or_insert_with(|| (*level, Vec::new()));
            names.push(globset::escape(subject));
        }
        let overrides = subjects.into_values().map(|(level, names)| {
            let subjects = Globs::new(names.iter().map(String::as_str)).unwrap_or_default();
            let selection = Selection::Some { subjects, paths: Globs::default() };
            Stated {
                value: Override { selection, level: Some(level), ..Override::default() },
                origin: SettingOrigin::Default,
            }
        });
        self.tables.overrides.splice(0..0, overrides.collect::<Vec<_>>());
        self
    }

    /// The registries that the configuration names.
    pub(crate) fn registries(&self) -> &[NamedRegistry] {
        &self.tables.registries
    }
}
