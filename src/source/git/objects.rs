//! Reads objects by their numbers, wherever they are: in the repository, or in that of a submodule.

use std::path::Path;

use gix::objs::{Kind, TreeRefIter};
use gix::{ObjectId, hash};

use super::budget::too_large;
use super::open;
use super::open::one_line;
use super::repository::{BlobId, Repository};
use crate::model::limits::GIT_OBJECT;
use crate::model::shell::shell_word;

/// The content of a tree.
pub(super) struct TreeContent {
    data: Vec<u8>,
    hash: hash::Kind,
}

impl TreeContent {
    /// What is in it.
    pub(super) fn iter(&self) -> TreeRefIter<'_> {
        TreeRefIter::from_bytes(&self.data, self.hash)
    }
}

impl Repository {
    pub(super) fn content(&self, BlobId(id): BlobId) -> Result<Vec<u8>, String> {
        self.object(id, Kind::Blob)
    }

    pub(super) fn tree(&self, id: ObjectId) -> Result<TreeContent, String> {
        Ok(TreeContent { data: self.object(id, Kind::Tree)?, hash: self.git.object_hash() })
    }

    fn object(&self, id: ObjectId, kind: Kind) -> Result<Vec<u8>, String> {
        self.budget.decompressed.demand_rest()?;
        let mut missing = None;
        let submodules = self.submodules.borrow();
        for git in std::iter::once(&self.git).chain(submodules.values()) {
            match git.find_object(id) {
                Ok(object) if object.data.len() as u64 > GIT_OBJECT.most => return Err(too_large(id)),
                Ok(object) if object.kind == kind => {
                    let mut data = object.detach().data;
                    // What the object is a difference to was in there, too, and may be a thousand times as large.
                    self.budget.decompressed.spend(data.capacity())?;
                    data.shrink_to_fit();
                    return Ok(data);
                }
                Ok(object) => return Err(format!("the object {id} is a {}, not a {kind}; `git fsck`", object.kind)),
                Err(error) if error.is_resource_exhausted() => return Err(too_large(id)),
                Err(error) => missing = missing.or(Some(error)),
            }
        }
        Err(missing.map_or_else(String::new, |error| self.unreadable_object(id, &error)))
    }

    /// The tree of a commit, and its first parent.
    pub(super) fn commit(&self, id: ObjectId) -> Result<(ObjectId, Option<ObjectId>), String> {
        /// A buffer of this size is worth to be counted and given back.
        const LARGE: usize = 1 << 20;

        let mut commit = self.git.find_commit(id).map_err(|error| self.unreadable_object(id, &error))?;
        let tree =
            commit.tree_id().map_err(|error| format!("its commit cannot be read ({})", one_line(&error)))?.detach();
        let parent = commit.parent_ids().next().map(gix::Id::detach);
        if commit.data.capacity() > LARGE {
            self.budget.decompressed.spend(commit.data.capacity())?;
            commit.data = Vec::new();
        }
        Ok((tree, parent))
    }

    /// The tree of a submodule that stands at a path, at a commit; `None` if it is not checked out.
    ///
    /// # Errors
    /// Its repository has no such commit.
    pub(super) fn submodule(&self, path: &str, commit: ObjectId) -> Result<Option<ObjectId>, String> {
        if !self.submodules.borrow().contains_key(path) {
            let Some(directory) = self.on_disk(path).filter(|directory| directory.join(".git").exists()) else {
                return Ok(None);
            };
            let Some(git) = open::submodule(&directory) else {
                let word = shell_word(path);
                return Err(format!("the submodule {path} cannot be opened; check it: `git -C {word} fsck`"));
            };
            self.submodules.borrow_mut().insert(path.to_owned(), git);
        }
        let submodules = self.submodules.borrow();
        let found = submodules.get(path).and_then(|git| git.find_commit(commit).ok());
        match found.and_then(|commit| commit.tree_id().ok()).map(gix::Id::detach) {
            Some(tree) => Ok(Some(tree)),
            None => Err(format!(
                "the submodule {path} lacks the commit {commit}; run `git -C {} fetch {} {commit}`",
                shell_word(path),
                shell_word(&self.remote())
            )),
        }
    }

    pub(super) fn unreadable_object(&self, id: ObjectId, error: &gix::Error) -> String {
        if error.is_resource_exhausted() {
            return too_large(id);
        }
        let cause = one_line(error);
        let remedy = if self.is_partial() {
            format!(
                "this is a partial clone: `git fetch {0} {id}`, or all at once: `{1}`",
                shell_word(&self.remote()),
                self.refetch()
            )
        } else {
            "check the repository: `git fsck`".to_owned()
        };
        format!("the object {id} cannot be read ({cause}); {remedy}")
    }

    /// Whether this clone fetches objects only when they are wanted, which avrocheck never does.
    pub(super) fn is_partial(&self) -> bool {
        let config = self.git.config_snapshot();
        let mut remotes = config.plumbing().sections_by_name("remote").into_iter().flatten();
        remotes.any(|section| section.value("promisor").is_some())
    }

    /// Whether something is in the work tree at a path from the repository's root.
    pub(crate) fn is_checked_out(&self, path: &str) -> bool {
        self.on_disk(path).as_deref().is_some_and(Path::exists)
    }
}
