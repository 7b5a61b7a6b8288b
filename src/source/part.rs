//! Lets a directory inside of the configured ones be looked at by itself: files of the others are there to be referred to.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::boundary::real;
use super::config::Settings;
use super::location::split_revision;
use super::roots;
use crate::history::defined::DefinedTypes;
use crate::model::input::{Input, Past};

/// The one directory that was given, if it is a part of what the configuration names, and what was read there does not define all
/// types that it uses.
pub(super) fn needs_others<'a>(given: &'a [PathBuf], input: &Input, settings: &Settings) -> Option<&'a Path> {
    let [directory] = given else { return None };
    if settings.plain.schemas.is_none() || !directory.is_dir() {
        return None;
    }
    let (place, configured) = (real(directory), roots::paths(&[], settings));
    let is_part = configured.iter().any(|root| place.starts_with(real(root)));
    let is_all = matches!(&configured[..], [only] if real(only) == place);
    if !is_part || is_all {
        return None;
    }
    let defined = DefinedTypes::of(&input.schemas);
    input.schemas.iter().any(|schema| defined.lack_one_of(&schema.text)).then_some(directory)
}

/// Restricts the input to subjects that have a file below a directory. All others are there to be referred to.
pub(super) fn keep_subjects(input: &mut Input, directory: &Path, settings: &Settings) {
    let is_below = is_below(directory, settings);
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
pub(super) fn keep_files(input: &mut Input, directory: &Path, settings: &Settings) {
    let is_below = is_below(directory, settings);
    let others = input.schemas.iter().filter(|schema| !is_below(&schema.name));
    input.only_referred_to = others.map(|schema| schema.name.clone()).collect();
}

/// Whether the file of a name, also of a revision, is or would be below a directory.
fn is_below(directory: &Path, settings: &Settings) -> impl Fn(&str) -> bool {
    let (place, root) = (real(directory), settings.repository.clone());
    move |name| match (split_revision(name), &root) {
        (Some((_, inside)), Some(root)) if !Path::new(name).exists() => real(&root.join(inside)).starts_with(&place),
        _ => real(Path::new(name)).starts_with(&place),
    }
}
