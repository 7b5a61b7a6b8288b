//! `avrocheck.toml` in, settings out.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde::Deserialize;
use toml::Spanned;

use super::paths::{missing, nearest, problem, typed};
use super::text;
use crate::compat::input::Problem;
use crate::compat::level::{Level, UnknownLevel};
use crate::schema::source::Source;

#[cfg(test)]
mod tests;

/// What the file is called.
pub const FILE_NAME: &str = "avrocheck.toml";

/// The version of the file's form that this program knows.
const VERSION: i64 = 1;

/// What a configuration says; nothing where it is silent.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Settings {
    /// The level to gate at.
    pub level: Option<Level>,
    /// The file that says so, as a user would type it.
    pub origin: Option<String>,
}

/// The settings in the file `explicit`, which must exist, or else in the one found upwards from `schemas`, if any.
///
/// # Errors
/// The file cannot be read, was made for a newer program, or says something that it cannot mean.
pub fn settings(explicit: Option<&Path>, schemas: &Path) -> Result<Settings, Problem> {
    match explicit {
        Some(file) if !file.exists() => Err(missing(file)),
        Some(file) => read(file, typed(file)),
        None => find(schemas).map_or_else(|| Ok(Settings::default()), |file| read(&file, from_here(&file))),
    }
}

/// The configuration nearest to `start`: in its directory or one above, up to the repository's root. Without a repository
/// that is the root of the file system.
pub fn find(start: &Path) -> Option<PathBuf> {
    let start = fs::canonicalize(start).ok()?;
    let directories = start.ancestors().skip(usize::from(!start.is_dir()));
    for directory in directories {
        let file = directory.join(FILE_NAME);
        if file.is_file() {
            return Some(file);
        }
        // A file in the work trees of git, a directory elsewhere.
        if directory.join(".git").exists() {
            return None;
        }
    }
    None
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

/// The keys. Every one is optional: a configuration may say as little as it likes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    #[serde(rename = "version")]
    _version: Option<i64>,
    level: Option<Spanned<String>>,
}

/// The one key that every version of the form has.
#[derive(Deserialize)]
struct Form {
    version: Option<Spanned<i64>>,
}

fn read(file: &Path, name: String) -> Result<Settings, Problem> {
    let text = text::read(file).map_err(|message| problem(name.clone(), message))?;
    let source = Source::new(name, text);
    // Before all else: what a newer form means by its keys is not ours to judge.
    if let Ok(Form { version: Some(version) }) = toml::from_str::<Form>(&source.text)
        && *version.get_ref() != VERSION
    {
        let number = version.get_ref();
        let message = if *number > VERSION {
            format!("`version = {number}` was made for a newer avrocheck; this one knows version {VERSION}: update it")
        } else {
            format!("there is no `version = {number}`; write `version = {VERSION}`")
        };
        return Err(at(&source, version.span().start, message));
    }
    if let Err(error) = toml::from_str::<toml::Table>(&source.text) {
        let message = format!("this is not valid TOML: {}", error.message());
        return Err(at(&source, error.span().map_or(0, |span| span.start), message));
    }
    let keys: Keys = toml::from_str(&source.text).map_err(|error| explain(&source, &error))?;
    let level = match keys.level {
        Some(level) => {
            Some(level.get_ref().parse().map_err(|e: UnknownLevel| at(&source, level.span().start, e.to_string()))?)
        }
        None => None,
    };
    Ok(Settings { level, origin: Some(source.name) })
}

/// The parser's complaint with its place, and with a suggestion where a key is unknown.
fn explain(source: &Source, error: &toml::de::Error) -> Problem {
    let span = error.span().unwrap_or(0..0);
    let mut message = error.message().replace("expected i64", "expected a whole number");
    // Serde names the keys that it expected between backticks; it knows them at every depth.
    if let Some((_, expected)) =
        message.split_once("unknown field ").and_then(|(_, rest)| rest.split_once(", expected"))
    {
        let key = source.text.get(span.clone()).unwrap_or_default();
        let known: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
        let keys = known.join(", ");
        message = match nearest(key, known.iter().copied()) {
            Some(meant) => format!("unknown key `{key}`; did you mean `{meant}`? The keys are {keys}"),
            None => format!("unknown key `{key}`; the keys are {keys}"),
        };
    }
    at(source, span.start, message)
}

fn at(source: &Source, offset: usize, message: String) -> Problem {
    let place = source.position(offset.min(source.text.len()) as u32);
    Problem { file: Some(source.name.clone()), position: Some((place.line, place.column)), message }
}
