//! Puts local schemas after the versions of their subjects in a registry.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use schema_registry::{Registered, Registry, SchemaKind, SubjectVersion};

use super::level::RegistryLevel;
use super::local::{self, LocalFile, LocalSchemas, LocalSubject};
use super::naming::names;
use super::open::{OpenRegistry, problem};
use super::pulled::other_groups;
use super::unknown;
use crate::model::input::{FixtureText, Input, PinnedReference, Problem, SchemaText, VersionPlace};
use crate::model::text::listed;
use crate::model::version::{Version, WORKING_TREE};
use crate::source::files::SourceFile;

/// Local schemas after what a registry has, and what it demands of them.
#[derive(Debug, Default)]
pub(crate) struct ComparedWithRegistry {
    pub(crate) input: Input,
    pub(crate) levels: Vec<RegistryLevel>,
}

/// A subject that the registry has.
pub(super) struct KnownSubject<'a> {
    pub(super) local: &'a LocalSubject,
    pub(super) name: String,
    pub(super) level: RegistryLevel,
    /// Its versions, in ascending order.
    pub(super) versions: Vec<SubjectVersion>,
}

/// Reads from a registry what the schemas of an input are compared with; `only` says which of their files are meant, if not all.
pub(crate) fn compare(registry: &OpenRegistry, input: Input, only: Option<&BTreeSet<String>>) -> ComparedWithRegistry {
    let notes = input.notes.clone();
    let local = local::newest(input, only);
    let mut compared = if local.problems.is_empty() {
        read(registry, &local).unwrap_or_else(|problems| ComparedWithRegistry {
            input: Input { problems, ..Input::default() },
            ..ComparedWithRegistry::default()
        })
    } else {
        let input = Input { problems: local.problems, ..Input::default() };
        ComparedWithRegistry { input, ..ComparedWithRegistry::default() }
    };
    let hints = registry.hints();
    compared.input.notes.extend(notes.into_iter().chain(hints.notes));
    compared.input.problems.extend(hints.problems);
    compared
}

fn read(registry: &OpenRegistry, local: &LocalSchemas) -> Result<ComparedWithRegistry, Vec<Problem>> {
    let one = |problem: Problem| vec![problem];
    let find = |local: &LocalSubject| {
        let names = names(registry.naming.as_ref(), &local.name, local.record.as_ref());
        let names = names.map_err(|message| Problem::of(&local.file, message))?;
        known(registry, &names).map(|known| (names, known))
    };
    let found = registry.reader.each(&local.subjects.iter().collect::<Vec<_>>(), |local| find(local)).map_err(one)?;
    let mut building = Building::new(registry);
    let (mut new, mut subjects) = (Vec::new(), Vec::new());
    for (local, (names, known)) in local.subjects.iter().zip(found) {
        match known {
            Some((name, level, versions)) => subjects.push(KnownSubject { local, name, level, versions }),
            None => new.push((local, names.last().cloned().unwrap_or_default())),
        }
    }
    let named = subjects.iter().map(|known| (&known.name, known.local));
    let clashes = clashes(named.chain(new.iter().map(|(local, name)| (name, *local))));
    if !clashes.is_empty() {
        return Err(clashes);
    }
    // All at the same time; below they are known.
    let all: Vec<&SubjectVersion> = subjects.iter().flat_map(|known| &known.versions).collect();
    registry.reader.each(&all, |of| registry.reader.schema(of)).map_err(|error| one(problem(error)))?;
    let mut levels = Vec::new();
    for known in subjects {
        building.add(&known, local).map_err(one)?;
        levels.push(known.level);
    }
    for (local_subject, name) in &new {
        building.add_local(local_subject, name, local, &[]);
    }
    building.add_referenced(local).map_err(one)?;
    if !levels.is_empty() {
        building.note_new(&new);
    } else if !local.subjects.is_empty() {
        match unknown::none_is_known(registry, local) {
            Ok(note) => building.input.notes.push(note),
            Err(problem) => building.input.problems.push(problem),
        }
    }
    building.input.schemas.sort_by(|a, b| a.name.cmp(&b.name));
    building.input.fixtures.sort_by(|a, b| a.records.name.cmp(&b.records.name));
    Ok(ComparedWithRegistry { input: building.input, levels })
}

pub(super) type FoundSubject = Option<(String, RegistryLevel, Vec<SubjectVersion>)>;

/// The first of these subjects that the registry has.
pub(super) fn known(registry: &OpenRegistry, names: &[String]) -> Result<FoundSubject, Problem> {
    for name in names {
        let versions = match registry.reader.versions(name) {
            Ok(versions) if versions.is_empty() => continue,
            Ok(versions) => versions,
            Err(error) if error.is_missing() => continue,
            Err(error) => return Err(problem(error)),
        };
        let level = registry.level(name)?;
        // A read-only one becomes a remark.
        registry.reader.mode(name).map_err(problem)?;
        let versions = versions.into_iter().map(|version| SubjectVersion::new(name, version)).collect();
        return Ok(Some((name.clone(), level, versions)));
    }
    Ok(None)
}

/// Schemas that would be versions of one subject.
fn clashes<'a>(named: impl Iterator<Item = (&'a String, &'a LocalSubject)>) -> Vec<Problem> {
    let mut first: BTreeMap<&String, &LocalSubject> = BTreeMap::new();
    let mut problems = Vec::new();
    for (name, local) in named {
        if let Some(other) = first.insert(name, local) {
            let message = format!(
                "and {} are both the subject `{name}`; say which is which: [[subject]] with `name` and `paths` in avrocheck.toml",
                other.file
            );
            problems.push(Problem::of(&local.file, message));
        }
    }
    problems
}

/// The input that is put together.
pub(super) struct Building<'a> {
    registry: &'a OpenRegistry,
    pub(super) input: Input,
    /// Versions in whose place others are read that have the same schema.
    pub(super) twins: BTreeMap<SubjectVersion, SubjectVersion>,
    /// The versions that are in it, by the names of their files.
    read: BTreeMap<String, Arc<Registered>>,
}

impl<'a> Building<'a> {
    pub(super) fn new(registry: &'a OpenRegistry) -> Building<'a> {
        Building { registry, input: Input::default(), twins: BTreeMap::new(), read: BTreeMap::new() }
    }

    fn reader(&self) -> &Registry {
        &self.registry.reader
    }

    /// Adds the versions of a subject, and the local schema as the newest.
    pub(super) fn add(&mut self, known: &KnownSubject<'_>, local: &LocalSchemas) -> Result<(), Problem> {
        let reader = self.reader();
        let versions = reader.each(&known.versions, |of| reader.schema(of)).map_err(problem)?;
        let (avro, others): (Vec<_>, Vec<_>) =
            versions.into_iter().partition(|version| version.schema.kind == SchemaKind::Avro);
        if !others.is_empty() {
            let labels: Vec<String> = others.iter().map(|other| format!("v{}", other.of.version)).collect();
            let kind = &others[0].schema.kind;
            let note = format!("`{}` is {kind}, not Avro, and is left out: {}", known.name, listed(&labels, 5, ", "));
            self.input.notes.push(note);
        }
        let avro = self.of_group(known, avro);
        for version in &avro {
            let number = version.of.version;
            let version_of_file = Version::numbered(&format!("v{number}"), vec![u64::from(number)]);
            self.enter(version, &known.name, version_of_file);
        }
        self.add_local(known.local, &known.name, local, &avro);
        Ok(())
    }

    /// The versions of the same group as the newest, if the registry compares only those.
    fn of_group(&mut self, known: &KnownSubject<'_>, versions: Vec<Arc<Registered>>) -> Vec<Arc<Registered>> {
        let (Some(group), Some(newest)) = (&known.level.group, versions.last()) else { return versions };
        let own = newest.properties.get(group).cloned();
        let (same, others): (Vec<_>, Vec<_>) =
            versions.into_iter().partition(|version| version.properties.get(group) == own.as_ref());
        if !others.is_empty() {
            self.input.notes.push(other_groups(&known.name, group, own.as_deref(), others.len()));
        }
        same
    }

    pub(super) fn enter(&mut self, registered: &Arc<Registered>, subject: &str, version: Version) {
        let SourceFile { name, text, .. } = self.registry.file(registered);
        let reference = |reference: &schema_registry::Reference| PinnedReference {
            name: reference.name.clone(),
            file: self.registry.file_name(self.twins.get(&reference.target).unwrap_or(&reference.target)),
        };
        let references = registered.schema.references.iter().map(reference).collect();
        let place = VersionPlace::Own(version);
        self.read.insert(name.clone(), Arc::clone(registered));
        self.input.schemas.push(SchemaText { name, text, subject: subject.to_owned(), place, references });
    }

    fn add_local(&mut self, local: &LocalSubject, name: &str, all: &LocalSchemas, older: &[Arc<Registered>]) {
        let number = older.last().map_or(0, |newest| u64::from(newest.of.version)) + 1;
        let version = Version::numbered(WORKING_TREE, vec![number]);
        let fixtures = local.fixtures.iter().cloned();
        let fixtures = fixtures.map(|own| FixtureText { subject: name.to_owned(), version: version.clone(), ..own });
        self.input.fixtures.extend(fixtures);
        let LocalFile { text, references } = &all.files[&local.file];
        self.input.schemas.push(SchemaText {
            name: local.file.clone(),
            text: text.clone(),
            subject: name.to_owned(),
            place: VersionPlace::Own(version),
            references: references.clone(),
        });
    }

    /// Adds what is only referred to: further versions in the registry, and further local files.
    pub(super) fn add_referenced(&mut self, local: &LocalSchemas) -> Result<(), Problem> {
        let direct: Vec<Arc<Registered>> = self.read.values().cloned().collect();
        let reader = self.reader();
        let closures = reader.each(&direct, |of| reader.closure(of)).map_err(problem)?;
        for other in closures.into_iter().flatten() {
            let name = self.registry.file_name(&other.of);
            if !self.read.contains_key(&name) {
                self.registry.demand_avro(&other)?;
                self.input.only_referred_to.insert(name.clone());
                self.enter(&other, &name, Version::numbered("v1", vec![1]));
            }
        }
        let known: HashSet<String> = self.input.schemas.iter().map(|schema| schema.name.clone()).collect();
        for (name, LocalFile { text, references }) in &local.files {
            if !known.contains(name) {
                self.input.only_referred_to.insert(name.clone());
                self.input.schemas.push(SchemaText {
                    name: name.clone(),
                    text: text.clone(),
                    subject: name.clone(),
                    place: VersionPlace::Own(Version::numbered(WORKING_TREE, vec![1])),
                    references: references.clone(),
                });
            }
        }
        Ok(())
    }

    fn note_new(&mut self, new: &[(&LocalSubject, String)]) {
        let names: Vec<String> = new.iter().map(|(_, name)| format!("`{name}`")).collect();
        if !names.is_empty() {
            let (registry, names) = (&self.registry.name, listed(&names, 5, ", "));
            self.input.notes.push(format!("new, because {registry} has no such subject: {names}"));
        }
    }
}
