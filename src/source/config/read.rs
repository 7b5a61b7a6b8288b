//! Reads the settings of a run, layer by layer.

use std::path::{Path, PathBuf};

use super::environment::EnvironmentSettings;
use super::find::{from_here, written_directory};
use super::settings::{Contents, Settings};
use super::words::{Layer, Plain, SettingKey, problem};
use super::{environment, find, rows};
use crate::model::input::Problem;
use crate::model::path::{join, normal, parent, typed};
use crate::policy::globs::Base;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::source::boundary::{Boundary, real};
use crate::source::disk;
use crate::source::location::{Location, Medium, place_on_disk, split_revision};
use crate::store;
use avro_resolve::schema::source::Source;

/// Where settings are looked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    /// The file that the user named, which must exist.
    pub explicit: Option<&'a Path>,
    /// Else the file is looked for here and upwards.
    pub start: &'a Path,
    /// What the command line says.
    pub flags: &'a Layer,
    /// The environment's variables, by name.
    pub variables: &'a [(String, String)],
}

impl Layer {
    /// Enters the words of a flag, if it was given.
    pub(crate) fn with_flag(
        mut self,
        key: SettingKey,
        flag: &'static str,
        words: impl IntoIterator<Item = String>,
    ) -> Layer {
        let stated = |value| Stated { value, origin: SettingOrigin::Flag(flag) };
        self.put(key, words.into_iter().map(stated).collect());
        self
    }
}

impl Settings {
    /// The baseline, if there is one.
    pub(crate) fn baseline(&self) -> Option<&Path> {
        self.plain.baseline.as_ref().map(|baseline| baseline.value.as_path())
    }

    /// The directory of fixtures, if one is named.
    pub(crate) fn fixtures(&self) -> Option<&Path> {
        self.plain.fixtures.as_ref().map(|fixtures| fixtures.value.as_path())
    }

    /// The revision whose fixtures count: that of the configuration, unless the user names a directory beside it.
    pub(crate) fn revision_of_fixtures(&self) -> Option<&str> {
        let is_of_file = |fixtures: &Stated<PathBuf>| matches!(fixtures.origin, SettingOrigin::File(_));
        self.revision.as_deref().filter(|_| self.plain.fixtures.as_ref().is_none_or(is_of_file))
    }
}

/// The settings in force.
pub(crate) fn settings(sources: &Sources<'_>) -> Settings {
    let mut problems = Vec::new();
    let EnvironmentSettings { layer: variables, config } = environment::read(sources.variables, &mut problems);
    let explicit = sources.explicit.map(Path::to_owned).or(config);
    let named = explicit.as_deref().filter(|file| file.exists());
    let repository = find::repository_of_run(sources.start).or_else(|| find::repository(named?));
    let root = repository.as_deref();
    let file = match &explicit {
        Some(file) => Some((place_on_disk(file, root), typed(file))),
        None => find::find(sources.start).map(|file| (file.clone(), typed(&from_here(&file)))),
    };
    let base = file.as_ref().map_or_else(Base::default, |(file, _)| find::base_of(file));
    let directory = file.as_ref().and_then(|(file, _)| file.parent()).unwrap_or(Path::new(""));
    let place = file.as_ref().map(|(path, name)| (explicit.as_deref().unwrap_or(path), name.as_str()));
    let read = place.map(|(path, name)| read(directory, path, name, root)).transpose();
    let ReadFile { contents: Contents { layer, tables, rows }, at_revision } =
        read.map_err(|found| problems.extend(found)).ok().flatten().unwrap_or_default();
    let mut written = layer.meaning(&written_directory(directory), Plain::default(), &mut problems);
    if let (Some(at), Some(baseline)) = (&at_revision, &mut written.baseline) {
        let word = layer.words(SettingKey::Baseline).and_then(|words| words.first());
        word.into_iter().for_each(|word| baseline.value = at.path_of(&word.value));
    }
    problems.extend(outside(&layer, directory));
    let said = variables.meaning(Path::new(""), written, &mut problems);
    let plain = sources.flags.meaning(Path::new(""), said, &mut problems);
    let file_was_named = explicit.is_some();
    let revision = at_revision.map(|at| at.revision);
    if !problems.is_empty() {
        problems.sort();
        let plain = sources.flags.meaning(Path::new(""), Plain::default(), &mut Vec::new());
        return Settings { plain, file, file_was_named, revision, repository, base, problems, ..Settings::default() };
    }
    let rows = rows::plain(&[sources.flags, &variables, &layer]).chain(rows).collect();
    Settings { plain, file, file_was_named, revision, repository, base, problems, rows, tables }
}

/// What the configuration names outside of the repository that it lies in: that is not the repository's to read or write.
fn outside(layer: &Layer, directory: &Path) -> Vec<Problem> {
    let boundary = Boundary::around(if directory.as_os_str().is_empty() { Path::new(".") } else { directory });
    let keys = [SettingKey::Schemas, SettingKey::Fixtures, SettingKey::Baseline];
    let words = keys.into_iter().filter_map(|key| layer.words(key)).flatten();
    let refusal = |word: &str| match store::url(Path::new(word)) {
        Some(_) => Some(format!("{word} {OF_A_STORE}")),
        None => (!boundary.admits(&real(&directory.join(word)))).then(|| boundary.path_leads_outside(word)),
    };
    words.filter_map(|word| Some(problem(&word.origin, refusal(&word.value)?))).collect()
}

/// What keeps a branch from sending credentials of a CI system to a host of its choice.
const OF_A_STORE: &str = "is a URL, and nothing is read from where only the configuration of a repository says; name a path of the repository";

/// A configuration that was read.
#[derive(Default)]
struct ReadFile {
    contents: Contents,
    at_revision: Option<RevisionOfFile>,
}

/// Where a configuration is in a repository's history.
struct RevisionOfFile {
    revision: String,
    /// Its directory, from the root of the repository.
    directory: String,
}

impl RevisionOfFile {
    /// What the configuration means by a path, as `REV:path`. What it names by an absolute path is in no repository.
    fn path_of(&self, word: &str) -> PathBuf {
        match Path::new(word).is_absolute() {
            true => PathBuf::from(word),
            false => PathBuf::from(format!("{}:{}", self.revision, normal(&join(&self.directory, word)))),
        }
    }
}

/// Reads the file, which may be at a git revision (`REV:path`); the paths of its schemas start at its place on disk all the same.
fn read(directory: &Path, file: &Path, name: &str, root: Option<&Path>) -> Result<ReadFile, Vec<Problem>> {
    let revision = file.to_str().and_then(split_revision).map(|(revision, _)| revision.to_owned());
    if !file.exists() && revision.is_none() {
        return Err(vec![disk::missing(file)]);
    }
    let failed = |problem| vec![Problem { file: Some(name.to_owned()), ..problem }];
    let location = Location::in_repository(file, root).map_err(failed)?;
    let at_revision = match (&location.medium, revision) {
        (Medium::Revision(at), Some(revision)) => {
            Some(RevisionOfFile { revision, directory: parent(&at.path).unwrap_or_default().to_owned() })
        }
        (Medium::Disk(_), Some(revision)) if file.is_relative() && !file.starts_with(".") => {
            let message = format!(
                "is a file, and `{revision}` is no revision of this clone; to use the file, write ./{name}; to use the \
                 revision, fetch it"
            );
            return Err(vec![Problem::of(name, message)]);
        }
        (Medium::Disk(_) | Medium::Revision(_), _) => None,
    };
    let text = location.text().map_err(failed)?;
    let contents = Contents::parse(directory, &Source::new(name, text))?;
    Ok(ReadFile { contents, at_revision })
}
