//! Reads the configuration that held for a directory at a revision.

use std::path::Path;

use super::contents::blob;
use crate::model::input::Problem;
use crate::model::path::{join, parent};
use crate::model::shell::shell_word;
use crate::source::config::{FILE_NAME, Settings};
use crate::source::git::{Repository, Revision};
use crate::source::layout::Layout;

/// The configuration that this run obeys, or else the nearest that the revision had, from the repository's root.
pub(super) fn in_force(
    repository: &Repository,
    base: &Revision,
    schemas: &str,
    today: Option<&Path>,
) -> Result<Option<String>, Problem> {
    if let Some(today) = today {
        return Ok(repository.inside(today).ok());
    }
    let mut directory = Some(schemas);
    while let Some(here) = directory {
        let path = join(here, FILE_NAME);
        if blob(repository, base, &path)?.is_some() {
            return Ok(Some(path));
        }
        directory = parent(here);
    }
    Ok(None)
}

/// What the configuration left out at a revision.
pub(super) struct FormerExclusion {
    layout: Layout,
    /// The configuration as `REV:PATH`, if there was one.
    configuration: Option<String>,
}

impl FormerExclusion {
    /// What was left out below a directory, given by its path from the repository's root; `None` if no branch says what is left
    /// out today: the configuration of a revision does, one outside of the repository, or a variable.
    ///
    /// # Errors
    /// The revision cannot be read.
    pub(super) fn at(
        repository: &Repository,
        base: &Revision,
        directory: &str,
        settings: &Settings,
    ) -> Result<Option<FormerExclusion>, Problem> {
        let is_of_file = settings.plain.exclude.as_ref().is_some_and(|exclude| exclude.place().is_some());
        let is_inside = settings.file.as_ref().is_some_and(|(file, _)| repository.inside(file).is_ok());
        if settings.revision.is_some() || !is_of_file || !is_inside {
            return Ok(None);
        }
        let (layout, configuration) = match former_configuration(repository, base, directory, settings)? {
            Some((file, former)) => (former.layout(), Some(format!("{}:{file}", base.prefix))),
            None => (Layout::default(), None),
        };
        Ok(Some(FormerExclusion { layout, configuration }))
    }

    /// Whether the file at `relative` below a directory was not read.
    pub(super) fn excludes(&self, relative: &str, directory: &str) -> bool {
        self.layout.excludes(relative, directory)
    }

    /// What checks what was checked then.
    pub(super) fn remedy(&self) -> String {
        match &self.configuration {
            Some(file) => format!(", or check what was checked then: --config {}", shell_word(file)),
            None => String::new(),
        }
    }
}

/// The configuration that held for a directory at a revision, with its path: the one of this run, or else the nearest that the
/// revision had. What cannot be understood said nothing.
pub(super) fn former_configuration(
    repository: &Repository,
    base: &Revision,
    directory: &str,
    settings: &Settings,
) -> Result<Option<(String, Settings)>, Problem> {
    let today = settings.file.as_ref().and_then(|(file, _)| repository.inside(file).ok());
    let nearest = in_force(repository, base, directory, None)?;
    for file in today.into_iter().chain(nearest) {
        if let Some(text) = blob(repository, base, &file)? {
            let former = Settings::of_text(&file, &repository.text(text).unwrap_or_default());
            return Ok(Some((file, former)));
        }
    }
    Ok(None)
}
