//! `avrocheck.toml`, variables of the environment and flags in, settings out, each with where it comes from.
//!
//! Flags come before variables, variables before the file, the file before defaults. [`keys`] is the file's form, [`words`] what
//! can be said in all three places, [`meaning`] what the rest of the file means; [`edit`] adds a waiver to the file.

use std::path::{Path, PathBuf};
use std::{env, fs};

use super::argument::{NamedText, names_revision, place_on_disk, schema_text};
use super::paths::{missing, typed};
use crate::model::input::Problem;
use crate::policy::globs::Base;
use crate::policy::origin::{SettingOrigin, SettingRow};
use avro_resolve::schema::source::Source;
use meaning::Tables;
pub use words::{Key, Layer, Plain};

pub mod edit;
pub mod environment;
mod keys;
mod meaning;
mod policy;
mod rows;
#[cfg(test)]
mod tests;
mod words;

/// What the file is called.
pub const FILE_NAME: &str = "avrocheck.toml";

/// All that is set, and what keeps it from being understood.
#[derive(Clone, Default, Debug)]
pub struct Settings {
    /// What can be said by flags and variables too.
    pub plain: Plain,
    /// The configuration, as a path and as a user would type it, if there is one.
    pub file: Option<(PathBuf, String)>,
    /// Who chose it.
    pub choice: Choice,
    /// From where the configuration's paths and globs start.
    pub base: Base,
    /// What is wrong. Nothing but the flags is in force then.
    pub problems: Vec<Problem>,
    /// Each setting in force, for those who ask.
    pub rows: Vec<SettingRow>,
    tables: Tables,
}

/// How a configuration came to be the one.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Choice {
    /// A user named it.
    Named,
    /// It lies above the schemas, or none does.
    #[default]
    Found,
}

/// Where settings are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Sources<'a> {
    /// The file that the user named, which must exist.
    pub explicit: Option<&'a Path>,
    /// Else the file is looked for here and upwards.
    pub start: &'a Path,
    /// What the command line says.
    pub flags: &'a Layer,
    /// The environment's variables, by name.
    pub variables: &'a [(String, String)],
}

/// The settings in force.
pub fn settings(sources: &Sources<'_>) -> Settings {
    let mut problems = Vec::new();
    let variables = environment::read(sources.variables, &mut problems);
    let explicit = sources.explicit.map(Path::to_owned).or_else(|| variables.config.clone());
    let choice = if explicit.is_some() { Choice::Named } else { Choice::Found };
    let file = match &explicit {
        Some(file) => Some((place_on_disk(file), typed(file))),
        None => find(sources.start).map(|file| (file.clone(), from_here(&file))),
    };
    let base = file.as_ref().map_or_else(Base::default, |(file, _)| base_of(file));
    let mut from_file = (Layer::default(), Tables::default(), Vec::new());
    if let Some((path, name)) = &file {
        match read(path, explicit.as_deref().unwrap_or(path), name.clone()) {
            Ok(read) => from_file = read,
            Err(found) => problems.extend(found),
        }
    }
    let (file_layer, tables, table_rows) = from_file;
    let directory = file.as_ref().and_then(|(file, _)| file.parent().map(Path::to_owned)).unwrap_or_default();
    let flags = sources.flags.meaning(Path::new(""), &mut problems);
    let said = variables.layer.meaning(Path::new(""), &mut problems);
    let written = file_layer.meaning(&from_here_directory(&directory), &mut problems);
    if !problems.is_empty() {
        problems.sort();
        return Settings { plain: flags, file, choice, base, problems, ..Settings::default() };
    }
    let rows = rows::plain(&[sources.flags, &variables.layer, &file_layer]).chain(table_rows).collect();
    Settings { plain: flags.or(said).or(written), file, choice, base, problems, rows, tables }
}

impl Settings {
    /// Where a setting comes from about which nobody has said anything.
    fn silence(&self) -> SettingOrigin {
        if self.problems.is_empty() { SettingOrigin::Default } else { SettingOrigin::Unreadable }
    }
}

/// The configuration nearest to `start`: in its directory or one above, up to the repository's root. Without a repository
/// that is the root of the file system.
pub fn find(start: &Path) -> Option<PathBuf> {
    ancestors(start).find_map(|(directory, is_root)| {
        let file = directory.join(FILE_NAME);
        // A link to nothing, or a directory, was meant to say something, too.
        if fs::symlink_metadata(&file).is_ok() {
            return Some(Some(file));
        }
        is_root.then_some(None)
    })?
}

/// Where a configuration for `start` belongs: at the repository's root, or without a repository right here.
pub fn place_for(start: &Path) -> PathBuf {
    let root = ancestors(start).find(|(_, is_root)| *is_root).map(|(directory, _)| directory);
    let file = root.map_or_else(|| PathBuf::from(FILE_NAME), |root| root.join(FILE_NAME));
    PathBuf::from(from_here(&file))
}

/// The directories from `start` upwards, each with whether it is a repository's root.
fn ancestors(start: &Path) -> impl Iterator<Item = (PathBuf, bool)> {
    let start = fs::canonicalize(start).ok();
    let directory =
        start.map(|start| if start.is_dir() { start } else { start.parent().map(Path::to_owned).unwrap_or(start) });
    let directories: Vec<PathBuf> = directory.iter().flat_map(|d| d.ancestors().map(Path::to_owned)).collect();
    // A file in the work trees of git, a directory elsewhere.
    directories.into_iter().map(|directory| {
        let is_root = directory.join(".git").exists();
        (directory, is_root)
    })
}

/// The root of the repository that a path is in, if it is in one.
pub fn repository(start: &Path) -> Option<PathBuf> {
    let start = fs::canonicalize(start).ok()?;
    start.ancestors().find(|directory| directory.join(".git").exists()).map(Path::to_owned)
}

/// The real path of a file, as a user would type it in the current directory if that is not further away than `..`s.
fn from_here(file: &Path) -> String {
    let Some(here) = env::current_dir().ok().and_then(|here| fs::canonicalize(here).ok()) else { return typed(file) };
    if let Ok(below) = file.strip_prefix(&here) {
        return typed(below);
    }
    let above = here.ancestors().enumerate().find_map(|(steps, directory)| {
        let name = file.strip_prefix(directory).ok().filter(|name| name.components().count() == 1)?;
        Some(typed(&PathBuf::from("../".repeat(steps)).join(name)))
    });
    above.unwrap_or_else(|| typed(file))
}

/// The directory of a configuration, as the beginning of paths that are written from the current one.
fn from_here_directory(directory: &Path) -> PathBuf {
    if directory.as_os_str().is_empty() || directory.is_relative() {
        return directory.to_owned();
    }
    let file = PathBuf::from(from_here(&directory.join(FILE_NAME)));
    file.parent().map(Path::to_owned).unwrap_or_default()
}

fn base_of(file: &Path) -> Base {
    let real = |path: &Path| fs::canonicalize(path).ok().map(|path| typed(&path)).unwrap_or_default();
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Base { directory: real(directory), here: real(Path::new(".")) }
}

/// What a file says: in plain keys, in tables, and for those who ask.
type Contents = (Layer, Tables, Vec<SettingRow>);

/// Reads the file, which may be at a git revision (`REV:path`); its paths start at its place on disk all the same.
fn read(file: &Path, asked: &Path, name: String) -> Result<Contents, Vec<Problem>> {
    if !asked.exists() && !names_revision(asked) {
        return Err(vec![missing(asked)]);
    }
    let NamedText { text, .. } =
        schema_text(asked).map_err(|problem| vec![Problem { file: Some(name.clone()), ..problem }])?;
    let source = Source::new(name, text);
    let keys = keys::parse(&source).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let layer = keys.layer(&source);
    // Even what a flag overrules has to make sense.
    let directory = file.parent().map(Path::to_owned).unwrap_or_default();
    layer.meaning(&directory, &mut problems);
    let tables = meaning::tables(&keys, &source, &mut problems);
    if problems.is_empty() { Ok((layer, tables, rows::tables(&source))) } else { Err(problems) }
}
