//! Reads the settings of a run, layer by layer.

use std::path::{Path, PathBuf};

use super::environment::EnvironmentSettings;
use super::find::from_here;
use super::settings::{Contents, Settings};
use super::words::{Layer, Plain, SettingKey, problem};
use super::{environment, find, rows};
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::policy::globs::Base;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::source::boundary::{Boundary, real};
use crate::source::disk;
use crate::source::location::{Location, names_revision, place_on_disk};
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
}

/// The settings in force.
pub(crate) fn settings(sources: &Sources<'_>) -> Settings {
    let mut problems = Vec::new();
    let EnvironmentSettings { layer: variables, config } = environment::read(sources.variables, &mut problems);
    let explicit = sources.explicit.map(Path::to_owned).or(config);
    let file = match &explicit {
        Some(file) => Some((place_on_disk(file), typed(file))),
        None => find::find(sources.start).map(|file| (file.clone(), typed(&from_here(&file)))),
    };
    let base = file.as_ref().map_or_else(Base::default, |(file, _)| find::base_of(file));
    let directory = file.as_ref().and_then(|(file, _)| file.parent()).unwrap_or(Path::new(""));
    let contents = file.as_ref().map(|(path, name)| read(directory, explicit.as_deref().unwrap_or(path), name));
    let Contents { layer, tables, rows } =
        contents.transpose().map_err(|found| problems.extend(found)).ok().flatten().unwrap_or_default();
    let written = layer.meaning(&written_directory(directory), Plain::default(), &mut problems);
    problems.extend(outside(&layer, directory));
    let said = variables.meaning(Path::new(""), written, &mut problems);
    let plain = sources.flags.meaning(Path::new(""), said, &mut problems);
    let file_was_named = explicit.is_some();
    if !problems.is_empty() {
        problems.sort();
        let plain = sources.flags.meaning(Path::new(""), Plain::default(), &mut Vec::new());
        return Settings { plain, file, file_was_named, base, problems, ..Settings::default() };
    }
    let rows = rows::plain(&[sources.flags, &variables, &layer]).chain(rows).collect();
    Settings { plain, file, file_was_named, base, problems, rows, tables }
}

/// The directory of a configuration, as the beginning of paths that are written from the current one.
fn written_directory(directory: &Path) -> PathBuf {
    if directory.as_os_str().is_empty() || directory.is_relative() {
        return directory.to_owned();
    }
    let here = from_here(directory);
    if here == Path::new(".") { PathBuf::new() } else { here }
}

/// What the configuration names outside of the repository that it lies in: that is not the repository's to read or write.
fn outside(layer: &Layer, directory: &Path) -> Vec<Problem> {
    let boundary = Boundary::around(if directory.as_os_str().is_empty() { Path::new(".") } else { directory });
    let keys = [SettingKey::Schemas, SettingKey::Fixtures, SettingKey::Baseline];
    let words = keys.into_iter().filter_map(|key| layer.words(key)).flatten();
    let outside = words.filter(|word| !boundary.admits(&real(&directory.join(&word.value))));
    outside.map(|word| problem(&word.origin, boundary.path_leads_outside(&word.value))).collect()
}

/// Reads the file, which may be at a git revision (`REV:path`); its paths start at its place on disk all the same.
fn read(directory: &Path, file: &Path, name: &str) -> Result<Contents, Vec<Problem>> {
    if !file.exists() && !names_revision(file) {
        return Err(vec![disk::missing(file)]);
    }
    let text = Location::of(file).and_then(|location| location.text());
    let text = text.map_err(|problem| vec![Problem { file: Some(name.to_owned()), ..problem }])?;
    Contents::parse(directory, &Source::new(name, text))
}
