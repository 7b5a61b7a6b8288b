//! Reads the schemas of a lint: directories of versions, directories without any, or schemas that are named one by one.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::config::Settings;
use super::directory::{self, checked};
use super::files::{SourceFile, SourceTree};
use super::layout::Layout;
use super::location::Location;
use super::lookup::archive::Archive;
use super::lookup::link::link_among;
use super::lookup::resolve::{Named, named};
use super::roots::SchemaRoot;
use super::{names, part, roots, twins};
use crate::model::input::{Input, Problem, SchemaText, VersionPlace};
use crate::model::path::subject_of;
use crate::model::version::{ONLY_VERSION, Version};

/// Reads the schemas, and says which files are meant, if not all: the others are there to be referred to. What is wrong is
/// among the input's problems.
pub(crate) fn read(given: &[PathBuf], settings: &Settings) -> (Input, Option<BTreeSet<String>>) {
    read_with(given, settings, |_, _, _| {})
}

/// The same; of each directory, `attach` adds what belongs to its schemas.
pub(super) fn read_with(
    given: &[PathBuf],
    settings: &Settings,
    attach: impl Fn(&mut Input, &SchemaRoot, &Layout),
) -> (Input, Option<BTreeSet<String>>) {
    let paths = roots::paths(given, settings);
    let is_directory = |path: &PathBuf| Location::of(path).is_ok_and(|location| location.is_directory());
    if !given.is_empty() && !matches!(&paths[..], [root] if is_directory(root)) {
        let (input, only) = of_schemas(&paths, settings);
        return (names::named(input, settings), Some(only));
    }
    let mut input = of_roots(paths, settings, &attach);
    if let Some(part) = part::needs_others(given, &input, settings) {
        input = of_roots(roots::paths(&part.whole, settings), settings, &attach);
        part::keep_files(&mut input, &part, settings);
    }
    twins::without_twins(&mut input);
    (input, None)
}

fn of_roots(paths: Vec<PathBuf>, settings: &Settings, attach: impl Fn(&mut Input, &SchemaRoot, &Layout)) -> Input {
    let layout = settings.layout();
    let read = roots::roots(paths, settings).into_iter().map(|root| {
        let mut input = roots::tree(&root.path).map_or_else(Input::from, |tree| of_directory(tree, &layout));
        attach(&mut input, &root, &layout);
        (root, input)
    });
    roots::joined(read.collect(), settings)
}

/// A directory whose paths name versions, or else one in which all files are of one version.
fn of_directory(tree: SourceTree, layout: &Layout) -> Input {
    let tree = tree.without_excluded(layout);
    let has_no_version = |file: &SourceFile| {
        matches!(layout.locate(&file.relative, &tree.name, &tree.real_name), Ok((_, VersionPlace::Unversioned)))
    };
    if tree.files.is_empty() || !tree.files.iter().all(has_no_version) {
        return directory::of_tree(tree, layout);
    }
    let mut input = Input::default();
    let files = checked(tree, &mut input).files;
    let of_file = |SourceFile { relative, name, text }| SchemaText {
        subject: subject_of(&relative),
        name,
        text,
        place: the_version(),
        references: Vec::new(),
    };
    input.schemas = files.into_iter().map(of_file).collect();
    input
}

/// Schemas that may refer to each other; what else they refer to is looked for as in every command.
fn of_schemas(paths: &[PathBuf], settings: &Settings) -> (Input, BTreeSet<String>) {
    let archive = Archive::new(None, settings.clone());
    let mut input = Input::default();
    let mut schemas = Vec::new();
    for path in paths {
        match named(&path.to_string_lossy(), &archive) {
            Err(problems) => input.problems.extend(problems),
            Ok(Named::Directory(location)) => {
                let message = "is a directory; lint one directory at a time, or name the files";
                input.problems.push(Problem::of(location.name, message));
            }
            Ok(Named::Schema(schema)) => schemas.push(schema),
        }
    }
    link_among(&mut schemas);
    let (mut names, mut others) = (BTreeSet::new(), BTreeSet::new());
    for schema in schemas {
        if !names.insert(schema.file.clone()) {
            continue;
        }
        others.extend(schema.others.into_iter().map(|other| (other.name, other.text.into_string())));
        if schema.unlinked.is_empty() {
            let subject = subject_of(&schema.file);
            let (name, text) = (schema.file, schema.text);
            input.schemas.push(SchemaText {
                subject,
                name,
                text: text.into(),
                place: the_version(),
                references: Vec::new(),
            });
        }
        input.problems.extend(schema.unlinked);
    }
    let beside = others.into_iter().filter(|(name, _)| !names.contains(name));
    input.schemas.extend(beside.map(|(name, text)| SchemaText {
        subject: name.clone(),
        name,
        text: text.into(),
        place: VersionPlace::Unversioned,
        references: Vec::new(),
    }));
    input.schemas.sort_by(|a, b| a.name.cmp(&b.name));
    archive.enter_registry_hints(&mut input);
    (input, names)
}

fn the_version() -> VersionPlace {
    VersionPlace::Shared { group: String::new(), version: Version::ranked(ONLY_VERSION, 0) }
}
