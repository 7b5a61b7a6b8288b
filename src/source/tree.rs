//! The paths of an invocation and the settings in, the input of a check out.

use std::path::{Path, PathBuf};

use super::against::{self, Compared, Comparison, Fixtures};
use super::config::Settings;
use super::layout::Layout;
use super::paths::{below, missing, typed};
use super::{directory, fixtures, names};
use crate::compat::check::RoundTrips;
use crate::compat::input::{Input, Place, Problem, Scope};

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
    if let Some(earlier) = &comparison.earlier {
        let wanted = match round_trips {
            RoundTrips::Run => Fixtures::Wanted,
            RoundTrips::Skip => Fixtures::Unwanted,
        };
        let wish = (comparison.scope, wanted);
        let mut compared = against::read(&paths, &layout, earlier, wish, settings);
        if wanted == Fixtures::Wanted {
            fixtures::attach_in(&mut compared.input, &paths, fixtures, &layout);
            compared.note_new_fixtures();
        }
        name(&mut compared.input, settings);
        return compared;
    }
    if comparison.scope == Scope::Changed {
        let message = "--changed needs to know since when: add --against REV".to_owned();
        let problems = vec![Problem { file: None, position: None, message }];
        return Compared { input: Input { problems, ..Input::default() }, ..Compared::default() };
    }
    let read_one = |paths: &[PathBuf], fixtures: Option<&Path>| {
        let mut input = directory::read_in(paths, &layout);
        match round_trips {
            RoundTrips::Run => fixtures::attach_in(&mut input, paths, fixtures, &layout),
            RoundTrips::Skip => {}
        }
        input
    };
    let mut input = if given.is_empty() && paths.len() > 1 {
        let missing = fixtures.filter(|directory| !directory.is_dir()).map(missing);
        // The records of each root lie in a directory of that name.
        let mut input = joined(&paths, settings, |root| {
            let name = settings.base.relative(&typed(root));
            let own = fixtures.map(|directory| directory.join(&name)).filter(|directory| directory.is_dir());
            read_one(&[root.to_owned()], own.as_deref())
        });
        input.problems.extend(missing);
        input
    } else {
        read_one(&paths, fixtures)
    };
    name(&mut input, settings);
    Compared { input, ..Compared::default() }
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
        add(&mut input, read(root), &settings.base.relative(&typed(root)));
    }
    input
}

/// Gives subjects the names that the settings say.
fn name(input: &mut Input, settings: &Settings) {
    names::rename(input, settings.renamings(), &settings.base);
    input.problems.sort();
}

/// Adds what was found below a root. Two roots may have a subject of one name: each begins with its root's.
fn add(all: &mut Input, root: Input, name: &str) {
    all.schemas.extend(root.schemas.into_iter().map(|mut schema| {
        schema.subject = below(name, &schema.subject);
        if let Place::Shared { group, .. } = &mut schema.place {
            *group = below(name, group);
        }
        schema
    }));
    all.fixtures.extend(root.fixtures.into_iter().map(|mut fixture| {
        fixture.subject = below(name, &fixture.subject);
        fixture
    }));
    all.problems.extend(root.problems);
    all.notes.extend(root.notes);
}
