//! Makes the input of a check from a directory of schemas whose paths name versions.

use std::collections::HashSet;

use super::arrangement::arrange;
use super::files::SourceTree;
use super::layout::{self, Layout};
use crate::model::input::{Input, Problem};
use crate::model::path::{file_name, inside, join, parent};

#[cfg(all(test, feature = "cli"))]
mod tests;

/// The schemas of a tree that has been read, or that is held in memory.
pub(crate) fn of_tree(tree: SourceTree, layout: &Layout) -> Input {
    let mut input = Input::default();
    let SourceTree { name, real_name, files, directories, .. } = checked(tree.without_excluded(layout), &mut input);
    let schemas = files.iter().map(|file| file.relative.as_str());
    let unread = input.problems.iter().filter_map(|problem| inside(problem.file.as_deref()?, &name));
    let unread = unread.filter(|path| !path.is_empty());
    let empty_versions = empty_versions(schemas.chain(unread), directories);
    let remark = |version: &String| format!("{} looks like a version, but holds no schema", join(&name, version));
    input.notes.extend(empty_versions.iter().map(remark));
    input.schemas = arrange(files, layout, (&name, &real_name), &mut input.problems);
    input.problems.sort();
    input
}

/// A tree with its schema files alone. What is wrong with it and what is odd goes into the input; a tree without schemas is
/// wrong.
pub(crate) fn checked(tree: SourceTree, input: &mut Input) -> SourceTree {
    let mut tree = tree.with_schemas();
    let mut notes = std::mem::take(&mut tree.notes);
    if tree.files.is_empty() && tree.problems.is_empty() {
        let cause = match tree.excluded {
            0 => "no file here ends in .avsc, .avdl or .avpr; check the path",
            _ => "`exclude` in the configuration leaves out every file here that ends in .avsc, .avdl or .avpr",
        };
        input.problems.push(Problem::of(&tree.name, format!("no schema found: {cause}")));
    }
    notes.sort();
    input.problems.append(&mut tree.problems);
    input.notes.extend(notes);
    tree
}

/// The topmost directories that look like a version and hold nothing of interest, although others beside them do.
fn empty_versions<'a>(interesting: impl Iterator<Item = &'a str>, mut directories: Vec<String>) -> Vec<String> {
    let mut inhabited = HashSet::new();
    for path in interesting {
        let mut path = Some(path);
        while let Some(here) = path
            && inhabited.insert(here)
        {
            path = parent(here);
        }
    }
    directories.retain(|directory| {
        layout::is_version_directory(file_name(directory))
            && !inhabited.contains(directory.as_str())
            && parent(directory).is_some_and(|parent| inhabited.contains(parent))
    });
    directories.sort();
    directories
}
