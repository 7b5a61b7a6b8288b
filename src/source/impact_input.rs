//! Reads what `impact` looks at: local schemas, with what they were at a revision if that is wanted, and the schema that is meant.

use std::path::{Path, PathBuf};

use super::against::{Earlier, ReadOptions};
use super::boundary::real;
use super::check_input::{self, CheckInput};
use super::config::{REGISTRY_SCHEME, Settings};
use super::git::Repository;
use super::location::{is_on_disk, split_revision};
use super::lookup::reference::{self, Reference};
use super::registry::level::RegistryLevel;
use super::registry::pulled::PulledSubjects;
use super::{disk, lint_input, roots};
use crate::impact::WantedSchema;
use crate::model::input::{Input, Problem, SchemaText};
use crate::model::path::{is_schema_file, typed};

/// The local schemas, and what they were at a revision; with the levels of those that were pulled from a registry.
pub(crate) fn read(given: &[PathBuf], earlier: Option<Earlier>, settings: &Settings) -> (Input, Vec<RegistryLevel>) {
    let mut input = match earlier {
        None => lint_input::read(given, settings).0,
        earlier => {
            let options = ReadOptions { earlier, ..ReadOptions::default() };
            let CheckInput { input, .. } = check_input::read_as_it_is(given, settings, &options);
            input
        }
    };
    let pulled = PulledSubjects::judging(&input.schemas, settings);
    let levels = pulled.levels();
    input.problems.extend(pulled.problems);
    (input, levels)
}

/// The schema that a user means: a file of the input or one that there was at the revision, a version, a subject or a type.
///
/// # Errors
/// It is a file that is not among the schemas, or a schema elsewhere.
pub(crate) fn wanted(
    text: &str,
    input: &Input,
    given: &[PathBuf],
    settings: &Settings,
) -> Result<WantedSchema, Problem> {
    let path = Path::new(text);
    if text.contains("://") || text.starts_with(REGISTRY_SCHEME) {
        let message = "is a schema elsewhere, and a local one is to change: name its file, its subject or a type, and give \
                       --against registry:REGISTRY to see who uses it in a registry";
        return Err(Problem::of(text, message));
    }
    if is_on_disk(path) {
        return on_disk(path, input, given, settings);
    }
    if let Reference::TypeOf { file, name } = reference::parse(text, is_on_disk)
        && is_on_disk(Path::new(file))
        && let WantedSchema::File(file) = on_disk(Path::new(file), input, given, settings)?
    {
        return Ok(WantedSchema::TypeOf { file, ty: name.to_owned() });
    }
    let repository = Repository::open(settings.repository.as_deref(), Path::new(".")).ok();
    if let (Some(repository), Some((revision, file))) = (&repository, split_revision(text))
        && repository.knows(revision)
    {
        let message =
            format!("is a schema as it was: name {file}, and give --against {revision} to compare with that revision");
        return Err(Problem::of(text, message));
    }
    let is_version = |schema: &&SchemaText| {
        let version = schema.place.version().map(|version| format!("{version}/{}", schema.subject));
        version.is_some_and(|version| version == text)
    };
    if let Some(schema) = input.schemas.iter().find(is_version) {
        return Ok(WantedSchema::File(schema.name.clone()));
    }
    if !is_schema_file(text) {
        return Ok(WantedSchema::Name(text.to_owned()));
    }
    repository.and_then(|repository| former(path, input, &repository)).ok_or_else(|| {
        let missing = disk::missing(path);
        let hint = if input.past.is_some() { "" } else { "; --against REV finds a file that was deleted" };
        Problem { message: format!("{}{hint}", missing.message), ..missing }
    })
}

fn on_disk(path: &Path, input: &Input, given: &[PathBuf], settings: &Settings) -> Result<WantedSchema, Problem> {
    let name = typed(path);
    let place = real(path);
    let names = || input.schemas.iter().map(|schema| &schema.name);
    let found = names().find(|known| **known == name).or_else(|| names().find(|known| real(Path::new(known)) == place));
    match found {
        Some(known) => Ok(WantedSchema::File(known.clone())),
        // A directory may be called as a subject is.
        None if path.is_dir() => Ok(WantedSchema::Name(name)),
        None => {
            let looked: Vec<String> = roots::paths(given, settings).iter().map(|path| typed(path)).collect();
            let namesake = input.schemas.iter().rev().find(|schema| schema.subject == name);
            let remedy = match namesake {
                Some(schema) => format!("if the subject of this name is meant, name its file {}", schema.name),
                None => "--schemas names their directory".to_owned(),
            };
            Err(Problem::of(name, format!("is a file, but not among the schemas in {}; {remedy}", looked.join(", "))))
        }
    }
}

/// The schema that a file was at the revision which the input is compared with.
fn former(path: &Path, input: &Input, repository: &Repository) -> Option<WantedSchema> {
    let inside = repository.inside(path).ok()?;
    let is_meant = |name: &str| split_revision(name).is_some_and(|(_, path)| path == inside);
    let in_place = input.schemas.iter().rev().find(|schema| is_meant(&schema.name));
    let in_place = in_place.map(|schema| WantedSchema::Name(schema.subject.clone()));
    in_place.or_else(|| {
        let mut released = input.past.iter().flat_map(|past| &past.released);
        let file = released.find(|file| is_meant(&file.before.name))?;
        Some(WantedSchema::File(file.now.as_ref().unwrap_or(&file.before.name).clone()))
    })
}
