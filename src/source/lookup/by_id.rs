//! Finds the schemas of messages by the ids that a registry gave them: in the registry itself, or among what was pulled from it.

use std::cell::OnceCell;
use std::path::Path;
use std::sync::Arc;

use super::archive::Archive;
use super::link::linked_file;
use super::named::{NamedSchema, SchemaOrigin};
use crate::history::known::KnownVersion;
use crate::model::input::{Input, Problem};
use crate::model::text::count;
use crate::source::location::Location;
use crate::source::pulled_subject::RegistryId;
use crate::source::registry::open::OpenRegistry;
use crate::source::registry::pulled::{PulledFile, PulledSubjects};
use crate::source::registry::schema::RegistrySchema;

/// What to do where nothing says which schema an id means.
const NO_REGISTRY: &str =
    "name the registry with --registry, or with --schemas a directory that `avrocheck registry pull` wrote";

/// Where the schemas of ids are looked up.
pub(crate) struct SchemasById<'a> {
    archive: &'a Archive,
    registry: Option<Arc<OpenRegistry>>,
    pulled: OnceCell<PulledById>,
}

/// What was pulled, and what else is wrong with its directories.
#[derive(Default)]
struct PulledById {
    subjects: PulledSubjects,
    problems: Vec<Problem>,
}

impl<'a> SchemasById<'a> {
    /// A registry, by its URL or its name in the configuration, or else the directories of an archive.
    ///
    /// # Errors
    /// There is no such registry.
    pub(crate) fn new(registry: Option<&str>, archive: &'a Archive) -> Result<SchemasById<'a>, Problem> {
        let registry = registry.map(|name| archive.registry(name)).transpose()?;
        Ok(SchemasById { archive, registry, pulled: OnceCell::new() })
    }

    /// The schema of an id.
    ///
    /// # Errors
    /// There is none, or more than one, or it cannot be read.
    pub(crate) fn schema(&self, id: RegistryId) -> Result<NamedSchema, Vec<Problem>> {
        let one = |problem: Problem| vec![problem];
        if let Some(registry) = &self.registry {
            return registry.schema_of_id(id).map(named).map_err(one);
        }
        let files = self.pulled().subjects.with_id(id);
        let Some((first, others)) = files.split_first() else { return Err(self.unknown(id)) };
        let text = |PulledFile { file, .. }: &PulledFile| {
            let text = Location::of(Path::new(file)).and_then(|location| location.text());
            text.map_err(|Problem { message, .. }| one(gone(file, &message)))
        };
        let meant = meaning(&text(first)?);
        for other in others {
            if meaning(&text(other)?) != meant {
                let message = format!(
                    "has the id {id}, and so has another schema, {}: they are of two registries, or of two contexts of one; name the \
                     directory of one of them with --schemas",
                    other.file
                );
                return Err(one(Problem::of(&first.file, message)));
            }
        }
        Location::of(Path::new(&first.file)).and_then(|location| linked_file(&location, self.archive)).map_err(one)
    }

    /// The id of a schema among what was pulled, by its text.
    #[cfg(feature = "kafka")]
    pub(crate) fn id_of(&self, text: &str) -> Option<RegistryId> {
        let meant = meaning(text);
        self.pulled().subjects.files().find_map(|(id, file)| {
            let other = Location::of(Path::new(&file.file)).and_then(|location| location.text()).ok()?;
            (meaning(&other) == meant).then_some(id)
        })
    }

    /// The newest schema of the subject that has the schema of an id; of several subjects, of the first.
    ///
    /// # Errors
    /// It is not known which subject that is, or the schema cannot be read.
    #[cfg(feature = "kafka")]
    pub(crate) fn newest(&self, id: RegistryId) -> Result<NamedSchema, Vec<Problem>> {
        let one = |problem: Problem| vec![problem];
        if let Some(registry) = &self.registry {
            let versions = registry.versions_of_id(id).map_err(one)?;
            let Some(KnownVersion { subject, .. }) = versions.first() else {
                let message =
                    format!("the registry does not say which subject has the id {id}, nor what its newest version is");
                return Err(one(Problem::of_run(message)));
            };
            return registry.schema(subject, None).map(named).map_err(one);
        }
        let Some(file) = self.pulled().subjects.newest_beside(id) else { return Err(self.unknown(id)) };
        Location::of(Path::new(&file.file)).and_then(|location| linked_file(&location, self.archive)).map_err(one)
    }

    /// Whether the registry, or the directories, can be read and have no schema with an id.
    #[cfg(feature = "kafka")]
    pub(crate) fn lacks(&self, id: RegistryId) -> bool {
        match &self.registry {
            Some(registry) => registry.lacks_id(id),
            None => self.pulled().subjects.ids() > 0 && self.pulled().subjects.with_id(id).is_empty(),
        }
    }

    /// The versions that have the schema of an id, as far as they are known.
    ///
    /// # Errors
    /// The registry could not be read.
    pub(crate) fn versions(&self, id: RegistryId) -> Result<Vec<KnownVersion>, Problem> {
        if let Some(registry) = &self.registry {
            return registry.versions_of_id(id);
        }
        let known = |file: PulledFile| KnownVersion { subject: file.subject, version: format!("v{}", file.version) };
        Ok(self.pulled().subjects.with_id(id).into_iter().map(known).collect())
    }

    fn pulled(&self) -> &PulledById {
        self.pulled.get_or_init(|| {
            if self.archive.is_unnamed() {
                return PulledById::default();
            }
            let Input { schemas, problems, .. } = self.archive.read();
            PulledById { subjects: PulledSubjects::beside(&schemas, self.archive.repository()), problems }
        })
    }

    fn unknown(&self, id: RegistryId) -> Vec<Problem> {
        let PulledById { subjects, problems } = self.pulled();
        let message = match subjects.ids() {
            0 => format!("a registry gave its schema the id {id}; {NO_REGISTRY}"),
            ids => format!(
                "a registry gave its schema the id {id}, which is not among the {} in {}; `avrocheck registry pull` brings new ones, and \
                 --registry asks the registry itself",
                count(ids, "id"),
                self.archive.name()
            ),
        };
        // Where ids are known, what else is wrong does not hide this one.
        let others = problems.iter().filter(|_| subjects.ids() == 0);
        std::iter::once(&Problem::of_run(message)).chain(&subjects.problems).chain(others).cloned().collect()
    }
}

fn named(RegistrySchema { label, file, others }: RegistrySchema) -> NamedSchema {
    let (file, text) = (file.name, file.text.into_string());
    NamedSchema { label, others, ..NamedSchema::alone(file, text, SchemaOrigin::File) }
}

fn gone(file: &str, error: &str) -> Problem {
    Problem::of(file, format!("{error}; run `avrocheck registry pull` again"))
}

/// What a text says, but for white space and the order of keys.
fn meaning(text: &str) -> Result<serde_json::Value, String> {
    serde_json::from_str(text).map_err(|_| text.to_owned())
}
