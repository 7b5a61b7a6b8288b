//! The paths of a lint in, the schemas to look at out: directories of versions, directories without any, or single files, on
//! disk or at a git revision.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::argument::{Argument, Place as Home, Thing, resolve, schemas_in};
use super::arrangement::Placed;
use super::config::Settings;
use super::layout::{self, Layout};
use super::paths::{below, has_extension, problem};
use super::schema_files::read_texts;
use super::tree;
use super::walk::{Content, Found};
use super::{directory, names};
use crate::lint::LintScope;
use crate::model::input::{Input, Problem, VersionPlace};
use crate::model::version::Version;

/// Reads the schemas, and says which files are meant; the others are there to be referred to. What is wrong stands in the
/// input's problems.
pub fn read(given: &[PathBuf], settings: &Settings) -> (Input, LintScope) {
    let paths = tree::paths(given, settings);
    let layout = tree::layout(settings);
    let is_directory = |path: &PathBuf| resolve(path).is_ok_and(|argument| argument.is_directory());
    let (mut input, scope) = match &paths[..] {
        [root] if is_directory(root) => (of_directory(root, &layout), LintScope::All),
        roots if given.is_empty() => {
            (tree::joined(roots, settings, |root| of_directory(root, &layout)), LintScope::All)
        }
        files => of_files(files),
    };
    names::rename(&mut input, settings.renamings(), &settings.base);
    input.problems.sort();
    (input, scope)
}

/// A directory whose paths name versions, or else one in which all files are of one version.
fn of_directory(root: &Path, layout: &Layout) -> Input {
    let mut input = Input::default();
    let (files, name, real) = match resolve(root) {
        Ok(argument) => match &argument.thing {
            Thing::Directory(place) => {
                let files = schemas_in(place, &argument.name, &mut input);
                (files, argument.name.clone(), argument.short_name())
            }
            Thing::File(_) => (Vec::new(), argument.name.clone(), String::new()),
        },
        Err(_) => (Vec::new(), String::new(), String::new()),
    };
    let has_no_version =
        |file: &Found| matches!(layout.locate(&file.relative, &name, &real), Ok((_, VersionPlace::Unversioned)));
    if files.is_empty() || !files.iter().all(has_no_version) {
        return directory::read_in(&[root.to_owned()], layout);
    }
    let placed =
        files.into_iter().map(|file| of_one_version(layout::without_extension(&file.relative).to_owned(), file));
    read_texts(placed.collect(), &mut input);
    input
}

/// Files that may refer to each other; what else they refer to is looked for in the files beside them.
fn of_files(paths: &[PathBuf]) -> (Input, LintScope) {
    let mut input = Input::default();
    let mut placed = Vec::new();
    let (mut names, mut others) = (BTreeSet::new(), BTreeSet::new());
    for path in paths {
        match resolve(path) {
            Err(problem) => input.problems.push(problem),
            Ok(Argument { name, thing: Thing::Directory(_) }) => {
                input.problems.push(problem(name, "is a directory; lint one directory at a time, or name the files"));
            }
            Ok(Argument { name, thing: Thing::File(content) }) => {
                if names.insert(name.clone()) {
                    let subject = layout::without_extension(&name).to_owned();
                    placed.push(of_one_version(subject, Found { content, relative: name.clone(), name }));
                }
            }
        }
    }
    if paths.is_empty() {
        input.problems.push(Problem { file: None, position: None, message: "no path given".to_owned() });
    }
    for file in names.iter().flat_map(|name| beside(name)) {
        if !names.contains(&file.name) && others.insert(file.name.clone()) {
            placed.push(Placed { subject: file.name.clone(), file, place: VersionPlace::Unversioned });
        }
    }
    read_texts(placed, &mut input);
    // What else lies there is nobody's concern, unless it is referred to.
    input.problems.retain(|problem| problem.file.as_ref().is_none_or(|file| !others.contains(file)));
    (input, LintScope::Files(names.into_iter().collect()))
}

/// The schema files in the directory of a file, and not below it.
fn beside(name: &str) -> Vec<Found> {
    let directory = match name.rfind(['/', ':']) {
        Some(at) if name[at..].starts_with(':') => &name[..=at],
        Some(0) => "/",
        Some(at) => &name[..at],
        None => ".",
    };
    let Ok(Argument { name, thing: Thing::Directory(place) }) = resolve(Path::new(directory)) else {
        return Vec::new();
    };
    let found = match &place {
        Home::Disk(directory) => on_disk(directory, &name),
        Home::Revision(_) => schemas_in(&place, &name, &mut Input::default()),
    };
    found.into_iter().filter(|file| !file.relative.contains('/')).collect()
}

fn on_disk(directory: &Path, name: &str) -> Vec<Found> {
    let entries = std::fs::read_dir(directory).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let found = entries.filter(|path| path.is_file()).filter_map(|path| {
        let relative = path.file_name()?.to_str()?.to_owned();
        Some(Found { content: Content::Disk(path), name: below(name, &relative), relative })
    });
    let mut found: Vec<Found> = found.filter(|file| has_extension(&file.name, "avsc")).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn of_one_version(subject: String, file: Found) -> Placed {
    let version = Version::ranked("the version", 0);
    Placed { file, subject, place: VersionPlace::Shared { group: String::new(), version } }
}
