//! Lets a directory inside of the configured ones be looked at by itself: files of the others are there to be referred to.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::boundary::real;
use super::config::Settings;
use super::location::{Location, names_revision, place_on_disk, split_revision};
use super::roots;
use crate::history::defined::DefinedTypes;
use crate::model::input::{Input, Past};
use crate::model::path::typed;

/// A directory inside of the configured ones that needs types of the others.
pub(super) struct DirectoryAlone {
    /// Where it is; of one at a revision, where it would be on disk.
    directory: PathBuf,
    /// What to read with it; if nothing, it is what the configuration names on disk.
    pub(super) whole: Vec<PathBuf>,
}

/// The one directory that was given, if it is a part of what the configuration names, and what was read there does not define all
/// types that it uses. One at a revision is a part of what was there then.
pub(super) fn needs_others(given: &[PathBuf], input: &Input, settings: &Settings) -> Option<DirectoryAlone> {
    let [directory] = given else { return None };
    settings.plain.schemas.as_ref()?;
    let root = settings.repository.as_deref();
    let revision = directory.to_str().and_then(split_revision).filter(|_| names_revision(directory));
    let (place, configured) = (real(&place_on_disk(directory, root)), roots::paths(&[], settings));
    let is_part = configured.iter().any(|root| place.starts_with(real(root)));
    let is_all = matches!(&configured[..], [only] if real(only) == place);
    let is_there = || Location::of(directory).is_ok_and(|location| location.is_directory());
    if !is_part || is_all || !is_there() {
        return None;
    }
    let defined = DefinedTypes::of(&input.schemas);
    if !input.schemas.iter().any(|schema| defined.lack_one_of(schema)) {
        return None;
    }
    let whole = revision.map(|(revision, _)| at_revision(&configured, revision, root)).unwrap_or_default();
    Some(DirectoryAlone { directory: place, whole })
}

/// Those of the directories that there are at a revision.
fn at_revision(directories: &[PathBuf], revision: &str, root: Option<&Path>) -> Vec<PathBuf> {
    let then = directories.iter().filter_map(|directory| {
        let inside = real(directory).strip_prefix(root?).ok().map(typed)?;
        let then = PathBuf::from(format!("{revision}:{inside}"));
        Location::in_repository(&then, root).is_ok_and(|location| location.is_directory()).then_some(then)
    });
    then.collect()
}

/// Restricts the input to subjects that have a file below a directory. All others are there to be referred to.
pub(super) fn keep_subjects(input: &mut Input, part: &DirectoryAlone, settings: &Settings) {
    let is_below = is_below(&part.directory, settings);
    let meant = input.schemas.iter().filter(|schema| is_below(&schema.name));
    let meant: HashSet<String> = meant.map(|schema| schema.subject.clone()).collect();
    let others = input.schemas.iter().filter(|schema| !meant.contains(&schema.subject));
    input.only_referred_to = others.map(|schema| schema.name.clone()).collect();
    input.fixtures.retain(|fixture| meant.contains(&fixture.subject));
    if let Some(Past { released, fixtures, .. }) = &mut input.past {
        released.retain(|released| is_below(&released.before.name) || released.now.as_deref().is_some_and(&is_below));
        fixtures.retain(|fixture| meant.contains(&fixture.subject));
    }
}

/// Restricts the input to files below a directory. All others are there to be referred to.
pub(super) fn keep_files(input: &mut Input, part: &DirectoryAlone, settings: &Settings) {
    let is_below = is_below(&part.directory, settings);
    let others = input.schemas.iter().filter(|schema| !is_below(&schema.name));
    input.only_referred_to = others.map(|schema| schema.name.clone()).collect();
}

/// Whether the file of a name, also of a revision, is or would be below a directory.
fn is_below(place: &Path, settings: &Settings) -> impl Fn(&str) -> bool {
    let (place, root) = (place.to_owned(), settings.repository.clone());
    move |name| match (split_revision(name), &root) {
        (Some((_, inside)), Some(root)) if !Path::new(name).exists() => real(&root.join(inside)).starts_with(&place),
        _ => real(Path::new(name)).starts_with(&place),
    }
}
