//! What the user and the settings say of schemas in, the schemas to look among out.

use std::path::{Path, PathBuf};

use super::config::Settings;
use super::paths::typed;
use super::tree;
use crate::model::input::Input;
use crate::source::fixtures::RoundTrips;

/// Where schemas are at home: in the directory that the user named, or else in those of the configuration, as its layout and
/// names have it.
#[derive(Clone, Debug)]
pub struct Home {
    given: Vec<PathBuf>,
    settings: Settings,
}

impl Home {
    /// The schemas of a directory, or without one those of the settings. Nothing is read yet.
    pub fn new(directory: Option<&Path>, settings: Settings) -> Home {
        Home { given: directory.map(Path::to_owned).into_iter().collect(), settings }
    }

    /// The schemas of a directory, whatever a configuration says.
    pub fn of(directory: &Path) -> Home {
        Home::new(Some(directory), Settings::default())
    }

    /// The directories.
    pub fn roots(&self) -> Vec<PathBuf> {
        tree::paths(&self.given, &self.settings)
    }

    /// The directories as a user would type them.
    pub fn name(&self) -> String {
        let names: Vec<String> = self.roots().iter().map(|root| typed(root)).collect();
        names.join(" ")
    }

    /// Whether there is something to read, if only what is wrong with the settings.
    pub fn is_there(&self) -> bool {
        !self.settings.problems.is_empty() || self.roots().iter().all(|root| root.is_dir())
    }

    /// The directory of the fixtures, if the settings name one.
    pub fn fixtures(&self) -> Option<&Path> {
        self.settings.plain.fixtures.as_ref().map(|fixtures| fixtures.value.as_path())
    }

    /// Reads the schemas. What is wrong with the settings is wrong with all of them.
    pub fn read(&self) -> Input {
        self.read_with(RoundTrips::Skip)
    }

    /// Reads the schemas, and their fixtures.
    pub fn read_with_fixtures(&self) -> Input {
        self.read_with(RoundTrips::Run)
    }

    fn read_with(&self, round_trips: RoundTrips) -> Input {
        let mut input = tree::read(&self.given, &self.settings, round_trips, &Default::default()).input;
        input.problems.extend(self.settings.problems.iter().cloned());
        input
    }
}
