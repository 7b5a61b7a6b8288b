//! Finds what differs between local schemas and a registry.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema_registry::{SchemaKind, SubjectVersion};

use super::level::RegistryLevel;
use super::naming::names;
use super::open::{OpenRegistry, problem};
use super::pulled::PulledSubjects;
use super::schema::decoded;
use crate::history::{History, LinkedSubject, SubjectVersion as LocalVersion};
use crate::model::date::Date;
use crate::model::input::{Input, Problem};
use crate::model::level::Level;
use crate::policy::Policy;
use crate::policy::judgement::Judge;
use crate::policy::origin::Stated;
use crate::source::config::Settings;
use crate::source::lookup::named::{NamedSchema, SchemaOrigin};

/// What differs between local schemas and a registry.
#[derive(Debug, Default)]
pub(crate) struct RegistryDrift {
    /// How many subjects are on either side.
    pub(crate) subjects: usize,
    /// How many versions were compared.
    pub(crate) versions: usize,
    /// By subject and version.
    pub(crate) differences: Vec<RegistryDifference>,
    pub(crate) notes: Vec<String>,
    pub(crate) problems: Vec<Problem>,
}

/// A difference of a subject, or of one of its versions.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct RegistryDifference {
    pub(crate) subject: String,
    /// The number in the registry.
    pub(crate) version: Option<u32>,
    pub(crate) kind: DriftKind,
}

/// How a subject or a version differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum DriftKind {
    /// Only the registry has it.
    OnlyInRegistry,
    /// Only the local schemas have it.
    OnlyHere,
    /// Data are read and written in the same way; names of documentation or other attributes differ.
    OtherText,
    /// Data are not read and written in the same way.
    OtherMeaning,
    /// The names of the levels that the configuration and the registry set.
    OtherLevel { here: &'static str, there: &'static str },
}

/// Compares local schemas with a registry.
pub(crate) fn drift(registry: &OpenRegistry, input: Input, settings: &Settings) -> RegistryDrift {
    let mut drift = RegistryDrift { problems: input.problems, notes: input.notes, ..RegistryDrift::default() };
    let pulled = PulledSubjects::beside(&input.schemas, settings.repository.as_deref());
    let levels: Vec<(String, Level)> = pulled.levels().iter().filter_map(RegistryLevel::of_subject).collect();
    // The registry's name of a subject is that of its directory, decoded.
    let levels = levels.into_iter().map(|(name, level)| (decoded(&name).unwrap_or(name), level));
    let settings = &settings.clone().with_registry_levels(&levels.collect::<Vec<_>>());
    drift.problems.extend(pulled.problems);
    let history = History::with_types(input.schemas, input.types);
    let library = Arc::new(history.whole_library());
    drift.problems.extend(history.unreadable(&library));
    let mut linked = Vec::new();
    for subject in &history.subjects {
        let (found, problems) = history.link(subject, &library);
        drift.problems.extend(problems);
        linked.push(found);
    }
    if drift.problems.is_empty()
        && let Err(found) = drift.compare(registry, linked, settings)
    {
        drift.problems.push(found);
    }
    let hints = registry.hints();
    drift.notes.extend(hints.notes);
    drift.problems.extend(hints.problems);
    drift.differences.sort();
    drift
}

impl RegistryDrift {
    fn compare(
        &mut self,
        registry: &OpenRegistry,
        local: Vec<LinkedSubject>,
        settings: &Settings,
    ) -> Result<(), Problem> {
        let subjects = registry.reader.subjects().map_err(problem)?;
        let listed = registry.reader.each(&subjects, |subject| registry.reader.versions(subject)).map_err(problem)?;
        let mut there: BTreeMap<&str, Vec<u32>> = subjects.iter().map(String::as_str).zip(listed).collect();
        let policy = settings.policy(Date::EARLIEST, None);
        let other = Level::ALL.into_iter().find(|level| *level != policy.level.value).unwrap_or(Level::DEFAULT);
        let other = Policy { level: Stated { value: other, ..policy.level.clone() }, ..policy.clone() };
        let (judge, other) = (Judge::new(&policy), Judge::new(&other));
        self.subjects = there.len();
        for mut subject in local {
            let Some(newest) = subject.versions.last() else { continue };
            let root = subject.shapes.get(newest.schema.root_shape()).name().cloned();
            let file = newest.schema.source(newest.schema.links.root.file).name.clone();
            let called = names(registry.naming.as_ref(), &subject.name, root.as_ref());
            let called = called.map_err(|message| Problem::of(&file, message))?;
            let candidates = decoded(&subject.name).into_iter().chain(called);
            let Some((name, versions)) =
                candidates.into_iter().find_map(|name| Some((name.clone(), there.remove(&*name)?)))
            else {
                self.subjects += 1;
                self.add(&subject.name, None, DriftKind::OnlyHere);
                continue;
            };
            let here = judge.of(Some(&name), &file).effective.level;
            // An override sets it if it is the same whatever the level of all is.
            let is_set = || here == other.of(Some(&name), &file).effective.level;
            if settings.plain.level.is_some() || is_set() {
                self.add_level(&name, here, registry.level(&name)?.level);
            }
            self.add_subject(registry, &name, &mut subject, &versions)?;
        }
        for (name, versions) in there.into_iter().filter(|(_, versions)| !versions.is_empty()) {
            let newest = SubjectVersion::new(name, versions[versions.len() - 1]);
            match &registry.reader.schema(&newest).map_err(problem)?.schema.kind {
                SchemaKind::Avro => self.add(name, None, DriftKind::OnlyInRegistry),
                kind => {
                    self.subjects -= 1;
                    self.notes.push(format!("`{name}` is {kind}, not Avro, and is left out"));
                }
            }
        }
        Ok(())
    }

    fn add(&mut self, subject: &str, version: Option<u32>, kind: DriftKind) {
        self.differences.push(RegistryDifference { subject: subject.to_owned(), version, kind });
    }

    fn add_level(&mut self, subject: &str, here: Level, there: Option<Level>) {
        if let Some(there) = there.filter(|there| *there != here) {
            self.add(subject, None, DriftKind::OtherLevel { here: here.name(), there: there.name() });
        }
    }

    /// Compares the versions of a subject by their numbers, or where files have none, the file with the newest.
    fn add_subject(
        &mut self,
        registry: &OpenRegistry,
        name: &str,
        local: &mut LinkedSubject,
        there: &[u32],
    ) -> Result<(), Problem> {
        let versions = std::mem::take(&mut local.versions);
        let number = |version: &LocalVersion| match version.version.numbers() {
            Some([number]) => u32::try_from(*number).ok(),
            Some(_) | None => None,
        };
        let numbered: Option<BTreeMap<u32, &LocalVersion>> =
            versions.iter().map(|version| Some((number(version)?, version))).collect();
        let is_numbered = numbered.is_some();
        let here = numbered.unwrap_or_else(|| there.last().copied().zip(versions.last()).into_iter().collect());
        let all: BTreeSet<u32> = here.keys().chain(there.iter().filter(|_| is_numbered)).copied().collect();
        // All at the same time; below they are known.
        let both: Vec<SubjectVersion> = all
            .iter()
            .filter(|one| here.contains_key(one) && there.contains(one))
            .map(|one| SubjectVersion::new(name, *one))
            .collect();
        registry.reader.each(&both, |of| registry.reader.schema(of)).map_err(problem)?;
        for version in all {
            let is_there = there.contains(&version);
            match here.get(&version) {
                None => self.add(name, Some(version), DriftKind::OnlyInRegistry),
                Some(_) if !is_there => self.add(name, Some(version), DriftKind::OnlyHere),
                Some(own) => {
                    let of = SubjectVersion::new(name, version);
                    let registered = registry.reader.schema(&of).map_err(problem)?;
                    if registered.schema.kind != SchemaKind::Avro {
                        self.notes.push(format!("{of} is {}, not Avro, and is left out", registered.schema.kind));
                        continue;
                    }
                    let kind = difference(registry, own, &of, local)?;
                    self.versions += 1;
                    kind.into_iter().for_each(|kind| self.add(name, Some(version), kind));
                }
            }
        }
        Ok(())
    }
}

/// How a local version differs from that in a registry.
fn difference(
    registry: &OpenRegistry,
    own: &LocalVersion,
    of: &SubjectVersion,
    local: &mut LinkedSubject,
) -> Result<Option<DriftKind>, Problem> {
    let read = registry.schema(&of.subject, Some(of.version))?;
    let (file, text) = (read.file.name, read.file.text.into_string());
    let origin = SchemaOrigin::Registry { subject: of.subject.clone() };
    let (label, others) = (read.label, read.others);
    let named = NamedSchema { label, file, text, others, unlinked: Vec::new(), origin, about: None };
    let first = |mut problems: Vec<Problem>| problems.swap_remove(0);
    let there = named.parse(&mut local.shapes).map_err(first)?;
    if there.root_shape() != own.schema.root_shape() {
        return Ok(Some(DriftKind::OtherMeaning));
    }
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    let own_text = &own.schema.source(own.schema.links.root.file).text;
    let is_same = **own_text == *named.text || json(own_text).is_some_and(|own| Some(own) == json(&named.text));
    Ok((!is_same).then_some(DriftKind::OtherText))
}
