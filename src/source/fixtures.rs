//! Finds the fixture records of the versions of schemas that have been read.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk;
use super::files::{SourceFile, SourceTree};
use super::layout::Layout;
use crate::model::input::{FixtureLayout, FixtureText, Input, Past, Problem, VersionPlace};
use crate::model::path::{has_extension, typed, without_extension};
use crate::model::text::nearest;
use crate::model::version::Version;
use subjects::{Stray, Subjects};

mod subjects;
#[cfg(test)]
mod tests;

/// How the path of a fixture says what it belongs to.
pub(crate) enum FixtureNaming<'a> {
    /// As in the schemas' tree, whose root has this name.
    Mirror { root: String, real_root: String, layout: &'a Layout },
    /// In place, as the schemas: without a version, and so of this one.
    InPlace(Version),
    /// By the names of directories that were given as versions, oldest first.
    Directories(Vec<String>),
    /// By the stems of files that were given as versions of one subject, oldest first.
    Files { subject: String, stems: Vec<String> },
}

/// Adds to schemas that were read below `root` the fixtures in `directory`, or without one those in the directory `fixtures`
/// beside the root.
pub(crate) fn attach(input: &mut Input, root: &Path, directory: Option<&Path>, layout: &Layout) {
    let naming = match &input.past {
        Some(Past { newest: Some(newest), .. }) => FixtureNaming::InPlace(newest.clone()),
        Some(Past { newest: None, .. }) | None => {
            FixtureNaming::Mirror { root: typed(root), real_root: disk::real_name(root), layout }
        }
    };
    match directory {
        Some(directory) => attach_named(input, directory, &naming),
        None => {
            if let Some(directory) = beside(root) {
                attach_tree(input, disk::tree(&directory, &EXTENSIONS), &naming);
            }
        }
    }
}

/// The same for a directory that was named, where there has to be something.
pub(crate) fn attach_named(input: &mut Input, directory: &Path, naming: &FixtureNaming<'_>) {
    if !directory.is_dir() {
        input.problems.push(no_directory(directory));
        return;
    }
    let tree = disk::tree(directory, &EXTENSIONS);
    if tree.files.is_empty() && tree.problems.is_empty() {
        input.notes.push(format!("{} holds no fixtures: no file ends in .jsonl or .json", tree.name));
    }
    if let Some(name) = naming.twin() {
        let message = format!(
            "holds the fixtures of two versions in one place, as both are called `{name}`; give them paths that end \
             differently"
        );
        input.problems.push(Problem::of(tree.name, message));
        return;
    }
    attach_tree(input, tree, naming);
}

/// The same for fixtures that have been read, or that are held in memory.
pub(crate) fn attach_tree(input: &mut Input, tree: SourceTree, naming: &FixtureNaming<'_>) {
    // Where schemas are missing for reasons of their own, a fixture without one proves nothing.
    let is_complete = input.problems.is_empty();
    let subjects = Subjects::of(&input.schemas);
    let (mut fixtures, mut strays) = (Vec::new(), Vec::new());
    for SourceFile { relative, name, text } in tree.files {
        let Some(layout) = layout_of(&relative) else { continue };
        match naming.locate(&relative).and_then(|(subject, version)| subjects.find(subject, &version)) {
            Ok((subject, version)) => fixtures.push(FixtureText { name, text, layout, subject, version }),
            Err(Stray::UnknownSubject(_) | Stray::UnknownVersion(_)) if !is_complete => {}
            Err(stray) => strays.push((name, stray)),
        }
    }
    let complaints = complaints(strays, &subjects);
    input.problems.extend(complaints);
    input.problems.extend(tree.problems);
    input.notes.extend(tree.notes);
    input.fixtures.extend(fixtures);
    input.problems.sort();
}

fn no_directory(directory: &Path) -> Problem {
    if directory.exists() {
        Problem::of(typed(directory), "is not a directory; give the directory that holds the fixtures")
    } else {
        disk::missing(directory)
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

/// What fixtures end in.
const EXTENSIONS: [&str; 2] = ["jsonl", "json"];

/// How records are set apart in a file of this name, if it holds fixtures.
pub(crate) fn layout_of(name: &str) -> Option<FixtureLayout> {
    let layouts = [("jsonl", FixtureLayout::Lines), ("json", FixtureLayout::Array)];
    layouts.into_iter().find(|(extension, _)| has_extension(name, extension)).map(|(_, layout)| layout)
}

impl FixtureNaming<'_> {
    /// A name that two of the versions have.
    fn twin(&self) -> Option<&str> {
        let names = match self {
            FixtureNaming::Mirror { .. } | FixtureNaming::InPlace(_) => return None,
            FixtureNaming::Directories(names) | FixtureNaming::Files { stems: names, .. } => names,
        };
        let mut seen = HashSet::new();
        names.iter().map(String::as_str).find(|name| !seen.insert(*name))
    }

    fn locate(&self, relative: &str) -> Result<(String, Version), Stray> {
        let path = without_extension(relative);
        match self {
            FixtureNaming::Mirror { root, real_root, layout } => match layout.locate(relative, root, real_root) {
                Ok((subject, VersionPlace::Shared { version, .. } | VersionPlace::Own(version))) => {
                    Ok((subject, version))
                }
                Ok((path, VersionPlace::Beside(_) | VersionPlace::Unversioned))
                    if matches!(layout, Layout::Template(..)) =>
                {
                    Err(Stray::UnknownSubject(path))
                }
                Ok((_, VersionPlace::Beside(_) | VersionPlace::Unversioned)) => Err(Stray::Misplaced(
                    "names no version; name it like fixtures/v1/user.jsonl, fixtures/user/v1.jsonl or \
                     fixtures/user-v1.jsonl"
                        .to_owned(),
                )),
                Err(ambiguous) => Err(Stray::Misplaced(ambiguous.to_string())),
            },
            FixtureNaming::InPlace(newest) => Ok((path.to_owned(), newest.clone())),
            FixtureNaming::Directories(names) => match path.split_once('/') {
                Some((version, subject)) => Ok((subject.to_owned(), ranked(version, names)?)),
                None => Err(Stray::Misplaced(format!("belongs to no version; move it into {}", one_of(names)))),
            },
            FixtureNaming::Files { subject, stems } => Ok((subject.clone(), ranked(path, stems)?)),
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

fn complaints(strays: Vec<(String, Stray)>, subjects: &Subjects) -> Vec<Problem> {
    // Each search looks at every subject: thousands of strays must not look at thousands of subjects each.
    const SEARCHES: usize = 50;
    let mut searches = 0;
    let mut complain = |(name, stray): (String, Stray)| {
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
        Problem::of(name, message)
    };
    strays.into_iter().map(&mut complain).collect()
}
