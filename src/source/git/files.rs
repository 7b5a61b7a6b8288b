//! Lists the files below a directory at a revision, each with its path and the number of its content.

use gix::ObjectId;
use gix::objs::tree::EntryKind;

use super::open::one_line;
use super::repository::{BlobId, Repository};
use super::revision::Revision;
use crate::model::input::Problem;
use crate::model::path::join;
use crate::source::disk::{CONTROL_CHARACTERS, NOT_UTF8, is_bookkeeping};

/// All that is below a directory at a revision.
#[derive(Default, Debug)]
pub(crate) struct GitListing {
    /// The files, by path, also through symbolic links.
    pub(crate) files: Vec<GitFile>,
    /// What is not read, and why.
    pub(crate) notes: Vec<String>,
    /// What has a name that no file may have.
    pub(crate) problems: Vec<Problem>,
}

/// A file at a revision.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct GitFile {
    /// Its path below the directory, separated by `/`.
    pub(crate) relative: String,
    /// The number of its content.
    pub(crate) blob: BlobId,
}

/// What is at a path of a revision.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GitEntry {
    /// A file.
    File(BlobId),
    /// A directory, by the number of its tree.
    Directory(ObjectId),
}

/// So many symbolic links may lie between a path and its file, as on disk.
const LINKS: usize = 40;

impl Repository {
    /// What is at a path from the repository's root; `None` if nothing is.
    ///
    /// # Errors
    /// Why it cannot be said.
    pub(crate) fn entry(&self, revision: &Revision, path: &str) -> Result<Option<GitEntry>, String> {
        self.timed(|| self.follow(self.root_tree(revision)?, path, LINKS))
    }

    /// The files below a directory; `None` if there is no such directory.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(crate) fn files_below(&self, revision: &Revision, path: &str) -> Result<Option<GitListing>, String> {
        let root = self.root_tree(revision)?;
        self.timed(|| match self.follow(root, path, LINKS)? {
            Some(GitEntry::Directory(tree)) => {
                self.walk(Some(root), &format!("{}:", revision.prefix), path, tree).map(Some)
            }
            Some(GitEntry::File(_)) | None => Ok(None),
        })
    }

    /// The files below a directory. Links start from the root; without one they are not followed.
    pub(super) fn walk(
        &self,
        root: Option<ObjectId>,
        prefix: &str,
        path: &str,
        tree: ObjectId,
    ) -> Result<GitListing, String> {
        let mut listing = GitListing::default();
        // Directories to be read: their trees, their paths below the one asked for and from the repository's root, and
        // how many links may still lead on.
        let mut open = vec![(tree, String::new(), path.to_owned(), LINKS)];
        while let Some((id, relative, real, links)) = open.pop() {
            let tree = self.tree(id)?;
            for entry in tree.iter() {
                let entry = entry.map_err(|error| self.unreadable_object(id, &error))?;
                let name = match std::str::from_utf8(entry.filename) {
                    Ok(name) if is_bookkeeping(name.as_ref()) => continue,
                    Ok(name) if !name.contains(char::is_control) => name,
                    name => {
                        let why = if name.is_ok() { CONTROL_CHARACTERS } else { NOT_UTF8 };
                        let name = join(&real, &entry.filename.to_string());
                        listing.problems.push(Problem::of(format!("{prefix}{name}"), why));
                        continue;
                    }
                };
                let (below, real) = (join(&relative, name), join(&real, name));
                match entry.mode.kind() {
                    EntryKind::Blob | EntryKind::BlobExecutable => {
                        listing.files.push(GitFile { relative: below, blob: BlobId(entry.oid.to_owned()) });
                    }
                    EntryKind::Tree => open.push((entry.oid.to_owned(), below, real, links)),
                    EntryKind::Commit => match self.submodule(&real, entry.oid.to_owned())? {
                        Some(tree) => open.push((tree, below, real, links)),
                        None => listing.notes.push(format!(
                            "{prefix}{real} is a submodule that is not checked out, and its files are not compared; to \
                             compare them: `git submodule update --init {real}`"
                        )),
                    },
                    EntryKind::Link => match root.map(|root| self.follow(root, &real, links)).transpose()?.flatten() {
                        Some(GitEntry::File(blob)) => listing.files.push(GitFile { relative: below, blob }),
                        Some(GitEntry::Directory(tree)) if links > 0 => open.push((tree, below, real, links / 2)),
                        Some(GitEntry::Directory(_)) | None => {
                            listing.notes.push(format!("{prefix}{real} is a link that leads nowhere"));
                        }
                    },
                }
            }
        }
        listing.files.sort();
        listing.notes.sort();
        listing.problems.sort();
        Ok(listing)
    }

    pub(super) fn root_tree(&self, revision: &Revision) -> Result<ObjectId, String> {
        let commit = self.git.find_commit(revision.id).map_err(|error| self.unreadable_object(revision.id, &error))?;
        let tree = commit.tree_id().map_err(|error| format!("its commit cannot be read ({})", one_line(&error)))?;
        Ok(tree.detach())
    }

    /// Walks down a path, through symbolic links as far as they stay inside, and into submodules.
    fn follow(&self, root: ObjectId, path: &str, mut links: usize) -> Result<Option<GitEntry>, String> {
        let mut rest: Vec<String> = path.split('/').rev().filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let mut above: Vec<(ObjectId, String)> = Vec::new();
        let mut at = root;
        while let Some(part) = rest.pop() {
            match part.as_str() {
                "." => continue,
                ".." => match above.pop() {
                    Some((parent, _)) => at = parent,
                    None => return Ok(None),
                },
                name => {
                    let tree = self.tree(at)?;
                    let found = tree.iter().find(|entry| entry.as_ref().map_or(true, |entry| entry.filename == name));
                    let Some(entry) = found.transpose().map_err(|error| self.unreadable_object(at, &error))? else {
                        return Ok(None);
                    };
                    let id = entry.oid.to_owned();
                    match entry.mode.kind() {
                        EntryKind::Tree => {
                            above.push((at, part));
                            at = id;
                        }
                        EntryKind::Commit => {
                            let parts: Vec<&str> = above.iter().map(|(_, name)| name.as_str()).chain([name]).collect();
                            let Some(tree) = self.submodule(&parts.join("/"), id)? else { return Ok(None) };
                            above.push((at, part));
                            at = tree;
                        }
                        EntryKind::Blob | EntryKind::BlobExecutable if rest.is_empty() => {
                            return Ok(Some(GitEntry::File(BlobId(id))));
                        }
                        EntryKind::Link if links > 0 => {
                            links -= 1;
                            let target = String::from_utf8(self.content(BlobId(id))?).unwrap_or_default();
                            if target.is_empty() || target.starts_with('/') {
                                return Ok(None);
                            }
                            rest.extend(target.split('/').rev().filter(|part| !part.is_empty()).map(str::to_owned));
                        }
                        EntryKind::Blob | EntryKind::BlobExecutable | EntryKind::Link => return Ok(None),
                    }
                }
            }
        }
        Ok(Some(GitEntry::Directory(at)))
    }
}
