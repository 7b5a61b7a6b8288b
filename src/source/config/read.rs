//! Reads the settings of a run, layer by layer.

use std::path::{Path, PathBuf};

use super::find::from_here;
use super::meaning::Tables;
use super::settings::{ConfigChoice, Settings};
use super::words::Layer;
use super::{environment, find, keys, meaning, rows};
use crate::model::input::Problem;
use crate::model::path::{parent, typed};
use crate::policy::globs::Base;
use crate::policy::origin::SettingRow;
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

/// The settings in force.
pub(crate) fn settings(sources: &Sources<'_>) -> Settings {
    let mut problems = Vec::new();
    let variables = environment::read(sources.variables, &mut problems);
    let explicit = sources.explicit.map(Path::to_owned).or_else(|| variables.config.clone());
    let choice = if explicit.is_some() { ConfigChoice::Named } else { ConfigChoice::Found };
    let file = match &explicit {
        Some(file) => Some((place_on_disk(file), typed(file))),
        None => find::find(sources.start).map(|file| (file.clone(), typed(&from_here(&file)))),
    };
    let base = file.as_ref().map_or_else(Base::default, |(file, _)| find::base_of(file));
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
    let written = file_layer.meaning(&written_directory(&directory), &mut problems);
    if !problems.is_empty() {
        problems.sort();
        return Settings { plain: flags, file, choice, base, problems, ..Settings::default() };
    }
    let rows = rows::plain(&[sources.flags, &variables.layer, &file_layer]).chain(table_rows).collect();
    Settings { plain: flags.or(said).or(written), file, choice, base, problems, rows, tables }
}

impl Settings {
    /// The settings that the text of a configuration makes by itself, with paths that start at its directory: for those who
    /// hold files in memory.
    pub fn of_text(name: &str, text: &str) -> Settings {
        let source = Source::new(name, text);
        let file = (PathBuf::from(name), name.to_owned());
        let directory = Path::new(parent(name).unwrap_or_default());
        let base = Base { directory: typed(directory), here: String::new() };
        let mut problems = Vec::new();
        match parse(&file.0, &source) {
            Ok((layer, tables, rows)) => {
                let plain = layer.meaning(directory, &mut problems);
                let rows = rows::plain(&[&layer]).chain(rows).collect();
                Settings { plain, file: Some(file), base, rows, tables, problems, ..Settings::default() }
            }
            Err(problems) => Settings { file: Some(file), base, problems, ..Settings::default() },
        }
    }
}

/// The directory of a configuration, as the beginning of paths that are written from the current one.
fn written_directory(directory: &Path) -> PathBuf {
    if directory.as_os_str().is_empty() || directory.is_relative() {
        return directory.to_owned();
    }
    let here = from_here(directory);
    if here == Path::new(".") { PathBuf::new() } else { here }
}

/// What a file says: in plain keys, in tables, and for those who ask.
type Contents = (Layer, Tables, Vec<SettingRow>);

/// Reads the file, which may be at a git revision (`REV:path`); its paths start at its place on disk all the same.
fn read(file: &Path, asked: &Path, name: String) -> Result<Contents, Vec<Problem>> {
    if !asked.exists() && !names_revision(asked) {
        return Err(vec![disk::missing(asked)]);
    }
    let text = Location::of(asked).and_then(|location| location.text());
    let text = text.map_err(|problem| vec![Problem { file: Some(name.clone()), ..problem }])?;
    let source = Source::new(name, text);
    parse(file, &source)
}

/// What a file with this text says; its paths start at its directory.
fn parse(file: &Path, source: &Source) -> Result<Contents, Vec<Problem>> {
    let keys = keys::parse(source).map_err(|problem| vec![problem])?;
    let mut problems = Vec::new();
    let layer = keys.layer(source);
    // Even what a flag overrules has to make sense.
    let directory = file.parent().map(Path::to_owned).unwrap_or_default();
    layer.meaning(&directory, &mut problems);
    let tables = meaning::tables(&keys, source, &mut problems);
    if problems.is_empty() { Ok((layer, tables, rows::tables(source))) } else { Err(problems) }
}
