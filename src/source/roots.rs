//! Reads the directories of schemas that the settings name, or the one that a user gives, with the fixtures beside them.

mod join;

use std::path::{Path, PathBuf};

use super::config::Settings;
use super::files::SourceTree;
use super::fixtures::FixtureNaming;
use super::layout::Layout;
use super::{directory, disk, fixtures, names};
use crate::model::input::Input;
use crate::model::path::typed;

/// Where schemas are looked for when nothing says so.
const DEFAULT: &str = "schemas";

/// The paths to look at: those that were given, else the roots of the configuration, else `schemas`.
pub fn paths(given: &[PathBuf], settings: &Settings) -> Vec<PathBuf> {
    match (given, &settings.plain.schemas) {
        ([], Some(roots)) => roots.value.clone(),
        ([], None) => vec![PathBuf::from(DEFAULT)],
        (given, _) => given.to_owned(),
    }
}

/// How paths say subjects and versions.
pub(crate) fn layout(settings: &Settings) -> Layout {
    match &settings.plain.layout {
        Some(template) => Layout::Template(template.value.clone(), settings.base.clone()),
        None => Layout::ByNames,
    }
}

/// The directory of fixtures that the settings name.
pub(crate) fn fixtures_directory(settings: &Settings) -> Option<&Path> {
    settings.plain.fixtures.as_ref().map(|fixtures| fixtures.value.as_path())
}

/// Reads schemas alone. What is wrong stands in the input's problems.
pub(crate) fn read(roots: &[PathBuf], settings: &Settings) -> Input {
    let layout = layout(settings);
    joined(roots, settings, |root, _| directory::read_in(root, &layout))
}

/// Reads schemas and fixtures.
pub(crate) fn read_with_fixtures(roots: &[PathBuf], settings: &Settings) -> Input {
    let layout = layout(settings);
    joined(roots, settings, |root, fixtures| {
        let mut input = directory::read_in(root, &layout);
        fixtures::attach(&mut input, root, fixtures, &layout);
        input
    })
}

/// The input of a check whose schemas and fixtures are held in memory, as the settings have it. The names of the trees are
/// what a user would type: where the settings name paths, they are looked up by those names.
pub fn of_trees(schemas: SourceTree, fixtures: Option<SourceTree>, settings: &Settings) -> Input {
    let layout = layout(settings);
    let naming =
        FixtureNaming::Mirror { root: schemas.name.clone(), real_root: schemas.real_name.clone(), layout: &layout };
    let mut input = directory::of_tree(schemas, &layout);
    if let Some(fixtures) = fixtures {
        fixtures::attach_tree(&mut input, fixtures, &naming);
    }
    finished(input, settings)
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

/// The input with subjects under the names that the settings give them.
pub(crate) fn finished(mut input: Input, settings: &Settings) -> Input {
    names::rename(&mut input, settings.renamings(), &settings.base);
    input.problems.sort();
    input
}
