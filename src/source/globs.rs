//! Finds the directories that a glob in a configuration means.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::is_bookkeeping;
use super::ignored;
use crate::model::limits::DIRECTORY_ENTRIES;
use crate::model::path::{parent, typed};
use crate::policy::globs::Globs;

/// Whether a path has characters that mean others, and is not there as it is written.
pub(super) fn is_glob(path: &Path) -> bool {
    has_wildcard(&typed(path)) && !path.exists()
}

/// Whether a path has characters that mean others.
pub(super) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?', '[', '{'])
}

/// The directories that are there, sorted. Those that git ignores are not meant.
pub(super) fn directories(pattern: &Path) -> Vec<PathBuf> {
    let pattern = typed(pattern);
    let Ok(globs) = Globs::new([pattern.as_str()]) else { return Vec::new() };
    let parts: Vec<&str> = pattern.split('/').collect();
    let fixed = parts.iter().take_while(|part| !has_wildcard(part)).count();
    let start = match parts[..fixed].join("/") {
        root if root.is_empty() && pattern.starts_with('/') => "/".to_owned(),
        here if here.is_empty() => ".".to_owned(),
        directory => directory,
    };
    let deepest = if pattern.contains("**") { usize::MAX } else { parts.len() - fixed };
    let mut found = BTreeSet::new();
    let mut open = vec![(PathBuf::from(start), 0)];
    let mut entries = 0;
    while let Some((directory, depth)) = open.pop() {
        for entry in fs::read_dir(&directory).into_iter().flatten().filter_map(Result::ok) {
            entries += 1;
            // What lies beyond is not found, and then the glob may match nothing, which is an error.
            if entries > DIRECTORY_ENTRIES.most {
                return Vec::new();
            }
            let path = entry.path();
            if !path.is_dir() || is_bookkeeping(&entry.file_name()) {
                continue;
            }
            if globs.match_name(&typed(&path)) {
                found.insert(path.strip_prefix(".").map_or_else(|_| path.clone(), Path::to_owned));
            }
            // A link may lead back.
            if depth + 1 < deepest && !path.is_symlink() {
                open.push((path, depth + 1));
            }
        }
    }
    found.into_iter().filter(|directory| !ignored::is_ignored(directory)).collect()
}

/// Whether one of the patterns means a directory.
pub(super) fn match_one_of(patterns: &[String], directory: &Path) -> bool {
    Globs::new(patterns.iter().map(String::as_str)).is_ok_and(|globs| globs.match_name(&typed(directory)))
}

/// Those of the directories above some files that one of the patterns means.
pub(super) fn matching_directories(patterns: &[String], files: impl Iterator<Item = String>) -> Vec<PathBuf> {
    let Ok(globs) = Globs::new(patterns.iter().map(String::as_str)) else { return Vec::new() };
    let mut directories = BTreeSet::new();
    for file in files {
        let mut directory = parent(&file);
        while let Some(here) = directory.filter(|here| !here.is_empty())
            && !directories.contains(here)
        {
            directories.insert(here.to_owned());
            directory = parent(here);
        }
    }
    directories.into_iter().filter(|directory| globs.match_name(directory)).map(PathBuf::from).collect()
}

/// From how many directories on a glob stands for them.
const MANY: usize = 3;

/// The same directories of a repository, with a glob in the place of several that differ in one part of their paths, if it means
/// these and no others.
pub(super) fn shortened(directories: &[String], root: &Path) -> Vec<String> {
    let mut left: BTreeSet<String> = directories.iter().cloned().collect();
    let mut patterns = BTreeSet::new();
    for directory in directories {
        let parts: Vec<&str> = directory.split('/').collect();
        // The part that says most comes first.
        for at in 0..parts.len() {
            let mut pattern = parts.clone();
            pattern[at] = "*";
            let pattern = pattern.join("/");
            let Ok(globs) = Globs::new([pattern.as_str()]) else { continue };
            let meant: BTreeSet<&String> = left.iter().filter(|known| globs.match_name(known)).collect();
            if meant.len() < MANY || parts.len() == 1 {
                continue;
            }
            let found = self::directories(&root.join(&pattern)).len();
            if found == meant.len() {
                left.retain(|known| !globs.match_name(known));
                patterns.insert(pattern);
                break;
            }
        }
    }
    left.into_iter().chain(patterns).collect()
}
