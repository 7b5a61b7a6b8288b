//! Two or more files or directories in, consecutive versions of a subject or of a directory of subjects out.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::argument::{Argument, Thing, resolve, schemas_in};
use super::arrangement::Placed;
use super::layout::without_extension;
use super::paths::problem;
use super::schema_files::read_texts;
use super::walk::Found;
use crate::model::input::{Input, Problem, VersionPlace};
use crate::model::version::Version;

/// Reads the versions, oldest first.
pub(super) fn read(paths: &[PathBuf]) -> Input {
    let (versions, problems) = resolve_all(paths);
    let mut input = Input { problems, ..Input::default() };
    if !input.problems.is_empty() {
        return input;
    }
    let are_directories = versions.iter().all(Argument::is_directory);
    let placed = if are_directories { directories(versions, &mut input) } else { files(versions) };
    read_texts(placed, &mut input);
    input
}

/// How fixtures name the versions: a directory by its name, a file by its stem; and the subject, where there is one.
pub(super) enum Names {
    /// Directories of subjects, oldest first.
    Directories(Vec<String>),
    /// Files of one subject, oldest first.
    Files { subject: String, stems: Vec<String> },
}

/// The names of the versions.
pub(super) fn names(paths: &[PathBuf]) -> Names {
    let (versions, _) = resolve_all(paths);
    let names = versions.iter().map(Argument::short_name).collect();
    if versions.iter().all(Argument::is_directory) {
        Names::Directories(names)
    } else {
        Names::Files { subject: subject(&versions), stems: names }
    }
}

/// The subject of versions that are files: a common stem is the newest's stem too.
fn subject(versions: &[Argument]) -> String {
    versions.last().map(Argument::stem).unwrap_or_default()
}

/// What the paths lead to, and why they cannot be versions of one thing.
fn resolve_all(paths: &[PathBuf]) -> (Vec<Argument>, Vec<Problem>) {
    let (mut versions, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match resolve(path) {
            Ok(version) => versions.push(version),
            Err(problem) => problems.push(problem),
        }
    }
    let directory = versions.iter().find(|version| version.is_directory());
    let file = versions.iter().find(|version| !version.is_directory());
    if let (Some(directory), Some(file)) = (directory, file) {
        let message = format!(
            "is a directory and {} is a file; versions are all files of one subject, or all directories of subjects",
            file.name
        );
        problems.push(problem(directory.name.clone(), message));
    }
    let mut seen = HashSet::new();
    let twice = versions.iter().map(|version| &version.name).filter(|name| !seen.insert((*name).clone()));
    problems.extend(twice.map(|name| {
        let message = "is given twice: a version always agrees with itself; give each version once, oldest first";
        problem(name.clone(), message)
    }));
    (versions, problems)
}

fn files(versions: Vec<Argument>) -> Vec<Placed> {
    let subject = subject(&versions);
    let names: Vec<String> = versions.iter().map(|version| version.name.clone()).collect();
    let labels = short_labels(&names);
    let version = |(rank, (argument, label)): (u64, (Argument, &str))| match argument.thing {
        Thing::Directory(_) => None,
        Thing::File(content) => Some(Placed {
            file: Found { content, relative: argument.name.clone(), name: argument.name },
            subject: subject.clone(),
            place: VersionPlace::Own(Version::ranked(label, rank)),
        }),
    };
    (0..).zip(versions.into_iter().zip(labels)).filter_map(version).collect()
}

/// The names without the directories that all of them begin with: what is left differs where the names do.
pub(super) fn short_labels(names: &[String]) -> impl Iterator<Item = &str> {
    let first = names.first().map_or("", String::as_str);
    let common = names.iter().map(|name| common_prefix(first, name)).min().unwrap_or(0);
    let directories = first[..common].rfind('/').map_or(0, |slash| slash + 1);
    names.iter().map(move |name| &name[directories..])
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map_or(a.len().min(b.len()), |((at, _), _)| at)
}

fn directories(versions: Vec<Argument>, input: &mut Input) -> Vec<Placed> {
    let mut placed = Vec::new();
    for (rank, Argument { name, thing }) in (0..).zip(versions) {
        let schemas = match &thing {
            Thing::File(_) => Vec::new(),
            Thing::Directory(place) => schemas_in(place, &name, input),
        };
        let version = Version::ranked(&name, rank);
        let mut subjects: BTreeMap<String, String> = BTreeMap::new();
        for file in schemas {
            let subject = without_extension(&file.relative).to_owned();
            if let Some(first) = subjects.get(&subject) {
                let message = format!("{first} is `{subject}` of this version too; keep one of the two");
                input.problems.push(problem(file.name, message));
                continue;
            }
            subjects.insert(subject.clone(), file.name.clone());
            placed.push(Placed {
                file,
                subject,
                place: VersionPlace::Shared { group: String::new(), version: version.clone() },
            });
        }
    }
    placed
}
