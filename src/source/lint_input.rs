//! The paths of a lint in, the schemas to look at out: a directory of versions, a directory without any, or single files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::arrangement::Placed;
use super::paths::{has_extension, missing, problem, real_name, typed};
use super::schema_files::{find, read_texts};
use super::walk::{Content, Found};
use super::{directory, layout};
use crate::compat::input::{Input, Place, Problem};
use crate::compat::lint::Scope;
use crate::compat::version::Version;

/// Reads the schemas, and says which files are meant; the others are there to be referred to. What is wrong stands in the
/// input's problems.
pub fn read(paths: &[PathBuf]) -> (Input, Scope) {
    match paths {
        [root] if root.is_dir() => (of_directory(root), Scope::All),
        files => of_files(files),
    }
}

/// A directory whose paths name versions, or else one in which all files are of one version.
fn of_directory(root: &Path) -> Input {
    let mut input = Input::default();
    let (files, _) = find(root, &mut input);
    let real = real_name(root);
    let has_no_version = |file: &Found| matches!(layout::locate(&file.relative, &real), Ok((_, Place::Unversioned)));
    if files.is_empty() || !files.iter().all(has_no_version) {
        return directory::read(&[root.to_owned()]);
    }
    let placed =
        files.into_iter().map(|file| of_one_version(layout::without_extension(&file.relative).to_owned(), file));
    read_texts(placed.collect(), &mut input);
    input
}

/// Files that may refer to each other; what else they refer to is looked for in the files beside them.
fn of_files(paths: &[PathBuf]) -> (Input, Scope) {
    let mut input = Input::default();
    let mut placed = Vec::new();
    let (mut names, mut others) = (BTreeSet::new(), BTreeSet::new());
    for path in paths {
        let name = typed(path);
        if path.is_dir() {
            input.problems.push(problem(name, "is a directory; lint one directory at a time, or name the files"));
        } else if !path.exists() {
            input.problems.push(missing(path));
        } else if names.insert(name.clone()) {
            let subject = layout::without_extension(&name).to_owned();
            placed.push(of_one_version(
                subject,
                Found { content: Content::Disk(path.clone()), relative: name.clone(), name },
            ));
        }
    }
    if paths.is_empty() {
        input.problems.push(Problem { file: None, position: None, message: "no path given".to_owned() });
    }
    for file in paths.iter().filter(|path| path.is_file()).flat_map(|path| beside(path)) {
        if !names.contains(&file.name) && others.insert(file.name.clone()) {
            placed.push(Placed { subject: file.name.clone(), file, place: Place::Unversioned });
        }
    }
    read_texts(placed, &mut input);
    // What else lies there is nobody's concern, unless it is referred to.
    input.problems.retain(|problem| problem.file.as_ref().is_none_or(|file| !others.contains(file)));
    (input, Scope::Files(names.into_iter().collect()))
}

/// The schema files in the directory of a file.
fn beside(path: &Path) -> Vec<Found> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        Some(_) | None => Path::new("."),
    };
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let found = entries.filter(|path| path.is_file()).map(|path| {
        let name = typed(&path);
        Found { content: Content::Disk(path), relative: name.clone(), name }
    });
    let mut found: Vec<Found> = found.filter(|file| has_extension(&file.name, "avsc")).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn of_one_version(subject: String, file: Found) -> Placed {
    let version = Version::ranked("the version", 0);
    Placed { file, subject, place: Place::Shared { group: String::new(), version } }
}
