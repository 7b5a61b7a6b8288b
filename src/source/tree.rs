//! The paths of an invocation and the settings in, the input of a check out.

mod roots;

use std::path::{Path, PathBuf};

use super::against::{self, Compared, Comparison, Earlier, Fixtures};
use super::config::Settings;
use super::layout::Layout;
use super::paths::{missing, typed};
use super::{directory, fixtures, names};
use crate::compat::check::RoundTrips;
use crate::compat::input::{Input, Problem, Scope, Versions};

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
    let layout = match &settings.plain.layout {
        Some(template) => Layout::Template(template.value.clone(), settings.base.clone()),
        None => Layout::ByNames,
    };
    let fixtures = settings.plain.fixtures.as_ref().map(|fixtures| fixtures.value.as_path());
    let paths = paths(given, settings);
    if comparison.earlier.is_none() && comparison.scope == Scope::Changed {
        let message = "--changed needs to know since when: add --against REV".to_owned();
        let problems = vec![Problem { file: None, position: None, message }];
        return Compared { input: Input { problems, ..Input::default() }, ..Compared::default() };
    }
    let read_one = |paths: &[PathBuf], fixtures: Option<&Path>| {
        let wanted = match round_trips {
            RoundTrips::Run => Fixtures::Wanted,
            RoundTrips::Skip => Fixtures::Unwanted,
        };
        let mut compared = match &comparison.earlier {
            Some(earlier) => against::read(paths, &layout, earlier, (comparison.scope, wanted)),
            None => Compared { input: directory::read_in(paths, &layout), ..Compared::default() },
        };
        if wanted == Fixtures::Wanted {
            fixtures::attach_in(&mut compared.input, paths, fixtures, &layout);
        }
        compared
    };
    let mut compared = if given.is_empty() && paths.len() > 1 {
        let mut compared = Compared::default();
        let input = &mut compared.input;
        input.problems.extend(fixtures.filter(|directory| !directory.is_dir()).map(missing));
        if let Some(problem) = comparison.earlier.as_ref().and_then(of_one_root) {
            input.problems.push(problem);
            return compared;
        }
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
    name(&mut compared.input, settings);
    compared
}

/// Revisions that changed one root, or that have its tags, are not those of another.
fn of_one_root(earlier: &Earlier) -> Option<Problem> {
    let flag = match earlier {
        Earlier::Revision { .. } => return None,
        Earlier::Last(_) => "--last",
        Earlier::Tags(_) => "--tags",
    };
    let message = format!("{flag} is about one directory, and the configuration names several; give one");
    Some(Problem { file: None, position: None, message })
}

/// Gives subjects the names that the settings say. Files at a revision have no path that a glob could mean, so that a part
/// of a history would be missing.
fn name(input: &mut Input, settings: &Settings) {
    let in_place = input.past.as_ref().is_some_and(|past| past.versions == Versions::Revisions);
    if let (true, Some(renaming)) = (in_place, settings.renamings().first()) {
        let place = renaming.name.place();
        input.problems.push(Problem {
            file: place.map(|place| place.file.clone()),
            position: place.map(|place| (place.line, place.column)),
            message: "subjects that are named here cannot be followed through revisions of schemas that are edited in \
                      place; remove the name, or keep versions in paths of their own"
                .to_owned(),
        });
    }
    names::rename(input, settings.renamings(), &settings.base);
    input.problems.sort();
}
