//! Finds the configuration, the repository around it, and the way there from the current directory.

use std::path::{Component, Path, PathBuf};
use std::{env, fs};

use crate::model::path::typed;
use crate::policy::globs::Base;
use crate::source::reach;

/// What the file is called.
pub(crate) const FILE_NAME: &str = "avrocheck.toml";

/// The configuration nearest to `start`: in its directory or one above, up to the repository's root. Without a repository
/// that is the root of the file system.
pub(crate) fn find(start: &Path) -> Option<PathBuf> {
    ancestors(start).find_map(|(directory, is_root)| {
        let file = directory.join(FILE_NAME);
        // A link to nothing, or a directory, was meant to say something, too.
        if fs::symlink_metadata(&file).is_ok() {
            return Some(Some(file));
        }
        is_root.then_some(None)
    })?
}

/// Where a configuration for `start` belongs: at the repository's root, or without a repository right here.
pub(crate) fn place_for(start: &Path) -> PathBuf {
    let root = ancestors(start).find(|(_, is_root)| *is_root).map(|(directory, _)| directory);
    let file = root.map_or_else(|| PathBuf::from(FILE_NAME), |root| root.join(FILE_NAME));
    from_here(&file)
}

/// The directories from `start` upwards, as far as they may be read, each with whether it is a repository's root.
fn ancestors(start: &Path) -> impl Iterator<Item = (PathBuf, bool)> {
    // What was removed still has a place: that of the directory that is left.
    let start = start.ancestors().find_map(|part| match part.as_os_str().is_empty() {
        true => fs::canonicalize(".").ok(),
        false => fs::canonicalize(part).ok(),
    });
    let directory =
        start.map(|start| if start.is_dir() { start } else { start.parent().map(Path::to_owned).unwrap_or(start) });
    let directories: Vec<PathBuf> = directory.iter().flat_map(|d| d.ancestors().map(Path::to_owned)).collect();
    // A file in the work trees of git, a directory elsewhere.
    directories.into_iter().take_while(|directory| reach::holds(directory)).map(|directory| {
        let is_root = directory.join(GIT_ENTRY).exists();
        (directory, is_root)
    })
}

/// What makes a directory the root of a repository. A directory that merely looks like a bare repository is none: anybody can
/// commit one.
pub(crate) const GIT_ENTRY: &str = ".git";

/// The root of the repository that a path is in, if it is in one, by `.git` entries.
pub(crate) fn repository(start: &Path) -> Option<PathBuf> {
    ancestors(start).find(|(_, is_root)| *is_root).map(|(directory, _)| directory)
}

/// The root of the one repository that a run reads revisions from: the one around the current directory, or where that is in
/// none, the one around the path that a user typed.
pub(crate) fn repository_of_run(typed: &Path) -> Option<PathBuf> {
    repository(Path::new(".")).or_else(|| repository(typed))
}

/// A real path as a user would type it in the current directory.
pub(crate) fn from_here(path: &Path) -> PathBuf {
    match env::current_dir().and_then(fs::canonicalize) {
        Ok(here) if path.is_absolute() => way(&here, path),
        Ok(_) | Err(_) => path.to_owned(),
    }
}

/// The directory of a configuration, as the beginning of paths that are written from the current one.
pub(crate) fn written_directory(directory: &Path) -> PathBuf {
    if directory.as_os_str().is_empty() || directory.is_relative() {
        return directory.to_owned();
    }
    let here = from_here(directory);
    if here == Path::new(".") { PathBuf::new() } else { here }
}

/// From where the paths and globs of a configuration start.
pub(super) fn base_of(file: &Path) -> Base {
    let real = |path: &Path| fs::canonicalize(path).ok().map(|path| typed(&path)).unwrap_or_default();
    let directory = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Base { directory: real(directory), here: real(Path::new(".")) }
}

/// The way from a directory to a path, both real; the path itself where they have nothing but the root in common.
fn way(from: &Path, to: &Path) -> PathBuf {
    let common = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if common <= 1 && to.is_absolute() && to.components().count() > 1 && from.components().count() > 1 {
        return to.to_owned();
    }
    let up = from.components().skip(common).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to.components().skip(common)).collect();
    if way.as_os_str().is_empty() { PathBuf::from(".") } else { way }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_is_short() {
        let way = |from: &str, to: &str| typed(&way(Path::new(from), Path::new(to)));
        assert_eq!(way("/a/b", "/a/b/c"), "c");
        assert_eq!(way("/a/b", "/a/c"), "../c");
        assert_eq!(way("/a/b", "/a/b"), ".");
        assert_eq!(way("/a/b", "/c/d"), "/c/d");
    }
}
