//! Reads the schema files below a directory, without those that git ignores: nobody means them, unless they are tracked all the
//! same.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::boundary::real;
use super::config::find::repository;
use super::disk::{self, DiskFile};
use super::files::SourceTree;
use super::git::Repository;
use crate::model::limits::{IGNORE_BYTES, IGNORE_RULES};
use crate::model::path::{SCHEMA_EXTENSIONS, is_schema_file, typed};
use crate::model::text::{grouped, listed};

/// The schema files below a directory, read many at a time.
pub(crate) fn schemas(root: &Path) -> SourceTree {
    let mut listing = disk::list(root, &SCHEMA_EXTENSIONS);
    let (ignored, notes) = of(root, listing.files.iter().filter(|file| is_schema(file)));
    listing.files.retain(|file| !ignored.contains(&file.relative));
    listing.notes.extend(notes);
    disk::read(root, listing, &SCHEMA_EXTENSIONS)
}

/// The paths of the schema files below a directory, sorted.
pub(crate) fn schema_paths(root: &Path) -> Vec<String> {
    let files = disk::list(root, &SCHEMA_EXTENSIONS).files;
    let schemas = || files.iter().filter(|file| is_schema(file));
    let (ignored, _) = of(root, schemas());
    schemas().map(|file| file.relative.clone()).filter(|path| !ignored.contains(path)).collect()
}

fn is_schema(file: &DiskFile) -> bool {
    is_schema_file(&file.relative)
}

/// Those of the files below a directory that git ignores and does not track, by their paths below the directory, and remarks
/// on them. If the directory itself is ignored, whoever names it means what is in it.
fn of<'a>(root: &Path, files: impl Iterator<Item = &'a DiskFile>) -> (BTreeSet<String>, Vec<String>) {
    let (mut ignored, mut notes) = (BTreeSet::new(), Vec::new());
    let (root_place, Some(top)) = (real(root), repository(root)) else { return (ignored, notes) };
    let mut rules = IgnoreRules::of(top.clone());
    if rules.ignores(&root_place, true) {
        return (ignored, notes);
    }
    let place = |file: &DiskFile| if file.is_linked { real(&file.path) } else { root_place.join(&file.relative) };
    let below_top = |place: &Path| place.strip_prefix(&top).ok().map(typed);
    let places = files.map(|file| (file, place(file)));
    let candidates: Vec<(&DiskFile, String)> = places
        .filter_map(|(file, place)| Some((file, below_top(&place)?, rules.ignores(&place, false))))
        .filter(|(.., is)| *is)
        .map(|(file, path, _)| (file, path))
        .collect();
    if !candidates.is_empty() {
        let tracked = Repository::open(Some(&top), root)
            .ok()
            .and_then(|repository| repository.tracked(candidates.iter().map(|(_, path)| path.as_str())).ok());
        // Where nobody knows what is tracked, too much is read rather than too little.
        let Some(tracked) = tracked else { return (ignored, notes) };
        let untracked = candidates.iter().filter(|(_, path)| !tracked.contains(path.as_str()));
        let names: Vec<&str> = untracked.clone().map(|(file, _)| file.name.as_str()).collect();
        if !names.is_empty() {
            notes.push(format!("not read, because git ignores it: {}", listed(&names, 3, ", ")));
        }
        ignored.extend(untracked.map(|(file, _)| file.relative.clone()));
    }
    if rules.are_too_large {
        let most = grouped(IGNORE_RULES.most);
        notes.push(format!(
            "not every .gitignore was obeyed: together they have more than {most} bytes, which is the limit"
        ));
    }
    (ignored, notes)
}

/// What the files `.gitignore` of a repository say.
struct IgnoreRules {
    /// The real root of the repository.
    top: PathBuf,
    /// The rules in a directory, if it has any.
    rules: HashMap<PathBuf, Option<Gitignore>>,
    /// Whether a directory is ignored.
    directories: HashMap<PathBuf, bool>,
    bytes: u64,
    are_too_large: bool,
}

impl IgnoreRules {
    fn of(top: PathBuf) -> IgnoreRules {
        let (rules, directories) = (HashMap::new(), HashMap::new());
        IgnoreRules { top, rules, directories, bytes: 0, are_too_large: false }
    }

    /// Whether a file or a directory at this real path is ignored, or one above it.
    fn ignores(&mut self, path: &Path, is_directory: bool) -> bool {
        let Ok(below) = path.strip_prefix(&self.top) else { return false };
        let parts = below.components().count();
        let mut here = self.top.clone();
        for (at, part) in below.components().enumerate() {
            here.push(part);
            let is_directory = at + 1 < parts || is_directory;
            let is_ignored = match self.directories.get(&here) {
                Some(known) => *known,
                None => {
                    let is_ignored = self.ignores_itself(&here, is_directory);
                    if is_directory {
                        self.directories.insert(here.clone(), is_ignored);
                    }
                    is_ignored
                }
            };
            if is_ignored {
                return true;
            }
        }
        false
    }

    /// What the nearest rules say that say anything.
    fn ignores_itself(&mut self, path: &Path, is_directory: bool) -> bool {
        let above: Vec<PathBuf> =
            path.ancestors().skip(1).take_while(|above| above.starts_with(&self.top)).map(Path::to_owned).collect();
        for directory in above {
            let rules = match self.rules.get(&directory) {
                Some(rules) => rules,
                None => {
                    let rules = self.read(&directory);
                    self.rules.entry(directory).or_insert(rules)
                }
            };
            match rules.as_ref().map_or(Match::None, |rules| rules.matched(path, is_directory)) {
                Match::None => {}
                Match::Ignore(_) => return true,
                Match::Whitelist(_) => return false,
            }
        }
        false
    }

    /// The rules in a directory. A link, which git does not follow either, has none.
    fn read(&mut self, directory: &Path) -> Option<Gitignore> {
        let own = directory.join(".gitignore");
        let of_repository = (directory == self.top).then(|| directory.join(".git/info/exclude"));
        let mut builder = GitignoreBuilder::new(directory);
        // The later say more.
        for file in of_repository.into_iter().chain([own]) {
            let Ok(about) = fs::symlink_metadata(&file) else { continue };
            if !about.is_file() {
                continue;
            }
            if about.len() > IGNORE_BYTES.most || self.bytes + about.len() > IGNORE_RULES.most {
                self.are_too_large = true;
                continue;
            }
            self.bytes += about.len();
            // What is no pattern ignores nothing, as git has it.
            let _ = builder.add(file);
        }
        builder.build().ok().filter(|rules| !rules.is_empty())
    }
}

/// Whether git ignores a directory.
pub(crate) fn is_ignored(directory: &Path) -> bool {
    repository(directory).is_some_and(|top| IgnoreRules::of(top).ignores(&real(directory), true))
}
