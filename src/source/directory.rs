//! The paths of an invocation in, the schemas below them out: each with its subject and its place among the versions.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::argument::{Argument, Place, Thing, resolve, schemas_in};
use super::arrangement::arrange;
use super::explicit;
use super::layout::{self, Layout};
use super::paths::{below, problem, real_name, typed};
use super::schema_files::{find, read_texts};
use crate::model::input::{Input, Problem};

#[cfg(test)]
mod tests;

/// Reads the schemas of one directory whose paths name versions, or of two or more files or directories that are
/// consecutive versions. What is wrong stands in the input's problems; its fixtures are for
/// [`fixtures::attach`](super::fixtures::attach).
pub fn read(paths: &[PathBuf]) -> Input {
    read_in(paths, &Layout::default())
}

/// The same where paths say subjects and versions in a way of their own. Versions that are given one by one need none.
pub fn read_in(paths: &[PathBuf], layout: &Layout) -> Input {
    let mut input = match paths {
        [] => Input { problems: vec![no_path()], ..Input::default() },
        [root] => read_root(root, layout),
        versions => explicit::read(versions),
    };
    input.problems.sort();
    input
}

fn no_path() -> Problem {
    let message = "no path given; give a directory of schemas, or two or more versions";
    Problem { file: None, position: None, message: message.to_owned() }
}

fn read_root(root: &Path, layout: &Layout) -> Input {
    let mut input = Input::default();
    match resolve(root) {
        Err(problem) => input.problems.push(problem),
        Ok(Argument { thing: Thing::Directory(Place::Disk(root)), .. }) => read_tree(&root, layout, &mut input),
        Ok(argument) => read_revision(&argument, layout, &mut input),
    }
    input
}

/// A directory of versions at one revision; a file alone is no history.
fn read_revision(argument: &Argument, layout: &Layout, input: &mut Input) {
    match &argument.thing {
        Thing::File(_) => {
            let message = "is one version, and a second is needed: give the older file first, then the newer";
            input.problems.push(problem(argument.name.clone(), message));
        }
        Thing::Directory(place) => {
            let files = schemas_in(place, &argument.name, input);
            let placed = arrange(files, layout, (&argument.name, &argument.short_name()), &mut input.problems);
            read_texts(placed, input);
        }
    }
}

fn read_tree(root: &Path, layout: &Layout, input: &mut Input) {
    let (name, real) = (typed(root), real_name(root));
    let (files, directories) = find(root, input);
    let schemas = files.iter().map(|file| file.relative.as_str());
    let unread = input.problems.iter().filter_map(|problem| problem.file.as_deref()?.strip_prefix(&below(&name, "")));
    let empty_versions = empty_versions(schemas.chain(unread), directories);
    let remark = |version: &String| format!("{} looks like a version, but holds no schema", below(&name, version));
    input.notes.extend(empty_versions.iter().map(remark));
    let placed = arrange(files, layout, (&name, &real), &mut input.problems);
    read_texts(placed, input);
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
        layout::is_version_directory(directory.rsplit('/').next().unwrap_or(directory))
            && !inhabited.contains(directory.as_str())
            && parent(directory).is_some_and(|parent| inhabited.contains(parent))
    });
    directories.sort();
    directories
}

/// The directory that holds a path; the empty path, which is the root's, lies in none.
fn parent(path: &str) -> Option<&str> {
    if path.is_empty() { None } else { Some(path.rsplit_once('/').map_or("", |(directory, _)| directory)) }
}
