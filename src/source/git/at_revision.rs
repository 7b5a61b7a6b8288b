//! Finds the file or the directory that `REV:path` names, and reads it.

use std::env;
use std::path::{Path, PathBuf};

use super::files::{GitEntry, GitListing};
use super::repository::Repository;
use super::revision::Revision;
use crate::model::input::Problem;
use crate::model::path::{file_name, has_extension, join, normal};
use crate::model::text::nearest;
use crate::source::files::{SourceFile, SourceTree, decode};

/// A file or a directory at a revision.
#[derive(Debug)]
pub(crate) struct AtRevision {
    pub(crate) repository: Repository,
    pub(crate) revision: Revision,
    /// Its path from the repository's root.
    pub(crate) path: String,
    entry: GitEntry,
}

impl AtRevision {
    /// Finds what `REV:path` names in the repository around the current directory. As in git, a path begins at the
    /// repository's root unless it begins with `./` or `../`.
    ///
    /// # Errors
    /// There is no such revision, or nothing at that path of it.
    pub(crate) fn find(name: &str, revision: &str, path: &str) -> Result<AtRevision, Problem> {
        let here = env::current_dir().unwrap_or_else(|_| PathBuf::from("."));
        let repository = Repository::around(&here)?;
        let revision = repository.revision(revision)?;
        let path = from_root(&repository, &here, path)?;
        match repository.entry(&revision, &path) {
            Ok(Some(entry)) => Ok(AtRevision { repository, revision, path, entry }),
            Ok(None) => Err(Problem::of(name, absent(&repository, &revision, &path, &here))),
            Err(message) => Err(Problem::of(name, message)),
        }
    }

    pub(crate) fn is_directory(&self) -> bool {
        matches!(self.entry, GitEntry::Directory(_))
    }

    /// The text of the file; `None` if it is a directory.
    pub(crate) fn text(&self) -> Option<Result<String, String>> {
        match self.entry {
            GitEntry::File(blob) => Some(self.repository.read(blob).and_then(decode)),
            GitEntry::Directory(_) => None,
        }
    }

    /// The files below the directory that end in one of `extensions`, under the name that a user gave to it.
    pub(crate) fn tree(&self, name: &str, extensions: &[&str]) -> SourceTree {
        self.tree_of(&self.path, &self.entry, name, extensions)
    }

    /// The files in the directory of the file, and not below it.
    pub(crate) fn beside(&self, name: &str, extension: &str) -> Vec<SourceFile> {
        let (around, directory) = (self.path.rsplit_once('/').map_or("", |(around, _)| around), directory_of(name));
        let entry = match self.repository.entry(&self.revision, around) {
            Ok(Some(entry)) => entry,
            Ok(None) | Err(_) => return Vec::new(),
        };
        let mut files = self.tree_of(around, &entry, directory, &[extension]).files;
        files.retain(|file| !file.relative.contains('/'));
        files
    }

    fn tree_of(&self, path: &str, entry: &GitEntry, name: &str, extensions: &[&str]) -> SourceTree {
        let last = file_name(path);
        let real_name = if last.is_empty() { "schema" } else { last };
        let mut tree = SourceTree { name: name.to_owned(), real_name: real_name.to_owned(), ..SourceTree::default() };
        let listing = match entry {
            GitEntry::File(_) => Ok(GitListing::default()),
            GitEntry::Directory(directory) => self.repository.list(&self.revision, path, *directory),
        };
        let files = match listing {
            Ok(GitListing { files, notes }) => {
                tree.notes = notes;
                files
            }
            Err(message) => {
                tree.problems.push(Problem::of(name, message));
                Vec::new()
            }
        };
        for file in files {
            let name = join(name, &file.relative);
            if !extensions.iter().any(|extension| has_extension(&file.relative, extension)) {
                tree.others.push(name);
                continue;
            }
            match self.repository.read(file.blob).and_then(decode) {
                Ok(text) => tree.files.push(SourceFile { relative: file.relative, name, text }),
                Err(message) => tree.problems.push(Problem::of(name, message)),
            }
        }
        tree
    }
}

/// Where `REV:path` would be in the work tree.
pub(crate) fn place_on_disk(path: &str) -> Option<PathBuf> {
    let here = env::current_dir().ok()?;
    let repository = Repository::around(&here).ok()?;
    repository.on_disk(&from_root(&repository, &here, path).ok()?)
}

fn from_root(repository: &Repository, here: &Path, path: &str) -> Result<String, Problem> {
    let from_here = path.starts_with("./") || path.starts_with("../") || matches!(path, "." | "..");
    let start = if from_here { repository.inside(here)? } else { String::new() };
    Ok(normal(&format!("{start}/{path}")).trim_start_matches('/').to_owned())
}

/// `REV:a` of `REV:a/b`, and `REV:` of `REV:a`.
fn directory_of(name: &str) -> &str {
    match name.rfind(['/', ':']) {
        Some(at) if name[at..].starts_with(':') => &name[..=at],
        Some(at) => &name[..at],
        None => "",
    }
}

fn absent(repository: &Repository, revision: &Revision, path: &str, here: &Path) -> String {
    let mut message = format!("no such file or directory at {}", revision.label);
    let from_here = repository.inside(here).map(|here| join(&here, path)).unwrap_or_default();
    if matches!(repository.entry(revision, &from_here), Ok(Some(_))) {
        return format!("{message}; to begin in the current directory, write `{}:./{path}`", revision.prefix);
    }
    let listing = match repository.entry(revision, "") {
        Ok(Some(GitEntry::Directory(tree))) => repository.list(revision, "", tree).unwrap_or_default(),
        Ok(Some(GitEntry::File(_)) | None) | Err(_) => GitListing::default(),
    };
    let schemas = listing.files.iter().map(|file| file.relative.as_str()).filter(|name| has_extension(name, "avsc"));
    match nearest(path, schemas) {
        _ if path.contains('\\') => message += "; parts of a path at a revision are separated by `/`",
        Some(near) => message += &format!("; did you mean `{}:{near}`?", revision.prefix),
        None => message += "; paths begin at the repository's root",
    }
    message
}
