//! Reads two or more schemas, or directories of schemas, that a user gave one by one as consecutive versions.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::bundle::also_at_revisions;
use super::directory::checked;
use super::files::SourceFile;
use super::fixtures::on_disk::{FixtureNaming, attach_named};
use super::layout::Layout;
use super::location::Location;
use super::lookup::archive::Archive;
use super::lookup::link::{link_among, linked_file};
use super::lookup::named::{NamedSchema, SchemaOrigin};
use super::lookup::resolve::{Named, named};
use crate::history::defined::DefinedTypes;
use crate::model::input::{Input, Problem, SchemaText, VersionPlace};
use crate::model::path::{file_name, subject_of, typed, without_extension};
use crate::model::version::Version;
use avro_resolve::foreign::foreign;

/// Reads the versions, oldest first, and the fixtures in a directory if one is given. What is wrong is among the input's
/// problems.
pub(crate) fn read(paths: &[PathBuf], fixtures: Option<&Path>, archive: &Archive) -> Input {
    let (versions, problems) = find(paths, archive);
    let mut input = Input { problems, ..Input::default() };
    if input.problems.is_empty() {
        let naming;
        match versions {
            GivenVersions::Directories(directories) => {
                naming = FixtureNaming::Directories(directories.iter().map(Location::short_name).collect());
                read_directories(directories, &archive.layout(), &mut input);
                add_others(&mut input, archive);
            }
            GivenVersions::Schemas(schemas) => {
                let subject = subject_of_all(&schemas);
                naming = FixtureNaming::Files { subject, stems: schemas.iter().map(stem).collect() };
                let files = schemas.iter().map(|schema| schema.file.as_str());
                input.types.import_path = also_at_revisions(archive.import_path(), files);
                read_schemas(schemas, &mut input);
            }
        }
        if let Some(directory) = fixtures {
            attach_named(&mut input, directory, &naming);
        }
    }
    archive.enter_registry_hints(&mut input);
    input.schemas.sort_by(|a, b| a.name.cmp(&b.name));
    input.problems.sort();
    input
}

/// A problem for each path that leads to the same as one before under another name: a version always agrees with itself.
pub(crate) fn again(paths: &[PathBuf]) -> Vec<Problem> {
    let mut seen: HashMap<PathBuf, &PathBuf> = HashMap::new();
    let mut problems = Vec::new();
    for path in paths {
        let Some(first) = fs::canonicalize(path).ok().and_then(|place| seen.insert(place, path)) else { continue };
        if typed(first) != typed(path) {
            let message = format!(
                "is {} under another name: a version always agrees with itself; give each version once, oldest first",
                typed(first)
            );
            problems.push(Problem::of(typed(path), message));
        }
    }
    problems
}

/// GivenVersions of one thing.
enum GivenVersions {
    Directories(Vec<Location>),
    Schemas(Vec<NamedSchema>),
}

/// What the paths lead to, and why they cannot be versions of one thing.
fn find(paths: &[PathBuf], archive: &Archive) -> (GivenVersions, Vec<Problem>) {
    let (mut directories, mut schemas, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for path in paths {
        match named(&path.to_string_lossy(), archive) {
            Ok(Named::Directory(location)) => directories.push(location),
            Ok(Named::Schema(schema)) => schemas.push(schema),
            Err(found) => problems.extend(found),
        }
    }
    link_among(&mut schemas);
    problems.extend(schemas.iter().flat_map(|schema| schema.unlinked.iter().cloned()));
    if let (Some(directory), Some(schema)) = (directories.first(), schemas.first()) {
        let message = format!(
            "is a directory and {} is a file; versions are all files of one subject, or all directories of subjects",
            schema.file
        );
        problems.push(Problem::of(&directory.name, message));
    }
    let mut seen = HashSet::new();
    let names = directories.iter().map(|location| &location.name).chain(schemas.iter().map(|schema| &schema.file));
    let twice: Vec<&String> = names.filter(|name| !seen.insert((*name).clone())).collect();
    problems.extend(twice.into_iter().map(|name| {
        let message = "is given twice: a version always agrees with itself; give each version once, oldest first";
        Problem::of(name, message)
    }));
    problems.dedup();
    let versions =
        if schemas.is_empty() { GivenVersions::Directories(directories) } else { GivenVersions::Schemas(schemas) };
    (versions, problems)
}

/// A common stem is the newest's stem too. Standard input has none.
fn subject_of_all(schemas: &[NamedSchema]) -> String {
    let newest = schemas.iter().rfind(|schema| !matches!(schema.origin, SchemaOrigin::StandardInput));
    match newest.map(|newest| (newest, &newest.origin)) {
        Some((_, SchemaOrigin::Version { subject, .. } | SchemaOrigin::Registry { subject })) => subject.clone(),
        Some((newest, _)) => stem(newest),
        None => String::new(),
    }
}

/// What fixtures call a version: the stem of its file, or the version's own label.
fn stem(schema: &NamedSchema) -> String {
    match &schema.origin {
        SchemaOrigin::Version { .. } | SchemaOrigin::Registry { .. } | SchemaOrigin::StandardInput => {
            schema.label.clone()
        }
        SchemaOrigin::File | SchemaOrigin::Container(_) => {
            let name = file_name(&schema.file);
            without_extension(name.rsplit(':').next().unwrap_or(name)).to_owned()
        }
    }
}

fn read_schemas(mut schemas: Vec<NamedSchema>, input: &mut Input) {
    let subject = subject_of_all(&schemas);
    shorten(&mut schemas.iter_mut().collect::<Vec<_>>());
    let of_one_type = schemas.iter().filter(|schema| matches!(schema.origin, SchemaOrigin::File));
    let of_one_type = of_one_type.filter_map(|schema| Some((schema, schema.about.as_ref()?)));
    input.problems.extend(of_one_type.map(|(schema, about)| {
        let message = format!("all types of the file are compared; leave out #{}", foreign(about.full()));
        Problem::of(&schema.file, message)
    }));
    input.schemas = (0..).zip(&schemas).flat_map(|(rank, schema)| schema.texts(&subject, rank)).collect();
}

/// Shortens the labels of files to what distinguishes them; versions are called what they are called.
pub(crate) fn shorten(schemas: &mut [&mut NamedSchema]) {
    if schemas
        .iter()
        .all(|schema| schema.registry_subject().is_some_and(|subject| Some(subject) == schemas[0].registry_subject()))
    {
        // The versions of one subject are called as they are there.
        let number = |label: &str| label.rsplit_once('@').map(|(_, number)| format!("v{number}"));
        schemas.iter_mut().for_each(|schema| schema.label = number(&schema.label).unwrap_or_default());
        return;
    }
    let is_version = |schema: &&mut NamedSchema| matches!(schema.origin, SchemaOrigin::Version { .. });
    if schemas.iter().any(is_version) {
        return;
    }
    let is_file = |schema: &&mut &mut NamedSchema| {
        !matches!(schema.origin, SchemaOrigin::StandardInput | SchemaOrigin::Registry { .. })
    };
    let mut schemas: Vec<&mut NamedSchema> = schemas.iter_mut().filter(is_file).map(|schema| &mut **schema).collect();
    let first = schemas.first().map(|schema| schema.label.clone()).unwrap_or_default();
    let common = schemas.iter().map(|schema| common_prefix(&first, &schema.label)).min().unwrap_or(0);
    let directories = first[..common].rfind('/').map_or(0, |slash| slash + 1);
    schemas.iter_mut().for_each(|schema| drop(schema.label.drain(..directories)));
}

fn common_prefix(a: &str, b: &str) -> usize {
    a.char_indices().zip(b.chars()).find(|((_, x), y)| x != y).map_or(a.len().min(b.len()), |((at, _), _)| at)
}

/// Adds the files that define types which the directories do not: those that the archive has for a file of theirs.
fn add_others(input: &mut Input, archive: &Archive) {
    let defined = DefinedTypes::of(&input.schemas);
    let names: HashSet<String> = input.schemas.iter().map(|schema| schema.name.clone()).collect();
    let mut others: BTreeMap<(Version, String), String> = BTreeMap::new();
    for schema in &input.schemas {
        let SchemaText { name, place, .. } = schema;
        let Some(version) = place.version().filter(|_| defined.lack_one_of(schema)) else { continue };
        let linked = Location::of(Path::new(name)).and_then(|location| linked_file(&location, archive));
        // What is found nowhere is a problem of the check.
        let used = linked.map(|linked| linked.others).unwrap_or_default();
        let used = used.into_iter().filter(|file| !names.contains(&file.name));
        others.extend(used.map(|file| ((version.clone(), file.name), file.text.into_string())));
    }
    input.schemas.extend(others.into_iter().map(|((version, name), text)| SchemaText {
        subject: name.clone(),
        name,
        text: text.into(),
        place: VersionPlace::Beside(version),
        references: Vec::new(),
    }));
}

fn read_directories(versions: Vec<Location>, layout: &Layout, input: &mut Input) {
    for (rank, location) in (0..).zip(versions) {
        let version = Version::ranked(&location.name, rank);
        let place = VersionPlace::Shared { group: String::new(), version };
        let mut subjects: BTreeMap<String, String> = BTreeMap::new();
        for SourceFile { relative, name, text } in checked(location.schemas().without_excluded(layout), input).files {
            let subject = subject_of(&relative);
            if let Some(first) = subjects.get(&subject) {
                let called = subject.trim_end_matches('#');
                let message = format!("{first} is `{called}` of this version too; keep one of the two");
                input.problems.push(Problem::of(name, message));
                continue;
            }
            subjects.insert(subject.clone(), name.clone());
            input.schemas.push(SchemaText { name, text, subject, place: place.clone(), references: Vec::new() });
        }
    }
}
