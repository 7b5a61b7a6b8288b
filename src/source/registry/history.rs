//! Reads all versions of all subjects of a registry, with what they refer to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use schema_registry::{Registered, SchemaKind, SubjectVersion};

use super::open::{OpenRegistry, problem};
use crate::model::input::Problem;
use crate::model::text::listed;
use crate::source::pins::{VersionPin, references_path, schema_path};

/// All that a registry has, as files.
#[derive(Default, Debug)]
pub(crate) struct RegistryHistory {
    /// Each version, by its path.
    pub(crate) files: Vec<VersionFiles>,
    /// How many subjects they are of.
    pub(crate) subjects: usize,
    pub(crate) notes: Vec<String>,
    /// What is not among the files, or may not be.
    pub(crate) problems: Vec<Problem>,
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
    history.take(read);
    let hints = registry.hints();
    history.notes.extend(hints.notes);
    history.problems.extend(hints.problems);
    if history.files.is_empty() && history.problems.is_empty() {
        let message = format!("{} has no Avro schemas; check the address, and the context", registry.name);
        history.problems.push(Problem::of_run(message));
    }
    Ok(history)
}

impl RegistryHistory {
    fn take(&mut self, read: BTreeMap<SubjectVersion, Option<Arc<Registered>>>) {
        let mut left_out: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
        let (mut deleted, mut subjects) = (BTreeSet::new(), BTreeSet::new());
        for (of, registered) in &read {
            match registered {
                None => drop(deleted.insert(of)),
                Some(registered) if registered.schema.kind != SchemaKind::Avro => {
                    let kind = registered.schema.kind.to_string();
                    left_out.entry((&of.subject, kind)).or_default().push(format!("v{}", of.version));
                }
                Some(registered) => {
                    subjects.insert(&of.subject);
                    self.files.push(VersionFiles::of(registered));
                }
            }
        }
        self.subjects = subjects.len();
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
