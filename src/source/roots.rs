//! Reads the directories of schemas that the settings name, or the one that a user gives, with the fixtures beside them.

mod join;

use std::path::{Path, PathBuf};

use super::config::Settings;
use super::fixtures::on_disk::attach;
use super::layout::Layout;
use super::location::Location;
use super::memory::{finished, layout};
use super::{directory, disk};
use crate::model::input::{Input, Problem};
use crate::model::path::typed;

/// Where schemas are looked for when nothing says so.
const DEFAULT: &str = "schemas";

/// The paths to look at: those that were given, else the roots of the configuration, else `schemas`.
pub(crate) fn paths(given: &[PathBuf], settings: &Settings) -> Vec<PathBuf> {
    match (given, &settings.plain.schemas) {
        ([], Some(roots)) => roots.value.clone(),
        ([], None) => vec![PathBuf::from(DEFAULT)],
        (given, _) => given.to_owned(),
    }
}

/// The directory of fixtures that the settings name.
pub(crate) fn fixtures_directory(settings: &Settings) -> Option<&Path> {
    settings.plain.fixtures.as_ref().map(|fixtures| fixtures.value.as_path())
}

/// Reads schemas alone. What is wrong stands in the input's problems.
pub(crate) fn read(roots: &[PathBuf], settings: &Settings) -> Input {
    let layout = layout(settings);
    joined(roots, settings, |root, _| read_directory_in(root, &layout))
}

/// Reads schemas and fixtures.
pub(crate) fn read_with_fixtures(roots: &[PathBuf], settings: &Settings) -> Input {
    let layout = layout(settings);
    joined(roots, settings, |root, fixtures| {
        let mut input = read_directory_in(root, &layout);
        attach(&mut input, root, fixtures, &layout);
        input
    })
}

/// What `read` finds below each root, with the directory of its fixtures if the settings name one: one input in which every
/// subject has the name that the settings give it. Several roots are trees of their own, whose subjects begin with the root.
pub(crate) fn joined(
    roots: &[PathBuf],
    settings: &Settings,
    mut read: impl FnMut(&Path, Option<&Path>) -> Input,
) -> Input {
    let fixtures = fixtures_directory(settings);
    if let [root] = roots {
        return finished(read(root, fixtures), settings);
    }
    let mut input = Input::default();
    input.problems.extend(fixtures.filter(|directory| !directory.is_dir()).map(disk::missing));
    for root in roots {
        // The records of each root lie in a directory of that name.
        let name = settings.base.relative(&typed(root));
        let own = fixtures.map(|directory| directory.join(&name)).filter(|directory| directory.is_dir());
        join::add(&mut input, read(root, own.as_deref()), &name);
    }
    finished(input, settings)
}

/// Reads the schemas of one directory, on disk or at a git revision, by the names of directories and files. What is wrong
/// stands in the input's problems.
pub(crate) fn read_directory(root: &Path) -> Input {
    read_directory_in(root, &Layout::default())
}

/// The same where paths say subjects and versions in a way of their own.
pub(crate) fn read_directory_in(root: &Path, layout: &Layout) -> Input {
    match Location::of(root) {
        Err(problem) => Input { problems: vec![problem], ..Input::default() },
        Ok(location) if !location.is_directory() => {
            let message = "is one version, and a second is needed: give the older file first, then the newer";
            Input { problems: vec![Problem::of(location.name, message)], ..Input::default() }
        }
        Ok(location) => directory::of_tree(location.schemas(), layout),
    }
}
