//! The paths of an invocation and the settings in, the input of a check out.

mod roots;

use std::path::{Path, PathBuf};

use super::against::{self, Compared, Comparison, Earlier, Fixtures};
use super::config::Settings;
use super::layout::Layout;
use super::paths::{missing, typed};
use super::{directory, fixtures, names};
use crate::model::input::{Input, Problem, Scope};
use crate::source::fixtures::RoundTrips;

/// Where schemas are looked for when nothing says so.
const DEFAULT: &str = "schemas";

/// The paths to look at: those that were given, else the roots of the configuration, else `schemas`.
pub fn paths(given: &[PathBuf], settings: &Settings) -> Vec<PathBuf> {
    match (given, &settings.plain.schemas) {
        ([], Some(roots)) => roots.value.clone(),
        ([], None) => vec![PathBuf::from(DEFAULT)],
        (given, _) => given.to_owned(),
    }
}

/// Reads schemas, and fixtures where records are wanted. Several paths that were given are versions one after the other;
/// several roots of the configuration are trees of their own.
pub fn read(given: &[PathBuf], settings: &Settings, round_trips: RoundTrips, comparison: &Comparison) -> Compared {
    let layout = layout(settings);
    let fixtures = settings.plain.fixtures.as_ref().map(|fixtures| fixtures.value.as_path());
    let paths = paths(given, settings);
    if comparison.earlier.is_none() && comparison.scope == Scope::Changed {
        return refused("--changed needs to know since when: add --against REV".to_owned());
    }
    let wanted = match round_trips {
        RoundTrips::Run => Fixtures::Wanted,
        RoundTrips::Skip => Fixtures::Unwanted,
    };
    let read_one = |paths: &[PathBuf], fixtures: Option<&Path>| {
        let mut compared = match &comparison.earlier {
            Some(earlier) => against::read(paths, &layout, earlier, (comparison.scope, wanted), settings),
            None => Compared { input: directory::read_in(paths, &layout), ..Compared::default() },
        };
        if wanted == Fixtures::Wanted {
            fixtures::attach_in(&mut compared.input, paths, fixtures, &layout);
            compared.note_new_fixtures();
        }
        compared
    };
    let mut compared = if given.is_empty() && paths.len() > 1 {
        if let Some(flag) = comparison.earlier.as_ref().and_then(flag_of_one_root) {
            return refused(format!("{flag} is about one directory, and the configuration names several; give one"));
        }
        let mut compared = Compared::default();
        compared.input.problems.extend(fixtures.filter(|directory| !directory.is_dir()).map(missing));
        for root in &paths {
            // The records of each root lie in a directory of that name.
            let name = settings.base.relative(&typed(root));
            let own = fixtures.map(|directory| directory.join(&name)).filter(|directory| directory.is_dir());
            let of_root = read_one(std::slice::from_ref(root), own.as_deref());
            compared.git += of_root.git;
            roots::add(&mut compared.input, of_root.input, &name);
        }
        compared
    } else {
        read_one(&paths, fixtures)
    };
    names::rename(&mut compared.input, settings.renamings(), &settings.base);
    compared.input.problems.sort();
    compared
}

/// How paths say subjects and versions.
pub(super) fn layout(settings: &Settings) -> Layout {
    match &settings.plain.layout {
        Some(template) => Layout::Template(template.value.clone(), settings.base.clone()),
        None => Layout::ByNames,
    }
}

/// What is below several roots, each a tree of its own.
pub(super) fn joined(roots: &[PathBuf], settings: &Settings, read: impl Fn(&Path) -> Input) -> Input {
    let mut input = Input::default();
    for root in roots {
        roots::add(&mut input, read(root), &settings.base.relative(&typed(root)));
    }
    input
}

/// What asks for revisions that are not those of several roots: which changed one, or which tags it has, another need not have.
fn flag_of_one_root(earlier: &Earlier) -> Option<&'static str> {
    match earlier {
        Earlier::Revision { .. } => None,
        Earlier::Last(_) => Some("--last"),
        Earlier::Tags(_) => Some("--tags"),
    }
}

fn refused(message: String) -> Compared {
    let problems = vec![Problem { file: None, position: None, message }];
    Compared { input: Input { problems, ..Input::default() }, ..Compared::default() }
}
