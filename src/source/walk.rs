//! A directory in, every file and directory below it out.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::paths::{DANGLING, below, has_extension, problem, typed};
use super::text::{NO_FILE, unreadable};
use crate::model::input::Problem;

/// All that is below a directory, in no order.
#[derive(Default, Debug)]
pub(super) struct Tree {
    /// Regular files, behind symbolic links too.
    pub(super) files: Vec<Found>,
    /// Directories, without the one that was walked, as paths relative to it.
    pub(super) directories: Vec<String>,
    /// What could not be looked at.
    pub(super) problems: Vec<Problem>,
    /// Symbolic links that lead in a circle.
    pub(super) notes: Vec<String>,
}

/// A file below a directory.
#[derive(Debug)]
pub(super) struct Found {
    /// Where its content is.
    pub(super) content: Content,
    /// Its path below the directory, separated by `/`.
    pub(super) relative: String,
    /// The name that reports print.
    pub(super) name: String,
}

impl Found {
    /// Where it is on disk, if it is there.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.content {
            Content::Disk(path) => Some(path),
            Content::Bytes(_) => None,
        }
    }
}

/// Where the content of a file is.
#[derive(Debug)]
pub(super) enum Content {
    /// In a file on disk.
    Disk(PathBuf),
    /// Here, read already.
    Bytes(Vec<u8>),
}

/// Walks the directory, following symbolic links.
pub(super) fn walk(root: &Path) -> Tree {
    let name = typed(root);
    let mut tree = Tree::default();
    for entry in WalkDir::new(root).follow_links(true).into_iter().filter_entry(is_wanted) {
        match entry {
            Ok(entry) if entry.depth() == 0 => {}
            Ok(entry) => tree.add(&name, root, entry),
            Err(error) => tree.fail(&error),
        }
    }
    tree
}

fn is_wanted(entry: &DirEntry) -> bool {
    entry.depth() == 0 || !is_bookkeeping(entry.file_name())
}

/// Whether version control, an editor (`.#` locks, which are dangling links) or macOS (`._` twins) keeps it beside files.
pub(super) fn is_bookkeeping(name: &OsStr) -> bool {
    let name = name.as_encoded_bytes();
    name == b".git" || name.starts_with(b".#") || name.starts_with(b"._")
}

impl Tree {
    fn add(&mut self, root_name: &str, root: &Path, entry: DirEntry) {
        let relative = entry.path().strip_prefix(root).expect("walked paths begin with the root");
        let name = below(root_name, &typed(relative));
        if relative.to_str().is_none() {
            self.problems.push(problem(name, "the name is not UTF-8; rename it"));
            return;
        }
        let relative = typed(relative);
        if relative.contains(char::is_control) {
            self.problems.push(problem(name.escape_debug().to_string(), "the name has control characters; rename it"));
            return;
        }
        if entry.file_type().is_dir() {
            self.directories.push(relative);
        } else if entry.file_type().is_file() {
            self.files.push(Found { content: Content::Disk(entry.into_path()), relative, name });
        } else if ["avsc", "json", "jsonl"].iter().any(|extension| has_extension(&relative, extension)) {
            self.problems.push(problem(name, NO_FILE));
        } else {
            self.notes.push(format!("{name} is not read: it is a pipe, a socket or a device"));
        }
    }

    fn fail(&mut self, error: &walkdir::Error) {
        if error.depth() > 0 && error.path().and_then(Path::file_name).is_some_and(is_bookkeeping) {
            return;
        }
        let name = error.path().map_or_else(|| ".".to_owned(), typed);
        if let Some(ancestor) = error.loop_ancestor() {
            self.notes.push(format!("{name} is not followed: it leads back to {}", typed(ancestor)));
            return;
        }
        let is_dangling = error.path().is_some_and(|path| path.is_symlink() && !path.exists());
        self.problems.push(match error.io_error() {
            _ if is_dangling => problem(name, DANGLING),
            Some(error) => problem(name, unreadable(error)),
            None => problem(name, format!("cannot be read: {error}")),
        });
    }
}
