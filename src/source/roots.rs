//! Finds the directories of schemas that a user gives or that the settings name, and joins what was read below them.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use super::boundary::real;
use super::config::Settings;
use super::config::find::written_directory;
use super::files::SourceTree;
use super::layout::Layout;
use super::location::{Location, place_on_disk};
use super::{directory, disk, globs, names, pins};
use crate::model::input::{Input, Past, Problem, VersionPlace};
use crate::model::path::{join, parent, typed};
use crate::model::text::listed;
use crate::model::version::Version;

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
        ([], None) => vec![default_root(settings)],
        (given, _) => given.to_owned(),
    }
}

/// Where schemas are when nobody says it: beside the configuration, from which all its paths start. A configuration among the
/// schemas themselves, or one that a user named for the schemas that are here, does not lead away from them.
fn default_root(settings: &Settings) -> PathBuf {
    let here = PathBuf::from(DEFAULT);
    let Some((file, _)) = &settings.file else { return here };
    let directory = file.parent().unwrap_or(Path::new(""));
    let beside = written_directory(directory).join(DEFAULT);
    let is_among = here.is_dir() && real(&directory.join(".")).starts_with(real(&here));
    let is_named = settings.file_was_named && settings.revision.is_none() && (here.exists() || !beside.exists());
    if is_among || is_named { here } else { beside }
}

/// Where schemas were, from the repository's root, when nobody said it, with a configuration at this path.
pub(super) fn default_beside(file: &str) -> String {
    join(parent(file).unwrap_or_default(), DEFAULT)
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
pub(super) fn distinct(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<PathBuf>) {
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
        // At a revision, a subject is called as on disk.
        let prefix = || settings.base.relative(&typed(&place_on_disk(&path, settings.repository.as_deref())));
        let prefix = (!is_one).then(prefix);
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
    let groups = SharedGroups::of(&read);
    if read.len() > 1 {
        all.problems.extend(settings.fixtures().filter(|directory| !directory.is_dir()).map(disk::missing));
    }
    for (root, input) in read {
        match root.prefix {
            None => all = input,
            Some(prefix) => add(&mut all, input, &prefix, &groups),
        }
    }
    all.notes.extend(read_once);
    pins::attach(&mut all, settings.repository.as_deref());
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
    Err(Problem::of(location.name, one_version()))
}

/// The directories of versions of several roots: those that begin with the same version share their versions, and so do schemas
/// that are edited in place, whose versions are revisions. All others are counted for themselves.
struct SharedGroups(BTreeMap<(String, Option<Version>), String>);

impl SharedGroups {
    fn of(read: &[(SchemaRoot, Input)]) -> SharedGroups {
        let mut names = BTreeMap::new();
        for (root, input) in read {
            let prefix = root.prefix.as_deref().unwrap_or_default();
            for (group, first) in first_versions(input) {
                let name = join(prefix, &group);
                names.entry((group, first)).or_insert(name);
            }
        }
        SharedGroups(names)
    }

    /// The names of the groups of a root among all.
    fn names(&self, prefix: &str, input: &Input) -> BTreeMap<String, String> {
        let name = |(group, first): (String, Option<Version>)| {
            let shared = self.0.get(&(group.clone(), first)).cloned();
            let name = shared.unwrap_or_else(|| join(prefix, &group));
            (group, name)
        };
        first_versions(input).into_iter().map(name).collect()
    }
}

/// The first version of each group of a root; without one where versions are revisions, which are the same for all roots.
fn first_versions(input: &Input) -> BTreeMap<String, Option<Version>> {
    let are_revisions = input.past.as_ref().is_some_and(|past| !past.versions_are_releases);
    let mut first: BTreeMap<String, Option<Version>> = BTreeMap::new();
    for schema in &input.schemas {
        if let VersionPlace::Shared { group, version } = &schema.place {
            let known = first.entry(group.clone()).or_insert_with(|| Some(version.clone()));
            *known = known.take().map(|known| known.min(version.clone())).filter(|_| !are_revisions);
        }
    }
    first
}

/// Adds what was found below a root. Two roots may have a subject of one name: each begins with its root's.
fn add(all: &mut Input, mut root: Input, prefix: &str, groups: &SharedGroups) {
    let names = groups.names(prefix, &root);
    for schema in &mut root.schemas {
        schema.subject = join(prefix, &schema.subject);
        rename_group(&names, prefix, &mut schema.place);
    }
    for fixture in &mut root.fixtures {
        fixture.subject = join(prefix, &fixture.subject);
    }
    all.schemas.extend(root.schemas);
    all.fixtures.extend(root.fixtures);
    all.problems.extend(root.problems);
    // A note on the configuration comes with every root.
    all.notes.extend(root.notes.into_iter().filter(|note| !all.notes.contains(note)).collect::<Vec<_>>());
    all.own_judgement.extend(root.own_judgement);
    let Some(mut past) = root.past else { return };
    prefix_past(prefix, &names, &mut past);
    match &mut all.past {
        None => all.past = Some(past),
        Some(first) if first.versions_are_releases != past.versions_are_releases => {
            all.problems.push(two_ways(prefix, &past));
        }
        Some(first) => {
            first.fresh.extend(past.fresh);
            first.with_new_fixtures.extend(past.with_new_fixtures);
            first.paths.extend(past.paths);
            first.directories.extend(past.directories);
            first.renamed.extend(past.renamed);
            first.removals.extend(past.removals);
            first.released.extend(past.released);
            first.required.extend(past.required);
            first.fixtures.extend(past.fixtures);
        }
    }
}

fn prefix_past(prefix: &str, groups: &BTreeMap<String, String>, past: &mut Past) {
    past.rename_subjects(|subject| join(prefix, subject));
    past.paths = past.paths.drain().map(|(subject, path)| (join(prefix, &subject), path)).collect();
    past.removals.iter_mut().for_each(|removal| rename_group(groups, prefix, &mut removal.place));
    past.released.iter_mut().for_each(|released| rename_group(groups, prefix, &mut released.before.place));
}

fn rename_group(names: &BTreeMap<String, String>, prefix: &str, place: &mut VersionPlace) {
    if let VersionPlace::Shared { group, .. } = place {
        *group = names.get(group).cloned().unwrap_or_else(|| join(prefix, group));
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
