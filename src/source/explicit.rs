//! Two or more files or directories in, consecutive versions of a subject or of a directory of subjects out.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::arrangement::Placed;
use super::layout::without_extension;
use super::paths::{missing, problem, real_name, typed};
use super::schema_files::{find, read_texts};
use super::walk::Found;
use crate::compat::input::{Input, Place, Problem};
use crate::compat::version::Version;

/// Reads the versions, oldest first.
pub(super) fn read(paths: &[PathBuf]) -> Input {
    let mut input = Input { problems: misfits(paths), ..Input::default() };
    if !input.problems.is_empty() {
        return input;
    }
    let placed = if are_directories(paths) { directories(paths, &mut input) } else { files(paths) };
    read_texts(placed, &mut input);
    input
}

/// Whether the versions are directories of subjects rather than files of one subject.
pub(super) fn are_directories(paths: &[PathBuf]) -> bool {
    paths.iter().all(|path| path.is_dir())
}

/// What a version is called for those who name its fixtures: a directory by its name, a file by its stem.
pub(super) fn short_name(path: &Path) -> String {
    if path.is_dir() { real_name(path) } else { stem(path) }
}

/// The subject of versions that are files.
pub(super) fn subject(paths: &[PathBuf]) -> String {
    // A common stem is the newest's stem too.
    paths.last().map(|newest| stem(newest)).unwrap_or_default()
}

fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    without_extension(&name).to_owned()
}

/// Paths that cannot be versions of one thing.
fn misfits(paths: &[PathBuf]) -> Vec<Problem> {
    let (there, gone): (Vec<&PathBuf>, Vec<_>) = paths.iter().partition(|path| path.exists());
    let mut problems: Vec<Problem> = gone.into_iter().map(|path| missing(path)).collect();
    let directory = there.iter().find(|path| path.is_dir());
    let file = there.iter().find(|path| !path.is_dir());
    if let (Some(directory), Some(file)) = (directory, file) {
        let message = format!(
            "is a directory and {} is a file; versions are all files of one subject, or all directories of subjects",
            typed(file)
        );
        problems.push(problem(typed(directory), message));
    }
    let mut seen = HashSet::new();
    problems.extend(there.into_iter().map(|path| typed(path)).filter(|name| !seen.insert(name.clone())).map(|name| {
        problem(name, "is given twice: a version always agrees with itself; give each version once, oldest first")
    }));
    problems
}

fn files(paths: &[PathBuf]) -> Vec<Placed> {
    let subject = subject(paths);
    let names: Vec<String> = paths.iter().map(|path| typed(path)).collect();
    let version = |(rank, (path, label)): (usize, (&PathBuf, &str))| {
        let name = typed(path);
        Placed {
            file: Found { path: path.clone(), relative: name.clone(), name },
            subject: subject.clone(),
            place: Place::Own(Version::ranked(label, rank as u64)),
        }
    };
    paths.iter().zip(short_labels(&names)).enumerate().map(version).collect()
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

fn directories(paths: &[PathBuf], input: &mut Input) -> Vec<Placed> {
    let mut placed = Vec::new();
    for (rank, path) in paths.iter().enumerate() {
        let (schemas, _) = find(path, input);
        let version = Version::ranked(&typed(path), rank as u64);
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
                place: Place::Shared { group: String::new(), version: version.clone() },
            });
        }
    }
    placed
}
