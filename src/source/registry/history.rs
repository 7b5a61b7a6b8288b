//! Reads all versions of all subjects of a registry, with what they refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema_registry::{Registered, SchemaId, SchemaKind, SubjectVersion};

use super::open::{OpenRegistry, problem};
use crate::model::input::Problem;
use crate::model::text::listed;
use crate::source::pins::{VersionPin, references_path, schema_path};
use crate::source::pulled_subject::{self, PulledSubject, RegistryId};

/// All that a registry has, as files.
#[derive(Default, Debug)]
pub(crate) struct RegistryHistory {
    /// By their names.
    pub(crate) subjects: Vec<SubjectFiles>,
    pub(crate) notes: Vec<String>,
    /// What is not among the files, or may not be.
    pub(crate) problems: Vec<Problem>,
}

/// The files of one subject.
#[derive(Default, Debug)]
pub(crate) struct SubjectFiles {
    /// By their numbers.
    pub(crate) versions: BTreeMap<u32, VersionFiles>,
    /// Its level, and the ids of its versions.
    pub(crate) about: PulledSubject,
    /// The path of the file with that.
    pub(crate) about_path: String,
}

/// The files of one version: paths below a directory, and texts.
#[derive(Debug)]
pub(crate) struct VersionFiles {
    pub(crate) schema: (String, String),
    /// What the schema refers to, if anything.
    pub(crate) references: Option<(String, String)>,
}

/// Reads a registry.
///
/// # Errors
/// It could not be read to the end.
pub(crate) fn read(registry: &OpenRegistry) -> Result<RegistryHistory, Problem> {
    let reader = &registry.reader;
    let subjects = reader.subjects().map_err(problem)?;
    let mut history = RegistryHistory::default();
    let versions = reader.each(&subjects, |subject| or_missing(reader.versions(subject))).map_err(problem)?;
    let (mut wanted, mut gone) = (BTreeSet::new(), Vec::new());
    for (subject, versions) in subjects.iter().zip(versions) {
        match versions {
            Some(versions) => wanted.extend(versions.into_iter().map(|version| SubjectVersion::new(subject, version))),
            None => gone.push(format!("`{subject}`")),
        }
    }
    if !gone.is_empty() {
        history.notes.push(format!("deleted while the registry was read: {}", listed(&gone, 5, ", ")));
    }
    let mut read: BTreeMap<SubjectVersion, Option<Arc<Registered>>> = BTreeMap::new();
    // What is referred to may be in another context, or deleted.
    while !wanted.is_empty() {
        let asked: Vec<SubjectVersion> = std::mem::take(&mut wanted).into_iter().collect();
        let answers = reader.each(&asked, |of| or_missing(reader.schema(of))).map_err(problem)?;
        for registered in answers.iter().flatten() {
            wanted.extend(registered.schema.references.iter().map(|reference| reference.target.clone()));
        }
        read.extend(asked.into_iter().zip(answers));
        wanted.retain(|of| !read.contains_key(of));
    }
    history.take(registry, &read)?;
    let hints = registry.hints();
    history.notes.extend(hints.notes);
    history.problems.extend(hints.problems);
    if history.subjects.is_empty() && history.problems.is_empty() {
        let message = format!("{} has no Avro schemas; check the address, and the context", registry.name);
        history.problems.push(Problem::of_run(message));
    }
    Ok(history)
}

impl RegistryHistory {
    fn take(
        &mut self,
        registry: &OpenRegistry,
        read: &BTreeMap<SubjectVersion, Option<Arc<Registered>>>,
    ) -> Result<(), Problem> {
        let mut left_out: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
        let (mut deleted, mut avro) = (BTreeSet::new(), BTreeMap::new());
        for (of, registered) in read {
            match registered {
                None => drop(deleted.insert(of)),
                Some(registered) if registered.schema.kind != SchemaKind::Avro => {
                    let kind = registered.schema.kind.to_string();
                    left_out.entry((&of.subject, kind)).or_default().push(format!("v{}", of.version));
                }
                Some(registered) => {
                    let versions: &mut Vec<&Registered> = avro.entry(&of.subject).or_default();
                    versions.push(registered);
                }
            }
        }
        self.add_subjects(registry, &avro)?;
        let users = read.values().flatten().flat_map(|user| user.schema.references.iter().map(move |one| (user, one)));
        let broken: Vec<Problem> = users
            .filter(|(_, reference)| deleted.contains(&reference.target))
            .map(|(user, reference)| {
                let (user, target) = (&user.of, &reference.target);
                Problem::of_run(format!(
                    "{user} refers to {target}, which the registry does not have; restore that version"
                ))
            })
            .collect();
        let is_referred_to = |of: &&&SubjectVersion| {
            let mut references = read.values().flatten().flat_map(|user| &user.schema.references);
            references.any(|reference| reference.target == ***of)
        };
        let gone = deleted.iter().filter(|of| !is_referred_to(of));
        self.notes.extend(gone.map(|of| format!("{of} was deleted while it was read")));
        self.problems.extend(broken);
        self.notes.extend(left_out.into_iter().map(|((subject, kind), versions)| {
            format!("`{subject}` is {kind}, not Avro, and is left out: {}", listed(&versions, 5, ", "))
        }));
        Ok(())
    }

    fn add_subjects(
        &mut self,
        registry: &OpenRegistry,
        avro: &BTreeMap<&String, Vec<&Registered>>,
    ) -> Result<(), Problem> {
        let names: Vec<&String> = avro.keys().copied().collect();
        let levels = registry.reader.each(&names, |name| registry.reader.level(name)).map_err(problem)?;
        for ((subject, versions), configured) in avro.iter().zip(levels) {
            let level = registry.understood(subject, configured).map_err(|problem| self.problems.push(problem));
            let (level, group) = level.map_or((None, None), |level| (level.level, level.group));
            let mut files = SubjectFiles { about_path: pulled_subject::path_of(subject), ..SubjectFiles::default() };
            for registered in versions {
                let (version, property) = (registered.of.version, group.as_ref());
                if let Some(own) = property.and_then(|group| registered.properties.get(group)) {
                    files.about.groups.insert(version, own.clone());
                }
                match id(&registered.id) {
                    Some(id) => drop(files.about.ids.insert(version, id)),
                    None => {
                        let message = format!("{} has the id {}, which is no UUID", registered.of, registered.id);
                        self.problems.push(Problem::of_run(message));
                    }
                }
                files.versions.insert(version, VersionFiles::of(registered));
            }
            files.about.level = level;
            files.about.compatibility_group = group;
            self.subjects.push(files);
        }
        Ok(())
    }
}

/// The id as messages have it; `None` for a text that is none.
fn id(id: &SchemaId) -> Option<RegistryId> {
    match id {
        SchemaId::Number(number) => Some(RegistryId::Number(*number)),
        SchemaId::Uuid(text) => text.parse().ok().map(RegistryId::Version),
    }
}

impl VersionFiles {
    fn of(registered: &Registered) -> VersionFiles {
        let path = schema_path(&registered.of.subject, registered.of.version);
        let pin = |reference: &schema_registry::Reference| VersionPin {
            name: reference.name.clone(),
            subject: reference.target.subject.clone(),
            version: reference.target.version,
        };
        let pins: BTreeSet<VersionPin> = registered.schema.references.iter().map(pin).collect();
        let references = (!pins.is_empty()).then(|| {
            let text = serde_json::to_string_pretty(&pins).expect("texts and numbers are JSON");
            (references_path(&path), text + "\n")
        });
        VersionFiles { schema: (path, registered.schema.text.clone()), references }
    }
}

/// The answer, or nothing where the registry has no such thing any more.
fn or_missing<T>(answer: Result<T, schema_registry::Error>) -> Result<Option<T>, schema_registry::Error> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error),
    }
}
