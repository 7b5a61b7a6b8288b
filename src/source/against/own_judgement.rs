//! Finds what a branch changed in the files that judge it: its configuration, the directories that this names, its baseline.

use std::path::{Path, PathBuf};

use super::contents::{blob, number};
use super::former::{former_configuration, in_force};
use crate::model::input::Problem;
use crate::model::path::{SCHEMA_EXTENSIONS, in_words, inside, normal, typed};
use crate::model::shell::shell_word;
use crate::source::config::find::from_here;
use crate::source::config::{FILE_NAME, Settings};
use crate::source::git::{Repository, Revision};
use crate::source::{globs, roots};

/// A remark on the configuration and on the baseline, if they are not what they were. Where the configuration is of a revision,
/// nothing of the branch judges it.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn changes(
    repository: &Repository,
    base: &Revision,
    schemas: &str,
    settings: &Settings,
) -> Result<Vec<String>, Problem> {
    if settings.revision.is_some() {
        return Ok(Vec::new());
    }
    let mut changes = Vec::new();
    let today = settings.file.as_ref().map(|(file, _)| file.as_path());
    if let Some(path) = in_force(repository, base, schemas, today)? {
        let remedy = format!("`--config {}` obeys", shell_word(&format!("{}:{path}", base.prefix)));
        changes.extend(change(repository, base, &path, &remedy)?);
    }
    if let Some(path) = settings.baseline().and_then(|baseline| repository.inside(baseline).ok()) {
        let remedy = format!("with `--config {}` it obeys", shell_word(&format!("{}:{FILE_NAME}", base.prefix)));
        changes.extend(change(repository, base, &path, &remedy)?);
    }
    Ok(changes)
}

/// A remark on a file that is not what it was, with what obeys the old one; `None` if nothing changed.
fn change(repository: &Repository, base: &Revision, path: &str, remedy: &str) -> Result<Option<String>, Problem> {
    let before = blob(repository, base, path)?;
    let file = repository.on_disk(path).filter(|file| file.exists());
    let now = file.as_ref().and_then(|file| number(repository, file));
    if before == now {
        return Ok(None);
    }
    let label = &base.label;
    Ok(Some(match (before, file) {
        (None, _) => format!("{path} is new since {label}"),
        (Some(_), None) => format!("{path} is gone since {label}, and this run goes without it; {remedy} it"),
        (Some(_), Some(_)) => {
            format!("{path} is not what it was at {label}, and this run obeys the new one; {remedy} the old")
        }
    }))
}

/// Whether a directory is one of these, or lies in one.
fn holds(directories: &[String], directory: &str) -> bool {
    directories.iter().any(|around| inside(directory, around).is_some())
}

/// Remarks on directories of schemas that a run without a change of the configuration would look at. `compared` are those of
/// the revision that this one compares with.
///
/// # Errors
/// There are some, and this run has nothing to compare with: the branch could hide any change behind a new directory.
pub(super) fn left_directories(
    repository: &Repository,
    base: &Revision,
    root: &Path,
    compared: &[String],
    settings: &Settings,
) -> Result<Vec<String>, Problem> {
    let today = roots::paths(&[], settings);
    // A directory that a user typed is meant, whatever the configuration names.
    if settings.revision.is_some() || !today.iter().any(|named| named == root) {
        return Ok(Vec::new());
    }
    let paths_in = |paths: &[PathBuf]| paths.iter().filter_map(|path| repository.inside(path).ok()).collect::<Vec<_>>();
    let before = match former_configuration(repository, base, &repository.inside(root)?, settings)? {
        Some((file, former)) => match former.plain.schemas {
            Some(named) => meant_directories(repository, base, &named.value)?,
            None => vec![roots::default_beside(&file)],
        },
        None => paths_in(&roots::paths(&[], &Settings::default())),
    };
    let today = paths_in(&today);
    let mut left = Vec::new();
    // What a glob means is looked at, even if nothing is left there.
    let patterns = roots::patterns(settings);
    let is_meant = |directory: &String| {
        let place = repository.on_disk(directory);
        place.is_some_and(|place| globs::match_one_of(&patterns, &from_here(&place)))
    };
    let is_looked_at =
        |directory: &String| holds(&today, directory) || compared.contains(directory) || is_meant(directory);
    for directory in before.into_iter().filter(|directory| !is_looked_at(directory)) {
        let listing = repository.files_below(base, &directory, &SCHEMA_EXTENSIONS);
        let listing = listing.map_err(|message| Problem::of(format!("{}:{directory}", base.prefix), message))?;
        if listing.is_some_and(|listing| !listing.files.is_empty()) {
            left.push(directory);
        }
    }
    let (label, prefix) = (&base.label, &base.prefix);
    match (left.first(), compared) {
        (Some(first), []) => {
            let message = format!(
                "has no schema at {label}, where the configuration names {}, so that nothing would be compared; move \
                 schemas as they are and change them in another commit, or compare what {label} names: --config {}",
                in_words(first),
                shell_word(&format!("{prefix}:{FILE_NAME}"))
            );
            Err(Problem::of(typed(root), message))
        }
        _ => Ok(left
            .iter()
            .map(|left| format!("{} has schemas at {label}, and is not looked at any more", in_words(left)))
            .collect()),
    }
}

/// The directories that a configuration named at a revision, where globs meant those that had schemas.
fn meant_directories(repository: &Repository, base: &Revision, named: &[PathBuf]) -> Result<Vec<String>, Problem> {
    let named = named.iter().map(|path| normal(&typed(path)));
    let (patterns, mut directories): (Vec<String>, Vec<String>) = named.partition(|path| globs::has_wildcard(path));
    if !patterns.is_empty() {
        let listing = repository.files_below(base, "", &SCHEMA_EXTENSIONS);
        let listing = listing.map_err(|message| Problem::of(&base.prefix, message))?.unwrap_or_default();
        let files = listing.files.into_iter().map(|file| file.relative);
        directories.extend(globs::matching_directories(&patterns, files).iter().map(|path| typed(path)));
    }
    Ok(directories)
}
