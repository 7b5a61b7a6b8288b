//! Finds the revisions that changed a directory last, and those that bear certain tags.

use std::cmp::Ordering;
use std::collections::HashSet;

use gix::ObjectId;
use gix::glob::wildmatch;
use gix::objs::tree::EntryKind;

use super::budget::exceeds;
use super::files::GitEntry;
use super::repository::{BlobId, Repository};
use super::revision::{Revision, short};
use crate::model::limits::GIT_REVISIONS;
use crate::model::path::join;

impl Repository {
    /// The last `count` revisions up to `newest` that changed what stands at one of the paths, oldest first, each with the paths
    /// that they had there; along first parents, so that a merged branch counts as one change. Fewer if history has no more.
    ///
    /// # Errors
    /// Why history cannot be read so far.
    pub(crate) fn last(
        &self,
        newest: &Revision,
        count: usize,
        paths: Vec<String>,
    ) -> Result<Vec<(Revision, Vec<String>)>, String> {
        self.timed(|| self.walk_back(newest, count, paths))
    }

    fn walk_back(
        &self,
        newest: &Revision,
        count: usize,
        mut paths: Vec<String>,
    ) -> Result<Vec<(Revision, Vec<String>)>, String> {
        let mut found = Vec::new();
        let mut here = newest.clone();
        let mut what = paths.iter().map(|path| self.number_at(&here, path)).collect::<Result<Vec<_>, _>>()?;
        while found.len() < count {
            self.budget.commits.spend(1)?;
            let (_, parent) = self.commit(here.id)?;
            let Some(parent) = parent else {
                if what.iter().any(Option::is_some) {
                    found.push((named(here.id), paths));
                }
                break;
            };
            if !self.git.has_object(parent) && self.is_shallow() {
                return Err(format!(
                    "this clone is shallow, and {} of {count} revisions lie before its history; run `{}`",
                    count - found.len(),
                    self.fetch_history(&newest.prefix)
                ));
            }
            let parent = Revision { id: parent, ..here.clone() };
            let (mut has_changed, mut former_paths) = (false, paths.clone());
            for (path, what) in former_paths.iter_mut().zip(&mut what) {
                let before = self.number_before((&here, *what), &parent, path)?;
                has_changed |= before != *what && what.is_some();
                *what = before;
            }
            if has_changed {
                found.push((named(here.id), paths));
            }
            (here, paths) = (parent, former_paths);
        }
        found.reverse();
        Ok(found)
    }

    /// What stood at a path before a revision that has this there. The path becomes the one that the directory had then.
    fn number_before(
        &self,
        (here, what): (&Revision, Option<ObjectId>),
        parent: &Revision,
        path: &mut String,
    ) -> Result<Option<ObjectId>, String> {
        let before = self.number_at(parent, path)?;
        if let (None, Some(tree)) = (before, what)
            && let Some(former) = self.place_of(self.root_tree(parent)?, tree)?
            && self.number_at(here, &former)?.is_none()
        {
            // The directory was renamed as it was, which changes no schema.
            *path = former;
            return Ok(what);
        }
        Ok(before)
    }

    /// The path of the directory that is this very tree, if there is one.
    fn place_of(&self, root: ObjectId, wanted: ObjectId) -> Result<Option<String>, String> {
        // What a tree holds does not depend on where it is.
        let mut seen = HashSet::new();
        let mut open = vec![(root, String::new())];
        while let Some((id, path)) = open.pop() {
            for entry in self.tree(id)?.iter() {
                self.budget.entries.spend(1)?;
                let entry = entry.map_err(|error| self.unreadable_object(id, &error))?;
                if let (EntryKind::Tree, Ok(name)) = (entry.mode.kind(), std::str::from_utf8(entry.filename)) {
                    let path = join(&path, name);
                    if entry.oid == wanted {
                        return Ok(Some(path));
                    }
                    if seen.insert(entry.oid.to_owned()) {
                        open.push((entry.oid.to_owned(), path));
                    }
                }
            }
        }
        Ok(None)
    }

    /// What stands at a path: two revisions with the same number there have the same files there.
    fn number_at(&self, revision: &Revision, path: &str) -> Result<Option<ObjectId>, String> {
        Ok(match self.follow(self.root_tree(revision)?, path)?.map(|found| found.entry) {
            Some(GitEntry::Directory(id) | GitEntry::File(BlobId(id))) => Some(id),
            Some(GitEntry::Closed(_)) | None => None,
        })
    }

    /// The revisions with tags that match a pattern such as `v*`, in the order of their versions. A tag that names no version
    /// has no place in that order, and one of something else than a commit has no schemas: both are remarked.
    ///
    /// # Errors
    /// A tag cannot be read.
    pub(crate) fn tags(&self, pattern: &str, notes: &mut Vec<String>) -> Result<Vec<Revision>, String> {
        let references = self.git.references().map_err(|error| error.to_string())?;
        let tags = references.tags().map_err(|error| error.to_string())?;
        let mut found = Vec::new();
        for tag in tags {
            let tag = tag.map_err(|error| error.to_string())?;
            let name = tag.name().shorten().to_string();
            if gix::glob::wildmatch(pattern.into(), name.as_str().into(), wildmatch::Mode::empty()) {
                if !name.contains(|c: char| c.is_ascii_digit()) {
                    notes.push(format!("the tag {name} names no version, and is left out"));
                    continue;
                }
                let reference = format!("refs/tags/{name}");
                if self.names_content(&reference) {
                    notes.push(format!("the tag {name} is of files and not of a commit, and is left out"));
                    continue;
                }
                if found.len() as u64 >= GIT_REVISIONS.most {
                    return Err(exceeds(&GIT_REVISIONS));
                }
                let id = self.commit_id(&reference).map_err(|message| format!("{name}: {message}"))?;
                found.push((name.clone(), Revision { id, label: name.clone(), prefix: name }));
            }
        }
        found.sort_by(|(a, _), (b, _)| by_version(a, b));
        Ok(found.into_iter().map(|(_, revision)| revision).collect())
    }
}

fn named(id: ObjectId) -> Revision {
    Revision::named(id, &short(id))
}

/// `v2` before `v10`, and `v2.0-rc1` before `v2.0`.
fn by_version(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (pieces(a), pieces(b));
    loop {
        match (left.next(), right.next()) {
            (Some(x), Some(y)) if x == y => {}
            (Some(x), Some(y)) => return x.cmp(&y).then_with(|| a.cmp(b)),
            (Some(more), None) => return if more.is_before_nothing() { Ordering::Less } else { Ordering::Greater },
            (None, Some(more)) => return if more.is_before_nothing() { Ordering::Greater } else { Ordering::Less },
            (None, None) => return a.cmp(b),
        }
    }
}

/// A part of a tag's name: numbers come after words, as releases come after their candidates.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Piece<'a> {
    Word(&'a str),
    /// By length without leading zeros, and then digit by digit: numbers of any size.
    Number(usize, &'a str),
}

impl Piece<'_> {
    fn is_before_nothing(&self) -> bool {
        matches!(self, Piece::Word(word) if word.starts_with('-'))
    }
}

fn pieces(name: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = name;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_number = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != is_number).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        rest = after;
        let digits = piece.trim_start_matches('0');
        Some(if is_number { Piece::Number(digits.len(), digits) } else { Piece::Word(piece) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_in_the_order_of_versions() {
        let ordered =
            ["schemas-1", "v1", "v2.0-rc1", "v2.0-rc2", "v2.0-rc10", "v2.0", "v2.0.1", "v2.1", "v10", "v010.1"];
        let mut shuffled: Vec<&str> = ordered.into_iter().rev().collect();
        shuffled.sort_by(|a, b| by_version(a, b));
        assert_eq!(shuffled, ordered);
    }
}
