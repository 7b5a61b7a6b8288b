//! A revision and a directory in, the files below it out, each with its path and the number of its content.

use gix::ObjectId;
use gix::objs::tree::EntryKind;

use super::super::walk::is_bookkeeping;
use super::{BlobId, Repository, Revision, one_line};

/// All that is below a directory at a revision.
#[derive(Default, Debug)]
pub(in crate::source) struct Listing {
    /// The files, by path, behind symbolic links too.
    pub(in crate::source) files: Vec<TreeFile>,
    /// What is not read, and why.
    pub(in crate::source) notes: Vec<String>,
}

/// A file at a revision.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::source) struct TreeFile {
    /// Its path below the directory, separated by `/`.
    pub(in crate::source) relative: String,
    /// The number of its content.
    pub(in crate::source) blob: BlobId,
}

/// What stands at a path of a revision.
#[derive(Debug)]
pub(in crate::source) enum Entry {
    /// A file.
    File(BlobId),
    /// A directory.
    Directory(Tree),
}

/// A directory's content.
#[derive(Clone, Copy, Debug)]
pub(in crate::source) struct Tree(ObjectId);

impl Tree {
    pub(super) fn of(id: ObjectId) -> Tree {
        Tree(id)
    }
}

/// So many symbolic links may lie between a path and its file, as on disk.
const LINKS: usize = 40;

impl Repository {
    /// What stands at a path from the repository's root; `None` if nothing does.
    ///
    /// # Errors
    /// Why it cannot be said.
    pub(in crate::source) fn entry(&self, revision: &Revision, path: &str) -> Result<Option<Entry>, String> {
        self.timed(|| self.follow(self.root_tree(revision)?, path, LINKS))
    }

    /// The files below a directory.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(in crate::source) fn list(&self, revision: &Revision, path: &str, tree: Tree) -> Result<Listing, String> {
        self.timed(|| self.walk(revision, path, tree))
    }

    fn walk(&self, revision: &Revision, path: &str, tree: Tree) -> Result<Listing, String> {
        self.walk_from(Some(self.root_tree(revision)?), &format!("{}:", revision.prefix), path, tree)
    }

    /// The files below a directory; links are not followed.
    pub(super) fn walk_alone(&self, path: &str, tree: Tree) -> Result<Listing, String> {
        self.walk_from(None, "", path, tree)
    }

    /// The files below a directory. Links start from the root, if there is one.
    fn walk_from(&self, root: Option<ObjectId>, prefix: &str, path: &str, tree: Tree) -> Result<Listing, String> {
        let mut listing = Listing::default();
        // Directories to be read: their trees, their paths below the one asked for and from the repository's root, and
        // how many links may still lead on.
        let mut open = vec![(tree.0, String::new(), path.to_owned(), LINKS)];
        while let Some((id, relative, real, links)) = open.pop() {
            let tree = self.tree(id)?;
            for entry in tree.iter() {
                let entry = entry.map_err(|error| self.unreadable_object(id, &error))?;
                let Ok(name) = std::str::from_utf8(entry.filename) else {
                    listing.notes.push(format!("{} is not read: its name is not UTF-8", entry.filename));
                    continue;
                };
                if is_bookkeeping(name.as_ref()) {
                    continue;
                }
                let (below, real) = (join(&relative, name), join(&real, name));
                match entry.mode.kind() {
                    EntryKind::Blob | EntryKind::BlobExecutable => {
                        listing.files.push(TreeFile { relative: below, blob: BlobId(entry.oid.to_owned()) });
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
                        Some(Entry::File(blob)) => listing.files.push(TreeFile { relative: below, blob }),
                        Some(Entry::Directory(tree)) if links > 0 => open.push((tree.0, below, real, links / 2)),
                        Some(Entry::Directory(_)) | None => {
                            listing.notes.push(format!("{prefix}{real} is a link that leads nowhere"));
                        }
                    },
                }
            }
        }
        listing.files.sort();
        listing.notes.sort();
        Ok(listing)
    }

    pub(super) fn root_tree(&self, revision: &Revision) -> Result<ObjectId, String> {
        let commit = self.git.find_commit(revision.id).map_err(|error| self.unreadable_object(revision.id, &error))?;
        let tree = commit.tree_id().map_err(|error| format!("its commit cannot be read ({})", one_line(&error)))?;
        Ok(tree.detach())
    }

    /// Walks down a path, through symbolic links as far as they stay inside, and into submodules.
    fn follow(&self, root: ObjectId, path: &str, mut links: usize) -> Result<Option<Entry>, String> {
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
                            return Ok(Some(Entry::File(BlobId(id))));
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
        Ok(Some(Entry::Directory(Tree(at))))
    }
}

/// The path of something in a directory.
pub(super) fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}
