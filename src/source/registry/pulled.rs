//! Finds the subjects of a run that were pulled from a registry: their levels, their groups, and the ids of their schemas.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::level::RegistryLevel;
use crate::model::input::{Input, Problem, SchemaText, VersionPlace};
use crate::model::path::{file_name, join, parent};
use crate::model::text::count;
use crate::model::version::Version;
use crate::source::config::Settings;
use crate::source::git::{GitEntry, Repository, Revision};
use crate::source::pins::PinFiles;
use crate::source::pulled_subject::{self, FILE, PulledSubject, RegistryId};

/// The subjects of a run that were pulled from a registry.
#[derive(Default, Debug)]
pub(crate) struct PulledSubjects {
    subjects: Vec<PulledDirectory>,
    /// Why some cannot be understood.
    pub(crate) problems: Vec<Problem>,
}

/// The directory of a subject.
#[derive(Debug)]
struct PulledDirectory {
    path: String,
    /// How the run calls the subject.
    subject: String,
    about: PulledSubject,
}

/// A version that was pulled: its subject as the run calls it, its number, and its file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PulledFile {
    pub(crate) subject: String,
    pub(crate) version: u32,
    pub(crate) file: String,
}

impl PulledSubjects {
    /// Reads what lies beside these schemas, on disk or at revisions of the repository whose root is given.
    pub(crate) fn beside(schemas: &[SchemaText], repository: Option<&Path>) -> PulledSubjects {
        let mut files = PinFiles::of(repository);
        PulledSubjects::of(directories(schemas), |directory| pulled_subject::read(directory, &mut files))
    }

    /// The same for a run that they judge: where its configuration is of a revision, levels and groups are of it, too.
    pub(crate) fn judging(schemas: &[SchemaText], settings: &Settings) -> PulledSubjects {
        let directories = directories(schemas);
        let mut files = PinFiles::of(settings.repository.as_deref());
        let mut here = |directory: &str| pulled_subject::read(directory, &mut files);
        let Some(name) = settings.revision.as_deref().filter(|_| !directories.is_empty()) else {
            return PulledSubjects::of(directories, here);
        };
        let opened = Repository::open(settings.repository.as_deref(), Path::new(".")).and_then(|repository| {
            let revision = repository.revision(name)?;
            Ok((repository, revision))
        });
        match opened {
            Ok((repository, revision)) => {
                PulledSubjects::of(directories, |directory| match at_revision(&repository, &revision, directory)? {
                    Some(then) => Ok(Some(then)),
                    None => here(directory),
                })
            }
            Err(problem) => PulledSubjects { problems: vec![problem], ..PulledSubjects::default() },
        }
    }

    fn of(
        directories: BTreeMap<String, String>,
        mut read: impl FnMut(&str) -> Result<Option<PulledSubject>, Problem>,
    ) -> PulledSubjects {
        let mut pulled = PulledSubjects::default();
        for (path, subject) in directories {
            match read(&path) {
                Ok(Some(about)) => pulled.subjects.push(PulledDirectory { path, subject, about }),
                Ok(None) => {}
                Err(problem) => pulled.problems.push(problem),
            }
        }
        pulled
    }

    /// The levels of the subjects.
    pub(crate) fn levels(&self) -> Vec<RegistryLevel> {
        let level = |pulled: &PulledDirectory| RegistryLevel {
            subject: pulled.subject.clone(),
            level: pulled.about.level,
            group: pulled.about.compatibility_group.clone(),
        };
        self.subjects.iter().map(level).collect()
    }

    /// Leaves out the versions of other groups than that of the registry's newest, where the registry compares only those of one. Others
    /// may refer to them. A version that the registry does not have yet is compared with that group.
    pub(crate) fn keep_groups(&self, input: &mut Input) {
        for PulledDirectory { path, subject, about } in &self.subjects {
            let Some(property) = &about.compatibility_group else { continue };
            let (mut left_out, newest) = (0, about.newest_group());
            let is_other = |number| about.ids.contains_key(&number) && about.groups.get(&number) != newest;
            for schema in &mut input.schemas {
                let is_here = parent(&schema.name).unwrap_or_default() == path;
                if is_here && number(schema).is_some_and(is_other) {
                    left_out += 1;
                    schema.subject.clone_from(&schema.name);
                    schema.place = VersionPlace::Own(Version::numbered("v1", vec![1]));
                    input.only_referred_to.insert(schema.name.clone());
                }
            }
            if left_out > 0 {
                input.notes.push(other_groups(subject, property, newest.map(String::as_str), left_out));
            }
        }
    }

    /// The versions that have the schema of an id.
    pub(crate) fn with_id(&self, id: RegistryId) -> Vec<PulledFile> {
        let of_subject = |PulledDirectory { path, subject, about }: &PulledDirectory| {
            let versions = about.ids.iter().filter(|(_, own)| **own == id);
            let file = |(version, _): (&u32, _)| PulledFile {
                subject: subject.clone(),
                version: *version,
                file: join(path, &format!("v{version}.avsc")),
            };
            versions.map(file).collect::<Vec<_>>()
        };
        self.subjects.iter().flat_map(of_subject).collect()
    }

    /// All versions that have an id.
    #[cfg(feature = "kafka")]
    pub(crate) fn files(&self) -> impl Iterator<Item = (RegistryId, PulledFile)> {
        self.subjects.iter().flat_map(|PulledDirectory { path, subject, about }| {
            about.ids.iter().map(move |(version, id)| {
                let file = join(path, &format!("v{version}.avsc"));
                (*id, PulledFile { subject: subject.clone(), version: *version, file })
            })
        })
    }

    /// The newest version of the first subject that has the schema of an id.
    #[cfg(feature = "kafka")]
    pub(crate) fn newest_beside(&self, id: RegistryId) -> Option<PulledFile> {
        let has_id = |pulled: &&PulledDirectory| pulled.about.ids.values().any(|own| *own == id);
        let PulledDirectory { path, subject, about } = self.subjects.iter().find(has_id)?;
        let version = *about.ids.keys().max()?;
        Some(PulledFile { subject: subject.clone(), version, file: join(path, &format!("v{version}.avsc")) })
    }

    /// How many ids there are.
    pub(crate) fn ids(&self) -> usize {
        self.subjects.iter().flat_map(|pulled| pulled.about.ids.values()).collect::<BTreeSet<_>>().len()
    }
}

/// The directories of versions that may have been pulled, each with its subject.
fn directories(schemas: &[SchemaText]) -> BTreeMap<String, String> {
    let versions = schemas.iter().filter(|schema| number(schema).is_some());
    let directory = |schema: &SchemaText| parent(&schema.name).unwrap_or_default().to_owned();
    versions.map(|schema| (directory(schema), schema.subject.clone())).collect()
}

/// What a directory says at a revision, which may be nothing; `None` if it was not there.
fn at_revision(
    repository: &Repository,
    revision: &Revision,
    directory: &str,
) -> Result<Option<PulledSubject>, Problem> {
    let Ok(place) = repository.inside(Path::new(directory)) else { return Ok(None) };
    let file = join(&place, FILE);
    let problem = |message: String| Problem::of(format!("{}:{file}", revision.prefix), message);
    match repository.entry(revision, &place).map_err(problem)? {
        Some(GitEntry::Directory(_)) => {}
        Some(GitEntry::File(_) | GitEntry::Closed(_)) | None => return Ok(None),
    }
    match repository.entry(revision, &file).map_err(problem)? {
        Some(GitEntry::File(blob)) => {
            let text = repository.text(blob).map_err(problem)?;
            PulledSubject::parse(&text).map(Some).map_err(problem)
        }
        Some(GitEntry::Directory(_) | GitEntry::Closed(_)) | None => Ok(Some(PulledSubject::default())),
    }
}

/// The note about the versions of a subject that are in other groups than the newest.
pub(super) fn other_groups(subject: &str, property: &str, group: Option<&str>, left_out: usize) -> String {
    let group = group.map_or("nothing".to_owned(), |group| format!("\"{group}\""));
    format!(
        "`{subject}` is compared only with versions whose `{property}` is {group}, as it is of the newest; left out: {}",
        count(left_out, "other version")
    )
}

/// The number of a version, if its file is called as a pull calls it.
fn number(schema: &SchemaText) -> Option<u32> {
    let is_own = matches!(schema.place, VersionPlace::Own(_));
    let number = file_name(&schema.name).strip_prefix('v')?.strip_suffix(".avsc")?.parse().ok()?;
    is_own.then_some(number)
}
