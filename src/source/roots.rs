//! Finds the directories of schemas that a user gives or that the settings name, and joins what was read below them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::boundary::real;
use super::config::Settings;
use super::files::SourceTree;
use super::layout::Layout;
use super::location::Location;
use super::{directory, disk, globs, names, other_forms};
use crate::model::input::{Input, Past, Problem, VersionPlace};
use crate::model::path::{join, typed};
use crate::model::text::listed;

/// Where schemas are looked for when nothing says so.
const DEFAULT: &str = "schemas";

/// The name of the directory of fixtures when nothing says so.
const FIXTURES: &str = "fixtures";

/// A directory of schemas.
pub(crate) struct SchemaRoot {
    pub(crate) path: PathBuf,
    /// The directory of its fixtures, if the settings name one.
    pub(crate) fixtures: Option<PathBuf>,
    /// What its subjects begin with, where there are several roots.
    pub(super) prefix: Option<String>,
}

impl SchemaRoot {
    /// The directory of its fixtures: the one that the settings name, or else `fixtures` beside it.
    pub(crate) fn fixtures_directory(&self) -> PathBuf {
        let beside = match self.path.file_name() {
            Some(_) => self.path.with_file_name(FIXTURES),
            None => self.path.join("..").join(FIXTURES),
        };
        self.fixtures.clone().unwrap_or(beside)
    }
}

/// The paths to look at: those that were given, else those of the configuration, each of them once, else `schemas`.
pub(crate) fn paths(given: &[PathBuf], settings: &Settings) -> Vec<PathBuf> {
    match (given, &settings.plain.schemas) {
        ([], Some(roots)) => distinct(&expanded(&roots.value)).0,
        ([], None) => vec![PathBuf::from(DEFAULT)],
        (given, _) => given.to_owned(),
    }
}

/// The same paths and others that a glob of the configuration meant before, each of them once.
pub(crate) fn with_former(paths: Vec<PathBuf>, former: Vec<PathBuf>) -> Vec<PathBuf> {
    if former.is_empty() { paths } else { distinct(&paths.into_iter().chain(former).collect::<Vec<_>>()).0 }
}

/// The globs among the directories that the configuration names.
pub(crate) fn patterns(settings: &Settings) -> Vec<String> {
    let roots = settings.plain.schemas.iter().flat_map(|roots| &roots.value);
    roots.filter(|path| globs::is_glob(path)).map(|path| typed(path)).collect()
}

/// The directories that the paths of a configuration mean, of which some may be globs. A glob that matches nothing stays, to be
/// complained about.
fn expanded(paths: &[PathBuf]) -> Vec<PathBuf> {
    let expand = |path: &PathBuf| match globs::is_glob(path) {
        true => Some(globs::directories(path)).filter(|found| !found.is_empty()).unwrap_or_else(|| vec![path.clone()]),
        false => vec![path.clone()],
    };
    paths.iter().flat_map(expand).collect()
}

/// The directories without those that are, or lie in, another one of them; and these, in the same order.
fn distinct(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut places: Vec<(PathBuf, usize)> = (0..).zip(paths).map(|(at, path)| (real(path), at)).collect();
    places.sort();
    let mut inside = HashSet::new();
    let mut around: Option<&Path> = None;
    for (place, at) in &places {
        match around {
            Some(around) if place.starts_with(around) => drop(inside.insert(*at)),
            Some(_) | None => around = Some(place),
        }
    }
    let (again, once): (Vec<_>, Vec<_>) = (0..).zip(paths).partition(|(at, _)| inside.contains(at));
    let path = |(_, path): (usize, &PathBuf)| path.clone();
    (once.into_iter().map(path).collect(), again.into_iter().map(path).collect())
}

/// The directories at these paths. The fixtures of several directories lie in directories of their names.
pub(crate) fn roots(paths: Vec<PathBuf>, settings: &Settings) -> Vec<SchemaRoot> {
    // What a glob means may be more than one directory tomorrow.
    let is_of_glob = |path: &PathBuf| globs::match_one_of(&patterns(settings), path);
    let is_one = paths.len() == 1 && !paths.iter().any(is_of_glob);
    let root = |path: PathBuf| {
        let prefix = (!is_one).then(|| settings.base.relative(&typed(&path)));
        let fixtures = match &prefix {
            None => settings.fixtures().map(Path::to_owned),
            Some(name) => settings.fixtures().map(|all| all.join(name)).filter(|own| own.is_dir()),
        };
        SchemaRoot { path, fixtures, prefix }
    };
    paths.into_iter().map(root).collect()
}

/// One input of what was read below each root, in which every subject has the name that the settings give it.
pub(crate) fn joined(read: Vec<(SchemaRoot, Input)>, settings: &Settings) -> Input {
    let mut all = Input::default();
    let read_once = read_once(&read, settings);
    if read.len() > 1 {
        all.problems.extend(settings.fixtures().filter(|directory| !directory.is_dir()).map(disk::missing));
    }
    for (root, input) in read {
        match root.prefix {
            None => all = input,
            Some(prefix) => add(&mut all, input, &prefix),
        }
    }
    all.notes.extend(read_once);
    names::named(all, settings)
}

/// Says which directories of the configuration are read as a part of others.
fn read_once(read: &[(SchemaRoot, Input)], settings: &Settings) -> Option<String> {
    let named = &settings.plain.schemas.as_ref()?.value;
    // Globs meet each other without harm.
    if named.iter().any(|path| globs::is_glob(path)) {
        return None;
    }
    let (once, again) = distinct(named);
    let is_of_settings = once.iter().eq(read.iter().map(|(root, _)| &root.path));
    let names: Vec<String> = again.iter().map(|path| typed(path)).collect();
    (is_of_settings && !names.is_empty()).then(|| {
        let names = listed(&names, 3, ", ");
        format!("the configuration names directories of schemas more than once, also inside of others: {names}; each is read once")
    })
}

/// The schemas of one directory, on disk or at a git revision.
pub(crate) fn read_directory(root: &Path, layout: &Layout) -> Input {
    match tree(root) {
        Ok(tree) => directory::of_tree(tree, layout),
        Err(problem) => Input::from(problem),
    }
}

/// The schema files below a directory, on disk or at a git revision.
///
/// # Errors
/// There is nothing at the path, or a file.
pub(crate) fn tree(root: &Path) -> Result<SourceTree, Problem> {
    let location = Location::of(root)?;
    if location.is_directory() {
        return Ok(location.schemas());
    }
    let one_version = || "is one version, and a second is needed: give the older file first, then the newer".to_owned();
    let message = other_forms::named(&location.name).unwrap_or_else(one_version);
    Err(Problem::of(location.name, message))
}

/// Adds what was found below a root. Two roots may have a subject of one name: each begins with its root's.
fn add(all: &mut Input, mut root: Input, prefix: &str) {
    for schema in &mut root.schemas {
        schema.subject = join(prefix, &schema.subject);
        prefix_group(prefix, &mut schema.place);
    }
    for fixture in &mut root.fixtures {
        fixture.subject = join(prefix, &fixture.subject);
    }
    all.schemas.extend(root.schemas);
    all.fixtures.extend(root.fixtures);
    all.problems.extend(root.problems);
    // A note on the configuration comes with every root.
    all.notes.extend(root.notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
    let Some(mut past) = root.past else { return };
    prefix_past(prefix, &mut past);
    match &mut all.past {
        None => all.past = Some(past),
        Some(first) if first.versions_are_releases != past.versions_are_releases => {
            all.problems.push(two_ways(prefix, &past));
        }
        Some(first) => {
            first.fresh.extend(past.fresh);
            first.with_new_fixtures.extend(past.with_new_fixtures);
            first.paths.extend(past.paths);
            first.removals.extend(past.removals);
            first.released.extend(past.released);
            first.fixtures.extend(past.fixtures);
        }
    }
}

fn prefix_past(prefix: &str, past: &mut Past) {
    past.rename_subjects(|subject| join(prefix, subject));
    past.paths = past.paths.drain().map(|(subject, path)| (join(prefix, &subject), path)).collect();
    past.removals.iter_mut().for_each(|removal| prefix_group(prefix, &mut removal.place));
    past.released.iter_mut().for_each(|released| prefix_group(prefix, &mut released.before.place));
}

fn prefix_group(prefix: &str, place: &mut VersionPlace) {
    if let VersionPlace::Shared { group, .. } = place {
        *group = join(prefix, group);
    }
}

fn two_ways(name: &str, past: &Past) -> Problem {
    let (here, elsewhere) = match past.versions_are_releases {
        true => ("name versions", "do not"),
        false => ("name no versions", "do"),
    };
    let message = format!(
        "the paths here {here}, and those of other roots {elsewhere}; give each kind a configuration of its own, in its \
         directory"
    );
    Problem::of(name, message)
}
