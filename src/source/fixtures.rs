//! Finds the fixture records of the versions of schemas that have been read.

use std::collections::HashSet;

use super::files::{SourceFile, SourceTree};
use super::layout::Layout;
use crate::model::input::{FixtureLayout, FixtureText, Input, Problem, RecordText, VersionPlace};
use crate::model::path::{has_extension, without_extension};
use crate::model::text::nearest;
use crate::model::version::Version;
use subjects::{Stray, Subjects};

#[cfg(feature = "cli")]
pub(crate) mod on_disk;
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

/// Adds to schemas the fixtures of a tree that has been read, or that is held in memory.
pub(crate) fn attach_tree(input: &mut Input, tree: SourceTree, naming: &FixtureNaming<'_>) {
    // Where schemas are missing for reasons of their own, a fixture without one proves nothing.
    let is_complete = input.problems.is_empty();
    let subjects = Subjects::of(&input.schemas);
    let (mut fixtures, mut strays) = (Vec::new(), Vec::new());
    for SourceFile { relative, name, text } in tree.files {
        let Some(layout) = layout_of(&relative) else { continue };
        match naming.locate(&relative).and_then(|(subject, version)| subjects.find(subject, &version)) {
            Ok((subject, version)) => {
                fixtures.push(FixtureText { records: RecordText { name, text, layout }, subject, version });
            }
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

/// What fixtures end in.
pub(super) const EXTENSIONS: [&str; 2] = ["jsonl", "json"];

/// How records are set apart in a file of this name, if it holds fixtures.
pub(crate) fn layout_of(name: &str) -> Option<FixtureLayout> {
    let layouts = [("jsonl", FixtureLayout::Lines), ("json", FixtureLayout::Array)];
    layouts.into_iter().find(|(extension, _)| has_extension(name, extension)).map(|(_, layout)| layout)
}

impl FixtureNaming<'_> {
    /// A name that two of the versions have.
    pub(super) fn twin(&self) -> Option<&str> {
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
