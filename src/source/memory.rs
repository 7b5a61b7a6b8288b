//! Makes the input of a check from files that are held in memory, as the settings have it.

use super::config::Settings;
use super::files::SourceTree;
use super::fixtures::{attach_tree, mirrored};
use super::{directory, names, uncompared};
use crate::model::input::Input;

/// The input of a check whose schemas and fixtures are held in memory, as the settings have it. The names of the trees are
/// what a user would type: where the settings name paths, they are looked up by those names.
pub fn input_of(schemas: SourceTree, fixtures: Option<SourceTree>, settings: &Settings) -> Input {
    let layout = settings.layout();
    let (root, real_root) = (schemas.name.clone(), schemas.real_name.clone());
    let mut input = directory::of_tree(schemas, &layout);
    if let Some(fixtures) = fixtures {
        attach_tree(&mut input, fixtures, |path| mirrored(path, (&root, &real_root), &layout));
    }
    let mut input = names::named(input, settings);
    input.problems.extend(uncompared::problems(&input, settings.renamings()));
    input
}
