//! The paths of an invocation in, the schemas below them out: each with its subject and its place among the versions.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::arrangement::arrange;
use super::explicit;
use super::layout;
use super::paths::{below, missing, problem, real_name, typed};
use super::schema_files::{find, read_texts};
use super::walk::Found;
use crate::compat::input::{Input, Problem};

#[cfg(test)]
mod tests;

/// Reads the schemas of one directory whose paths name versions, or of two or more files or directories that are
/// consecutive versions. What is wrong stands in the input's problems; its fixtures are for
/// [`fixtures::attach`](super::fixtures::attach).
pub fn read(paths: &[PathBuf]) -> Input {
    let mut input = match paths {
        [] => Input { problems: vec![no_path()], ..Input::default() },
        [root] => read_root(root),
        versions => explicit::read(versions),
    };
    input.problems.sort();
    input
}

fn no_path() -> Problem {
    let message = "no path given; give a directory of schemas, or two or more versions";
    Problem { file: None, position: None, message: message.to_owned() }
}

fn read_root(root: &Path) -> Input {
    let mut input = Input::default();
    match fs::metadata(root) {
        Err(_) => input.problems.push(missing(root)),
        Ok(about) if about.is_dir() => read_tree(root, &mut input),
        Ok(_) => {
            let message = "is one version, and a second is needed: give the older file first, then the newer";
            input.problems.push(problem(typed(root), message));
        }
    }
    input
}

fn read_tree(root: &Path, input: &mut Input) {
    let (name, real) = (typed(root), real_name(root));
    let (files, directories) = find(root, input);
    let empty_versions = empty_versions(&files, directories);
    input.notes.extend(
        empty_versions
            .iter()
            .map(|version| format!("{} looks like a version, but holds no schema", below(&name, version))),
    );
    let placed = arrange(files, &name, &real, &mut input.problems);
    read_texts(placed, input);
}

/// The topmost directories that look like a version and have no schema below.
fn empty_versions(schemas: &[Found], mut directories: Vec<String>) -> Vec<String> {
    let mut inhabited = HashSet::new();
    for schema in schemas {
        let mut path = schema.relative.as_str();
        while let Some((directory, _)) = path.rsplit_once('/')
            && inhabited.insert(directory)
        {
            path = directory;
        }
    }
    directories.sort();
    let mut empty: Vec<String> = Vec::new();
    for directory in directories {
        let name = directory.rsplit('/').next().unwrap_or(&directory);
        let is_below =
            |above: &String| directory.strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with('/'));
        let is_empty_version = layout::is_version_directory(name) && !inhabited.contains(directory.as_str());
        if is_empty_version && !empty.last().is_some_and(is_below) {
            empty.push(directory);
        }
    }
    empty
}
