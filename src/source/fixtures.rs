//! Schemas that have been read in, the fixture records of their versions out.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::explicit::{self, Names};
use super::layout::{self, Layout};
use super::paths::{has_extension, missing, nearest, problem, real_name, typed};
use super::text;
use super::walk::{Found, walk};
use crate::model::input::{FixtureLayout, FixtureText, Input, Past, Problem, VersionPlace};
use crate::model::version::Version;
use subjects::Subjects;

mod subjects;
#[cfg(test)]
mod tests;

/// Whether records are sent through pairs, so that fixtures are read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoundTrips {
    /// They are.
    Run,
    /// They are not.
    Skip,
}

/// Adds to `input`, which was read from `paths`, the fixtures in `directory`, or without one those in the directory
/// `fixtures` beside the schemas' root. Versions that were given one by one have no such place of their own.
pub fn attach(input: &mut Input, paths: &[PathBuf], directory: Option<&Path>) {
    attach_in(input, paths, directory, &Layout::default());
}

/// The same where paths say subjects and versions in a way of their own.
pub fn attach_in(input: &mut Input, paths: &[PathBuf], directory: Option<&Path>, layout: &Layout) {
    // Where schemas are missing for reasons of their own, a fixture without one proves nothing.
    let is_complete = input.problems.is_empty();
    let found = match (paths, directory) {
        (_, Some(directory)) => find_named(directory, input),
        ([root], None) => beside(root).map(|directory| find(&directory, input)).unwrap_or_default(),
        (_, None) => return,
    };
    let naming = Naming::of(paths, input, layout);
    if let (Some(directory), Some(name)) = (directory, naming.twin()) {
        let message = format!(
            "holds the fixtures of two versions in one place, as both are called `{name}`; give them paths that end \
             differently"
        );
        input.problems.push(problem(typed(directory), message));
        return;
    }
    let subjects = Subjects::of(&input.schemas);
    let (mut homes, mut strays) = (Vec::new(), Vec::new());
    for (file, layout) in found {
        match naming.locate(&file.relative).and_then(|(subject, version)| subjects.find(subject, &version)) {
            Ok((subject, version)) => homes.push(Home { file, layout, subject, version }),
            Err(Stray::UnknownSubject(_) | Stray::UnknownVersion(_)) if !is_complete => {}
            Err(stray) => strays.push((file, stray)),
        }
    }
    input.problems.extend(complaints(strays, &subjects));
    read_texts(homes, input);
    input.problems.sort();
}

fn find_named(directory: &Path, input: &mut Input) -> Vec<(Found, FixtureLayout)> {
    if !directory.is_dir() {
        input.problems.push(no_directory(directory));
        return Vec::new();
    }
    let found = find(directory, input);
    if found.is_empty() {
        input.notes.push(format!("{} holds no fixtures: no file ends in .jsonl or .json", typed(directory)));
    }
    found
}

fn no_directory(directory: &Path) -> Problem {
    if directory.exists() {
        problem(typed(directory), "is not a directory; give the directory that holds the fixtures")
    } else {
        missing(directory)
    }
}

/// The directory `fixtures` beside the root, wherever the root really is.
fn beside(root: &Path) -> Option<PathBuf> {
    let real_root = fs::canonicalize(root).ok()?;
    let real = real_root.parent()?.join("fixtures");
    if !real.is_dir() || fs::canonicalize(&real).ok()? == real_root {
        return None;
    }
    // The shortest way to write it that leads there: `..` may not be undone by dropping a part, and links go elsewhere.
    let sibling = root.with_file_name("fixtures");
    let leads_there = root.file_name().is_some() && fs::canonicalize(&sibling).ok() == fs::canonicalize(&real).ok();
    Some(if leads_there { sibling } else { root.join("..").join("fixtures") })
}

fn find(directory: &Path, input: &mut Input) -> Vec<(Found, FixtureLayout)> {
    let mut tree = walk(directory);
    tree.files.sort_by(|a, b| a.name.cmp(&b.name));
    tree.notes.sort();
    input.problems.extend(tree.problems);
    input.notes.extend(tree.notes);
    tree.files.into_iter().filter_map(|file| layout_of(&file.name).map(|layout| (file, layout))).collect()
}

/// How records are set apart in a file of this name, if it holds fixtures.
pub(super) fn layout_of(name: &str) -> Option<FixtureLayout> {
    let layouts = [("jsonl", FixtureLayout::Lines), ("json", FixtureLayout::Array)];
    layouts.into_iter().find(|(extension, _)| has_extension(name, extension)).map(|(_, layout)| layout)
}

/// How the path of a fixture says what it belongs to.
enum Naming<'a> {
    /// As in the schemas' tree, whose root has this name.
    Mirror { root: String, real_root: String, layout: &'a Layout },
    /// In place, as the schemas: without a version, and so of this one.
    InPlace(Version),
    /// By the short names of the versions that were given one by one.
    Versions(Names),
}

/// Why a fixture belongs to nothing.
enum Stray {
    /// Its path leads to no version: why, and what to do.
    Misplaced(String),
    /// No schema has its subject.
    UnknownSubject(String),
    /// Its subject has no such version: what there is instead.
    UnknownVersion(String),
}

impl Naming<'_> {
    fn of<'a>(paths: &[PathBuf], input: &Input, layout: &'a Layout) -> Naming<'a> {
        if let Some(Past { newest: Some(newest), .. }) = &input.past {
            return Naming::InPlace(newest.clone());
        }
        match paths {
            [root] => Naming::Mirror { root: typed(root), real_root: real_name(root), layout },
            versions => Naming::Versions(explicit::names(versions)),
        }
    }

    /// A name that two of the versions have.
    fn twin(&self) -> Option<&str> {
        let names = match self {
            Naming::Mirror { .. } | Naming::InPlace(_) => return None,
            Naming::Versions(Names::Directories(names) | Names::Files { stems: names, .. }) => names,
        };
        let mut seen = HashSet::new();
        names.iter().map(String::as_str).find(|name| !seen.insert(*name))
    }

    fn locate(&self, relative: &str) -> Result<(String, Version), Stray> {
        let path = layout::without_extension(relative);
        match self {
            Naming::Mirror { root, real_root, layout } => match layout.locate(relative, root, real_root) {
                Ok((subject, VersionPlace::Shared { version, .. } | VersionPlace::Own(version))) => {
                    Ok((subject, version))
                }
                Ok((path, VersionPlace::Unversioned)) if matches!(layout, Layout::Template(..)) => {
                    Err(Stray::UnknownSubject(path))
                }
                Ok((_, VersionPlace::Unversioned)) => Err(Stray::Misplaced(
                    "names no version; name it like fixtures/v1/user.jsonl, fixtures/user/v1.jsonl or \
                     fixtures/user-v1.jsonl"
                        .to_owned(),
                )),
                Err(ambiguous) => Err(Stray::Misplaced(ambiguous.to_string())),
            },
            Naming::InPlace(newest) => Ok((path.to_owned(), newest.clone())),
            Naming::Versions(Names::Directories(names)) => match path.split_once('/') {
                Some((version, subject)) => Ok((subject.to_owned(), ranked(version, names)?)),
                None => Err(Stray::Misplaced(format!("belongs to no version; move it into {}", one_of(names)))),
            },
            Naming::Versions(Names::Files { subject, stems }) => Ok((subject.clone(), ranked(path, stems)?)),
        }
    }
}

fn ranked(wanted: &str, names: &[String]) -> Result<Version, Stray> {
    match (0u64..).zip(names).find(|(_, name)| *name == wanted) {
        Some((rank, _)) => Ok(Version::ranked(wanted, rank)),
        None => Err(Stray::Misplaced(format!("no version is called `{wanted}`; rename it after {}", one_of(names)))),
    }
}

fn one_of(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

fn complaints(strays: Vec<(Found, Stray)>, subjects: &Subjects) -> Vec<Problem> {
    // Each search looks at every subject: thousands of strays must not look at thousands of subjects each.
    const SEARCHES: usize = 50;
    let mut searches = 0;
    let mut complain = |(file, stray): (Found, Stray)| {
        let message = match stray {
            Stray::Misplaced(message) | Stray::UnknownVersion(message) => message,
            Stray::UnknownSubject(subject) => {
                searches += 1;
                let near = if searches <= SEARCHES { nearest(&subject, subjects.names()) } else { None };
                let remedy = match near {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "rename it after a schema, or remove it".to_owned(),
                };
                format!("no schema has the subject `{subject}`; {remedy}")
            }
        };
        problem(file.name, message)
    };
    strays.into_iter().map(&mut complain).collect()
}

/// A fixture whose schema is known.
struct Home {
    file: Found,
    layout: FixtureLayout,
    subject: String,
    version: Version,
}

fn read_texts(homes: Vec<Home>, input: &mut Input) {
    let read = |Home { file, layout, subject, version }: Home| match text::of(file.content) {
        Ok(text) => Ok(FixtureText { name: file.name, text, layout, subject, version }),
        Err(message) => Err(problem(file.name, message)),
    };
    let texts: Vec<Result<FixtureText, Problem>> = homes.into_par_iter().map(read).collect();
    for text in texts {
        match text {
            Ok(fixture) => input.fixtures.push(fixture),
            Err(problem) => input.problems.push(problem),
        }
    }
}
