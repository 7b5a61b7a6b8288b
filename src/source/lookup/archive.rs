//! The archive in which versions are looked up: the schemas of a directory, or else those that the settings name.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::named::{NamedSchema, SchemaOrigin, other_files};
use super::reference::VersionReference;
use crate::history::defined::definitions;
use crate::history::{History, LinkedSubject, SubjectVersion};
use crate::model::input::{FixtureText, ImportDirectory, Input, Problem};
use crate::model::limits::DIRECTORY_BYTES;
use crate::model::path::{inside, is_schema_file, normal, typed};
use crate::model::text::{listed, nearest};
use crate::model::version::Version;
use crate::source::boundary::real;
use crate::source::config::Settings;
use crate::source::disk;
use crate::source::fixtures::on_disk;
use crate::source::layout::Layout;
use crate::source::names::import_path;
use crate::source::registry::open::{Hints, OpenRegistry, Registries};
use crate::source::registry::schema::{RegistryReference, RegistrySchema};
use crate::source::roots::{self, SchemaRoot};
use avro_resolve::schema::canonical::{canonical_form, fingerprints};
use avro_resolve::schema::link::Library;

/// Schemas to look among. They are read when the first is looked up.
#[derive(Debug)]
pub(crate) struct Archive {
    given: Vec<PathBuf>,
    settings: Settings,
    subject: Option<String>,
    registries: Registries,
    loaded: OnceLock<Result<LoadedArchive, Vec<Problem>>>,
    /// All that can be read, whatever is wrong with the rest.
    readable: OnceLock<History>,
    /// The schema files of the repository that define each type, by their paths from its root.
    definers: OnceLock<HashMap<String, Vec<String>>>,
}

/// All schemas, read; a subject is linked when it is wanted.
#[derive(Debug)]
struct LoadedArchive {
    history: History,
    library: OnceLock<Arc<Library>>,
    linked: Vec<OnceLock<Result<LinkedSubject, Vec<Problem>>>>,
    versions: BTreeSet<Version>,
}

/// Whose schema in a version is meant, where nothing after the version says it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Whose<'a> {
    /// The schema of the subject that was chosen, or of the only one.
    Subject,
    /// The schema whose type has this name, without its namespace.
    Type(&'a str),
}

impl Archive {
    /// The schemas of a directory, or without one those of the settings.
    pub(crate) fn new(directory: Option<&Path>, settings: Settings) -> Archive {
        let given = directory.map(Path::to_owned).into_iter().collect();
        Archive {
            given,
            settings,
            subject: None,
            registries: Registries::default(),
            loaded: OnceLock::new(),
            readable: OnceLock::new(),
            definers: OnceLock::new(),
        }
    }

    /// The same, where a subject is chosen among several.
    pub(crate) fn with_subject(self, subject: Option<String>) -> Archive {
        Archive { subject, ..self }
    }

    /// A version in a schema registry.
    ///
    /// # Errors
    /// The text names none, or it cannot be read.
    pub(super) fn registry_version(&self, text: &str) -> Result<NamedSchema, Problem> {
        let RegistryReference { registry, subject, version } = RegistryReference::parse(text)?;
        let read = self.registry(registry)?.schema(&subject, version)?;
        let RegistrySchema { label, file, others } = read;
        let (file, text) = (file.name, file.text.into_string());
        let origin = SchemaOrigin::Registry { subject };
        Ok(NamedSchema { label, file, text, others, unlinked: Vec::new(), origin, about: None })
    }

    /// A registry, by its URL or its name in the configuration.
    ///
    /// # Errors
    /// There is no such registry.
    pub(super) fn registry(&self, name: &str) -> Result<Arc<OpenRegistry>, Problem> {
        self.registries.get(name, &self.settings)
    }

    /// What the registries that were asked leave to be said.
    pub(crate) fn registry_hints(&self) -> Hints {
        self.registries.hints()
    }

    /// Enters the same into an input.
    pub(crate) fn enter_registry_hints(&self, input: &mut Input) {
        let Hints { notes, problems } = self.registry_hints();
        input.notes.extend(notes);
        input.problems.extend(problems);
    }

    /// The directories.
    pub(crate) fn roots(&self) -> Vec<PathBuf> {
        roots::paths(&self.given, &self.settings)
    }

    /// The directories as a user would type them.
    pub(crate) fn name(&self) -> String {
        let names: Vec<String> = self.roots().iter().map(|root| typed(root)).collect();
        names.join(" ")
    }

    /// The directories in which imports of IDL are looked for, if they are not beside the file that imports.
    pub(crate) fn import_path(&self) -> Vec<ImportDirectory> {
        import_path(&self.settings)
    }

    /// The root of the repository of the run.
    pub(crate) fn repository(&self) -> Option<&Path> {
        self.settings.repository.as_deref()
    }

    /// Whether there is something to read, if only what is wrong with the settings.
    pub(crate) fn is_there(&self) -> bool {
        !self.settings.problems.is_empty() || self.roots().iter().all(|root| root.is_dir())
    }

    /// Whether nobody has named a directory, and there is none with the usual name.
    pub(crate) fn is_unnamed(&self) -> bool {
        let is_named = !self.given.is_empty() || self.settings.plain.schemas.is_some();
        !is_named && self.settings.problems.is_empty() && self.roots().iter().all(|root| !root.exists())
    }

    /// How paths say subjects and versions, and which files are not read.
    pub(crate) fn layout(&self) -> Layout {
        self.settings.layout()
    }

    /// The directory of the fixtures, if the settings name one.
    pub(crate) fn fixtures_directory(&self) -> Option<&Path> {
        self.settings.fixtures()
    }

    /// Reads the schemas. What is wrong with the settings is wrong with all of them.
    pub(crate) fn read(&self) -> Input {
        let layout = self.settings.layout();
        let mut input = self.joined(|root| roots::read_directory(&root.path, &layout));
        input.problems.extend(self.settings.problems.iter().cloned());
        input
    }

    /// All schemas that can be read, whatever is wrong with the rest.
    pub(super) fn readable(&self) -> &History {
        self.readable.get_or_init(|| History::new(self.read().schemas))
    }

    /// The root of the repository of the run, if it is in one, and the schema files there that define each type, whatever is
    /// configured. Of very large repositories, not all files are looked at.
    pub(super) fn definers_in_repository(&self) -> Option<(&Path, &HashMap<String, Vec<String>>)> {
        let root = self.settings.repository.as_deref()?;
        Some((root, self.definers.get_or_init(|| definers_below(root))))
    }

    /// The same as [`readable`](Archive::readable) with the files that the configuration excludes.
    pub(super) fn with_excluded(&self) -> History {
        let layout = Layout::default();
        History::new(self.joined(|root| roots::read_directory(&root.path, &layout)).schemas)
    }

    /// All schemas that can be read at a revision, if a file that has this path from the repository's root is in one of the directories.
    pub(super) fn readable_at(&self, revision: &str, path: &str) -> Option<History> {
        let repository = self.settings.repository.as_deref()?;
        let from_root = |root: PathBuf| Some(normal(&typed(real(&root).strip_prefix(repository).ok()?)));
        let roots: Vec<String> = self.roots().into_iter().filter_map(from_root).collect();
        if !roots.iter().any(|root| inside(path, root).is_some()) {
            return None;
        }
        let layout = self.settings.layout();
        let at_revision = |root: String| PathBuf::from(format!("{revision}:{root}"));
        let roots = roots.into_iter().map(at_revision).collect();
        Some(History::new(self.joined_of(roots, |root| roots::read_directory(&root.path, &layout)).schemas))
    }

    fn joined(&self, read: impl Fn(&SchemaRoot) -> Input) -> Input {
        self.joined_of(self.roots(), read)
    }

    fn joined_of(&self, paths: Vec<PathBuf>, read: impl Fn(&SchemaRoot) -> Input) -> Input {
        let roots = roots::roots(paths, &self.settings).into_iter();
        let inputs = roots.map(|root| {
            let input = read(&root);
            (root, input)
        });
        roots::joined(inputs.collect(), &self.settings)
    }

    /// The fixtures of a version of a subject.
    ///
    /// # Errors
    /// They do not fit the schemas. A fixture of another subject that belongs nowhere is the gate's affair.
    pub(crate) fn fixtures(&self, subject: &str, version: &Version) -> Result<Vec<FixtureText>, Vec<Problem>> {
        let layout = self.settings.layout();
        let Input { fixtures, mut problems, .. } = self.joined(|root| on_disk::read_with_fixtures(root, &layout));
        let is_there = self.fixtures_directory().is_none_or(Path::is_dir);
        let is_ours = |problem: &Problem| problem.file.as_ref().is_some_and(|file| file.contains(subject));
        problems.retain(|problem| !is_there || is_ours(problem));
        if !problems.is_empty() {
            return Err(problems);
        }
        let linked = self.linked(self.loaded()?, self.subject_at(Some(subject))?)?;
        let holds = |fixture: &FixtureText| in_force(linked, &fixture.version).is_some_and(|o| o.version == *version);
        Ok(fixtures.into_iter().filter(|fixture| fixture.subject == subject && holds(fixture)).collect())
    }

    /// How many subjects and versions there are.
    ///
    /// # Errors
    /// If the schemas cannot be understood.
    pub(crate) fn count(&self) -> Result<(usize, usize), Vec<Problem>> {
        let all = self.all()?;
        Ok((all.len(), all.iter().map(|subject| subject.versions.len()).sum()))
    }

    /// The label of the newest version of the subject.
    ///
    /// # Errors
    /// If the schemas cannot be read, or it is not clear which subject is meant.
    pub(crate) fn newest(&self) -> Result<String, Vec<Problem>> {
        let linked = self.linked(self.loaded()?, self.subject_at(self.subject.as_deref())?)?;
        let newest = linked.versions.last().expect("a linked subject has a version");
        Ok(newest.version.label().to_owned())
    }

    /// The schema of a type in a version, or in the newest.
    ///
    /// # Errors
    /// If nothing has that version, or there is no such schema in it.
    pub(crate) fn of_type(&self, name: &str, version: Option<&str>) -> Result<NamedSchema, Vec<Problem>> {
        let version = match version {
            Some(label) => Some(Version::parse(label).ok_or_else(|| self.no_version(label))?),
            None => None,
        };
        self.with_type(name, version.as_ref())
    }

    /// The newest schema of the CRC-64-AVRO fingerprint.
    ///
    /// # Errors
    /// If none has it, or the schemas cannot be understood.
    pub(crate) fn of_fingerprint(&self, wanted: u64) -> Result<NamedSchema, Vec<Problem>> {
        for subject in self.all()? {
            for released in subject.versions.iter().rev() {
                let form = canonical_form(&subject.shapes, released.schema.root_shape());
                if form.is_ok_and(|form| fingerprints(&form).rabin == wanted) {
                    return Ok(named(subject, released, released.version.label()));
                }
            }
        }
        let (subjects, versions) = self.count()?;
        let (fingerprint, directory) = (wanted.swap_bytes(), self.name());
        Err(vec![Problem::of_run(format!(
            "written with a schema of fingerprint {fingerprint:016x}, and none of the {versions} versions of \
             {subjects} subjects in {directory} has that; --schemas names another directory, --writer a schema file"
        ))])
    }

    /// Whether the schemas can be understood, and none has the CRC-64-AVRO fingerprint.
    #[cfg(feature = "kafka")]
    pub(crate) fn lacks_fingerprint(&self, wanted: u64) -> bool {
        self.all().is_ok() && self.of_fingerprint(wanted).is_err()
    }

    /// The schema that a version means, or the first of several meanings whose subject there is.
    pub(crate) fn version(
        &self,
        meanings: &[VersionReference<'_>],
        whose: Whose<'_>,
    ) -> Result<NamedSchema, Vec<Problem>> {
        let loaded = self.loaded()?;
        let is_there = |meaning: &&VersionReference<'_>| match meaning.subject {
            None => loaded.versions.contains(&meaning.version),
            Some(wanted) => loaded.history.subjects.iter().any(|subject| subject.name == wanted),
        };
        let meant = meanings.iter().find(is_there).or(meanings.first()).expect("a version has a meaning");
        match (meant.subject, whose) {
            (Some(subject), _) => self.of_subject(Some(subject), &meant.version),
            (None, Whose::Subject) => self.of_subject(self.subject.as_deref(), &meant.version),
            (None, Whose::Type(name)) => self.with_type(name, Some(&meant.version)),
        }
    }

    /// Whether there is such a version, before it is known whose schema is wanted.
    pub(crate) fn check_version(&self, meanings: &[VersionReference<'_>]) -> Result<(), Vec<Problem>> {
        let loaded = self.loaded()?;
        match meanings {
            [VersionReference { version, subject: None }] if loaded.versions.contains(version) => {
                self.all().map(|_| ())
            }
            [VersionReference { version, subject: None }] => Err(self.no_version(version.label())),
            meanings => self.version(meanings, Whose::Subject).map(|_| ()),
        }
    }

    fn of_subject(&self, subject: Option<&str>, version: &Version) -> Result<NamedSchema, Vec<Problem>> {
        let loaded = self.loaded()?;
        let linked = self.linked(loaded, self.subject_at(subject)?)?;
        if !loaded.versions.contains(version) {
            return Err(self.no_version(version.label()));
        }
        match in_force(linked, version) {
            Some(released) => Ok(named(linked, released, version.label())),
            None => {
                let first = linked.versions.first().map_or("no version", |first| first.version.label());
                let message = format!("`{}` begins with version `{first}`, not `{version}`", linked.name);
                Err(vec![Problem::of(self.name(), message)])
            }
        }
    }

    fn with_type(&self, name: &str, version: Option<&Version>) -> Result<NamedSchema, Vec<Problem>> {
        let loaded = self.loaded()?;
        if let Some(version) = version.filter(|version| !loaded.versions.contains(version)) {
            return Err(self.no_version(version.label()));
        }
        let mut found = self.all()?.into_iter().filter_map(|subject| {
            let released = match version {
                Some(version) => in_force(subject, version)?,
                None => subject.versions.last()?,
            };
            let own = subject.shapes.get(released.schema.root_shape()).name()?.short();
            (own == name).then(|| named(subject, released, released.version.label()))
        });
        match (found.next(), found.next()) {
            (Some(only), None) => Ok(only),
            (None, _) => {
                let version = version.map(|version| format!(" in version {version}")).unwrap_or_default();
                Err(vec![Problem::of(self.name(), format!("no schema{version} defines a record {name}"))])
            }
            (Some(_), Some(_)) => {
                let message = format!("two subjects define a record {name}; keep one of them here");
                Err(vec![Problem::of(self.name(), message)])
            }
        }
    }

    fn no_version(&self, label: &str) -> Vec<Problem> {
        let labels = self.loaded().map(|loaded| few(loaded.versions.iter().map(Version::label))).unwrap_or_default();
        vec![Problem::of(self.name(), format!("there is no version `{label}`; there are {labels}"))]
    }

    fn loaded(&self) -> Result<&LoadedArchive, Vec<Problem>> {
        self.loaded.get_or_init(|| self.load()).as_ref().map_err(Clone::clone)
    }

    fn load(&self) -> Result<LoadedArchive, Vec<Problem>> {
        let Input { schemas, problems, types, .. } = self.read();
        if !problems.is_empty() {
            return Err(problems);
        }
        let versions = schemas.iter().filter_map(|schema| schema.place.version().cloned()).collect();
        let history = History::with_types(schemas, types);
        let linked = history.subjects.iter().map(|_| OnceLock::new()).collect();
        Ok(LoadedArchive { history, library: OnceLock::new(), linked, versions })
    }

    /// The place of a subject among all: the one of that name, or the only one.
    fn subject_at(&self, wanted: Option<&str>) -> Result<usize, Vec<Problem>> {
        let subjects = &self.loaded()?.history.subjects;
        let names = || subjects.iter().map(|subject| subject.name.as_str());
        let found = match wanted {
            Some(wanted) => names().position(|name| name == wanted),
            None => (subjects.len() == 1).then_some(0),
        };
        found.ok_or_else(|| {
            let message = match wanted {
                Some(wanted) => {
                    let remedy = match nearest(wanted, names()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("there are {}", few(names())),
                    };
                    format!("no schema has the subject `{wanted}`; {remedy}")
                }
                None => {
                    format!(
                        "there are several subjects; name one behind the version, as in `v1/user`: {}",
                        few(names())
                    )
                }
            };
            vec![Problem::of(self.name(), message)]
        })
    }

    fn linked<'l>(&self, loaded: &'l LoadedArchive, at: usize) -> Result<&'l LinkedSubject, Vec<Problem>> {
        loaded.linked[at].get_or_init(|| loaded.link(at)).as_ref().map_err(Clone::clone)
    }

    /// All subjects, if all can be understood.
    fn all(&self) -> Result<Vec<&LinkedSubject>, Vec<Problem>> {
        let loaded = self.loaded()?;
        let (mut subjects, mut problems) = (Vec::new(), loaded.history.unreadable(loaded.library()));
        for at in 0..loaded.linked.len() {
            match self.linked(loaded, at) {
                Ok(linked) => subjects.push(linked),
                Err(found) => problems.extend(found),
            }
        }
        problems.sort();
        problems.dedup();
        if problems.is_empty() { Ok(subjects) } else { Err(problems) }
    }
}

impl LoadedArchive {
    fn link(&self, at: usize) -> Result<LinkedSubject, Vec<Problem>> {
        let subject = &self.history.subjects[at];
        let own = self.history.own_library(subject, &self.history.sources);
        let library = if own.is_self_contained() { Arc::new(own) } else { Arc::clone(self.library()) };
        let (linked, mut problems) = self.history.link(subject, &library);
        if problems.is_empty() && !linked.versions.is_empty() {
            return Ok(linked);
        }
        problems.extend(self.history.unreadable(&library));
        problems.sort();
        Err(problems)
    }

    fn library(&self) -> &Arc<Library> {
        self.library.get_or_init(|| Arc::new(self.history.whole_library()))
    }
}

/// The version whose schema holds in another one: a version may leave a subject as it is.
fn in_force<'l>(subject: &'l LinkedSubject, version: &Version) -> Option<&'l SubjectVersion> {
    subject.versions.iter().rfind(|released| released.version <= *version)
}

fn named(subject: &LinkedSubject, released: &SubjectVersion, label: &str) -> NamedSchema {
    let schema = &released.schema;
    let source = schema.source(schema.links.root.file);
    NamedSchema {
        label: label.to_owned(),
        file: source.name.clone(),
        text: source.text.to_string(),
        others: other_files(schema),
        unlinked: Vec::new(),
        origin: SchemaOrigin::Version { subject: subject.name.clone(), version: released.version.clone() },
        about: schema.links.node(schema.links.root).naming().map(|naming| naming.name.clone()),
    }
}

/// The first of the names.
fn few<'n>(names: impl Iterator<Item = &'n str>) -> String {
    listed(&names.collect::<Vec<_>>(), 12, ", ")
}

fn definers_below(root: &Path) -> HashMap<String, Vec<String>> {
    let mut definers: HashMap<String, Vec<String>> = HashMap::new();
    let mut left = DIRECTORY_BYTES.most;
    let files = disk::own_files(root, &[]).unwrap_or_default();
    for file in files.into_iter().filter(|file| is_schema_file(file)) {
        let text = disk::text(&root.join(&file)).unwrap_or_default();
        for name in definitions(&file, &text) {
            definers.entry(name.to_string()).or_default().push(file.clone());
        }
        left = left.saturating_sub(text.len() as u64);
        if left == 0 {
            break;
        }
    }
    definers
}
