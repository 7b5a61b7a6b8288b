//! Schemas that have been read in, the fixture records of their versions out.

use std::path::{Path, PathBuf};
use std::{fs, io};

use rayon::prelude::*;

use super::explicit;
use super::layout;
use super::paths::{has_extension, missing, nearest, problem, real_name, typed};
use super::text;
use super::walk::{Found, walk};
use crate::compat::input::{FixtureLayout, FixtureText, Input, Place, Problem};
use crate::compat::version::Version;
use subjects::Subjects;

mod subjects;
#[cfg(test)]
mod tests;

/// Adds to `input`, which was read from `paths`, the fixtures in `directory`, or without one those in the directory
/// `fixtures` beside the schemas' root. Versions that were given one by one have no such place of their own.
pub fn attach(input: &mut Input, paths: &[PathBuf], directory: Option<&Path>) {
    let found = match (paths, directory) {
        ([], _) => return,
        (_, Some(directory)) if !directory.is_dir() => {
            input.problems.push(no_directory(directory));
            return;
        }
        (_, Some(directory)) => find(directory, input),
        ([root], None) => match beside(root) {
            Some(directory) => find(&directory, input),
            None => return,
        },
        (_, None) => return,
    };
    if let (Some(directory), true) = (directory, found.is_empty()) {
        input.notes.push(format!("{} holds no fixtures: no file ends in .jsonl or .json", typed(directory)));
    }
    let naming = Naming::of(paths);
    let subjects = Subjects::of(&input.schemas);
    let (mut homes, mut homeless) = (Vec::new(), Vec::new());
    for (file, layout) in found {
        match naming.locate(&file.relative).and_then(|(subject, version)| subjects.find(subject, &version)) {
            Ok((subject, version)) => homes.push((file, layout, subject, version)),
            Err(stray) => homeless.push((file, stray)),
        }
    }
    input.problems.extend(complaints(homeless, &subjects));
    let texts: Vec<Result<FixtureText, Problem>> = homes
        .into_par_iter()
        .map(|(file, layout, subject, version)| match text::read(&file.path) {
            Ok(text) => Ok(FixtureText { name: file.name, text, layout, subject, version }),
            Err(message) => Err(problem(file.name, message)),
        })
        .collect();
    for text in texts {
        match text {
            Ok(fixture) => input.fixtures.push(fixture),
            Err(problem) => input.problems.push(problem),
        }
    }
    input.problems.sort();
}

fn no_directory(directory: &Path) -> Problem {
    match fs::metadata(directory) {
        Ok(_) => problem(typed(directory), "is not a directory; give the directory that holds the fixtures"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => missing(directory),
        Err(error) => problem(typed(directory), text::unreadable(&error)),
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
    let layouts = [("jsonl", FixtureLayout::Lines), ("json", FixtureLayout::Array)];
    let layout_of = |name: &str| layouts.iter().find(|(extension, _)| has_extension(name, extension)).map(|(_, l)| *l);
    tree.files.into_iter().filter_map(|file| layout_of(&file.name).map(|layout| (file, layout))).collect()
}

/// How the path of a fixture says what it belongs to.
enum Naming {
    /// As in the schemas' tree, whose root has this name.
    Mirror { root: String },
    /// By directories with the short names of the versions, oldest first.
    Directories(Vec<String>),
    /// By the stems of the versions' files, oldest first.
    Files { subject: String, stems: Vec<String> },
}

/// Why a fixture belongs to nothing.
enum Stray {
    /// Its path says no version, or more than one.
    Unclear(String),
    /// No schema has its subject.
    UnknownSubject(String),
    /// Its subject has no such version.
    UnknownVersion(String),
}

impl Naming {
    fn of(paths: &[PathBuf]) -> Naming {
        let short_names = || paths.iter().map(|path| explicit::short_name(path)).collect();
        match paths {
            [root] => Naming::Mirror { root: real_name(root) },
            versions if explicit::are_directories(versions) => Naming::Directories(short_names()),
            versions => Naming::Files { subject: explicit::subject(versions), stems: short_names() },
        }
    }

    fn locate(&self, relative: &str) -> Result<(String, Version), Stray> {
        let path = layout::without_extension(relative);
        match self {
            Naming::Mirror { root } => match layout::locate(relative, root) {
                Ok((subject, Place::Shared { version, .. } | Place::Own(version))) => Ok((subject, version)),
                Ok((_, Place::Unversioned)) => Err(Stray::Unclear(
                    "names no version; name it like fixtures/v1/user.jsonl, fixtures/user/v1.jsonl or \
                     fixtures/user-v1.jsonl"
                        .to_owned(),
                )),
                Err(ambiguous) => Err(Stray::Unclear(ambiguous.to_string())),
            },
            Naming::Directories(names) => match path.split_once('/') {
                Some((version, subject)) => Ok((subject.to_owned(), ranked(version, names)?)),
                None => Err(Stray::Unclear(format!("belongs to no version; move it into {}", one_of(names)))),
            },
            Naming::Files { subject, stems } => Ok((subject.clone(), ranked(path, stems)?)),
        }
    }
}

fn ranked(wanted: &str, names: &[String]) -> Result<Version, Stray> {
    let mut ranks = (0u64..).zip(names).filter(|(_, name)| *name == wanted).map(|(rank, _)| rank);
    match (ranks.next(), ranks.next()) {
        (Some(rank), None) => Ok(Version::ranked(wanted, rank)),
        (Some(_), Some(_)) => Err(Stray::Unclear(format!(
            "could belong to two versions, which are both called `{wanted}`; give them paths that end differently"
        ))),
        (None, _) => {
            Err(Stray::UnknownVersion(format!("no version is called `{wanted}`; rename it after {}", one_of(names))))
        }
    }
}

fn one_of(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

fn complaints(homeless: Vec<(Found, Stray)>, subjects: &Subjects) -> Vec<Problem> {
    // Each search looks at every subject: thousands of strays must not look at thousands of subjects each.
    const SEARCHES: usize = 50;
    let mut searches = 0;
    let mut complain = |(file, stray): (Found, Stray)| {
        let message = match stray {
            Stray::Unclear(message) | Stray::UnknownVersion(message) => message,
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
    homeless.into_iter().map(&mut complain).collect()
}
