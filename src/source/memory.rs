//! Makes the input of a check from files that are held in memory, as the settings have it.

use super::config::Settings;
use super::files::SourceTree;
use super::fixtures::{FixtureNaming, attach_tree};
use super::layout::Layout;
use super::{directory, names};
use crate::model::input::Input;

/// The input of a check whose schemas and fixtures are held in memory, as the settings have it. The names of the trees are
/// what a user would type: where the settings name paths, they are looked up by those names.
pub fn input_of(schemas: SourceTree, fixtures: Option<SourceTree>, settings: &Settings) -> Input {
    let layout = layout(settings);
    let naming =
        FixtureNaming::Mirror { root: schemas.name.clone(), real_root: schemas.real_name.clone(), layout: &layout };
    let mut input = directory::of_tree(schemas, &layout);
    if let Some(fixtures) = fixtures {
        attach_tree(&mut input, fixtures, &naming);
    }
    finished(input, settings)
}

/// How paths say subjects and versions.
pub(crate) fn layout(settings: &Settings) -> Layout {
    match &settings.plain.layout {
        Some(template) => Layout::Template(template.value.clone(), settings.base.clone()),
        None => Layout::ByNames,
    }
}

/// The input with subjects under the names that the settings give them.
pub(crate) fn finished(mut input: Input, settings: &Settings) -> Input {
    names::rename(&mut input, settings.renamings(), &settings.base);
    input.problems.sort();
    input
}
