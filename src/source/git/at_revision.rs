//! Finds the file or the directory that `REV:path` names, and reads it.

use std::env;
use std::path::{Path, PathBuf};

use super::files::{GitEntry, GitFile, GitListing};
use super::repository::Repository;
use super::revision::Revision;
use crate::model::input::Problem;
use crate::model::path::{SCHEMA_EXTENSIONS, file_name, is_schema_file, join, normal, parent};
use crate::model::shell::shell_word;
use crate::model::text::nearest;
use crate::source::files::{SourceFile, SourceTree};

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
    /// Finds what `REV:path` names in the repository of the run, whose root is given. As in git, a path begins at the
    /// repository's root unless it begins with `./` or `../`.
    ///
    /// # Errors
    /// There is no such revision, or nothing at that path of it.
    pub(crate) fn find(root: Option<&Path>, name: &str, revision: &str, path: &str) -> Result<AtRevision, Problem> {
        let here = here();
        let repository = Repository::open(root, &here)?;
        let revision = repository.revision(revision)?;
        let path = from_root(&repository, path)?;
        match repository.entry(&revision, &path) {
            Ok(Some(GitEntry::Closed(why))) => Err(Problem::of(name, format!("cannot be read: {why}"))),
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
            GitEntry::File(blob) => Some(self.repository.text(blob)),
            GitEntry::Directory(_) | GitEntry::Closed(_) => None,
        }
    }

    /// The schema files below the directory, under the name that a user gave to it.
    pub(crate) fn schemas(&self, name: &str) -> SourceTree {
        self.schemas_below(&self.path, name)
    }

    /// The schema files in the directory of the file, and not below it.
    pub(crate) fn beside(&self, name: &str) -> Vec<SourceFile> {
        let mut files = self.schemas_below(parent(&self.path).unwrap_or_default(), directory_of(name)).files;
        files.retain(|file| !file.relative.contains('/'));
        files
    }

    fn schemas_below(&self, path: &str, name: &str) -> SourceTree {
        let last = file_name(path);
        let real_name = if last.is_empty() { "schema" } else { last };
        let mut tree = SourceTree { name: name.to_owned(), real_name: real_name.to_owned(), ..SourceTree::default() };
        let listing = self.repository.files_below(&self.revision, path, &[]);
        let listing = listing.map_err(|message| tree.problems.push(Problem::of(name, message)));
        let listing = listing.ok().flatten().unwrap_or_default();
        let (refused, notes) = listing.refusals(name, &SCHEMA_EXTENSIONS);
        let GitListing { files, problems, .. } = listing;
        tree.notes = notes;
        tree.problems.extend(problems.into_iter().chain(refused));
        for GitFile { relative, blob } in files {
            let name = join(name, &relative);
            if !is_schema_file(&relative) {
                tree.others.push(name);
                continue;
            }
            match self.repository.text(blob) {
                Ok(text) => tree.files.push(SourceFile { relative, name, text: text.into() }),
                Err(message) => tree.problems.push(Problem::of(name, message)),
            }
        }
        tree
    }
}

/// Where `REV:path` would be in the work tree of the repository of the run, whose root is given.
pub(crate) fn place_on_disk(root: Option<&Path>, path: &str) -> Option<PathBuf> {
    let repository = Repository::open(root, &here()).ok()?;
    repository.on_disk(&from_root(&repository, path).ok()?)
}

fn here() -> PathBuf {
    env::current_dir().unwrap_or_else(|_| PathBuf::from("."))
}

/// A path of `REV:path` from the repository's root.
///
/// # Errors
/// It leads out of the repository.
pub(crate) fn from_root(repository: &Repository, path: &str) -> Result<String, Problem> {
    let from_here = path.starts_with("./") || path.starts_with("../") || matches!(path, "." | "..");
    let start = if from_here { repository.inside(&here())? } else { String::new() };
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
        let word = shell_word(&format!("{}:./{path}", revision.prefix));
        return format!("{message}; to begin in the current directory, write `{word}`");
    }
    let listing = repository.files_below(revision, "", &SCHEMA_EXTENSIONS).ok().flatten().unwrap_or_default();
    match nearest(path, listing.files.iter().map(|file| file.relative.as_str())) {
        _ if path.contains('\\') => message += "; parts of a path at a revision are separated by `/`",
        Some(near) => message += &format!("; did you mean `{}:{near}`?", revision.prefix),
        None => message += "; paths begin at the repository's root",
    }
    message
}
