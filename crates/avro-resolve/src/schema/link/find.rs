//! Finds the definition that a name means, as seen from a version.

use rustc_hash::FxHashSet;

use super::library::{Edition, FileScope, Found, Library};
use super::same::is_same;
use crate::schema::model::NodeRef;
use crate::schema::name::Name;
use crate::schema::source::FileId;

impl Library {
    /// The definition that a file would mean by a name, if there is one and no doubt which.
    pub fn definition(&self, name: &Name, file: FileId, edition: Option<Edition>) -> Option<NodeRef> {
        self.find(name, file, edition).ok().flatten()
    }

    /// The definition that `name` means in a file which is seen from `edition`: that of a file which this one says that it uses; of
    /// those that it imports, or else of all, that are in force in its version, that of the nearest file in the tree, and of several that are as near, that of the
    /// newest version; else of a file without a version, again of the nearest; else of the only file that has it.
    pub(super) fn find(&self, name: &Name, file: FileId, edition: Option<Edition>) -> Found {
        if let Some(pinned) = self.pinned(name, file) {
            return Ok(Some(pinned));
        }
        let definers = self.definers_of(name);
        if definers.len() > 1 && self.imports.contains_key(&file) {
            let seen = self.imported(file);
            let imported: Vec<NodeRef> =
                definers.iter().copied().filter(|definer| seen.contains(&definer.file)).collect();
            if !imported.is_empty() {
                return self.find_among(&imported, file, edition);
            }
        }
        match *definers {
            [] => Ok(None),
            [only] if edition.is_none() => Ok(Some(only)),
            // Thousands may ask for what thousands define.
            _ => {
                let asked = (name.clone(), self.directory(file).to_owned(), edition);
                self.found.answer(asked, || self.find_among(&definers, file, edition))
            }
        }
    }

    /// All files that a file imports, also by imports.
    fn imported(&self, file: FileId) -> FxHashSet<FileId> {
        let (mut seen, mut open) = (FxHashSet::default(), vec![file]);
        while let Some(file) = open.pop() {
            open.extend(self.imports.get(&file).into_iter().flatten().filter(|&&more| seen.insert(more)));
        }
        seen
    }

    /// The definition of a name in the files that a file says it uses, or in those that they use in turn: the nearest one, and of
    /// the file's own that which it uses by this name.
    fn pinned(&self, name: &Name, file: FileId) -> Option<NodeRef> {
        let own = self.pins.get(&file)?;
        let (text, mut seen) = (name.to_string(), FxHashSet::from_iter([file]));
        let (named, others): (Vec<_>, Vec<_>) = own.iter().partition(|pin| pin.name == text);
        let mut open: Vec<FileId> = named.into_iter().chain(others).map(|pin| pin.file).collect();
        let mut next = 0;
        while let Some(&file) = open.get(next) {
            next += 1;
            if !seen.insert(file) {
                continue;
            }
            if let Some(&node) = self.file(file).and_then(|file| file.document.definitions.get(name)) {
                return Some(NodeRef { file, node });
            }
            open.extend(self.pins.get(&file).into_iter().flatten().map(|pin| pin.file));
        }
        None
    }

    fn find_among(&self, definers: &[NodeRef], file: FileId, edition: Option<Edition>) -> Found {
        let scope = |n: &NodeRef| self.scope(*n);
        if let Some(edition) = edition {
            let number = |n: &NodeRef| match scope(n) {
                FileScope::Edition(e) if e.group == edition.group && e.number <= edition.number => {
                    let is_there = self.ends.get(&n.file).is_none_or(|&end| edition.number < end);
                    is_there.then_some(e.number)
                }
                FileScope::Edition(_) | FileScope::OwnVersions | FileScope::Unversioned | FileScope::OldText => None,
            };
            let is_followed = |n: &NodeRef| self.followed.get(&n.file).is_some_and(|&by| by <= edition.number);
            // What a file does not define any more is gone, from the version on in which it follows another.
            let in_force: Vec<&NodeRef> = definers.iter().filter(|n| number(n).is_some() && !is_followed(n)).collect();
            let is_own = |n: &&&NodeRef| number(n) == Some(edition.number);
            if self.has_single_files && in_force.iter().any(|n| is_own(&n)) {
                let own = in_force.iter().filter(is_own).copied();
                return self.only(self.nearest(file, own).into_iter());
            }
            if !in_force.is_empty() {
                let nearest = self.nearest(file, in_force.into_iter());
                let newest = nearest.iter().filter_map(|n| number(n)).max();
                let is_meant = |n: &&NodeRef| self.has_complete_versions || number(n) == newest;
                return self.only(nearest.into_iter().filter(is_meant));
            }
        }
        if definers.iter().any(|n| scope(n) == FileScope::Unversioned) {
            let unversioned = definers.iter().filter(|n| scope(n) == FileScope::Unversioned);
            return self.only(self.nearest(file, unversioned).into_iter());
        }
        self.only(definers.iter().filter(|n| match (scope(n), edition) {
            (FileScope::Edition(there), Some(here)) => there.group != here.group,
            (FileScope::Edition(_) | FileScope::OwnVersions | FileScope::Unversioned | FileScope::OldText, _) => true,
        }))
    }

    /// Whether definitions are in files of one directory whose versions differ.
    pub(super) fn are_versions(&self, definers: &[NodeRef]) -> bool {
        let Some(first) = definers.first() else { return false };
        definers.iter().all(|n| self.directory(n.file) == self.directory(first.file))
            && definers.iter().enumerate().all(|(at, n)| match self.scope(*n) {
                FileScope::Edition(_) => definers[..at].iter().all(|other| self.scope(*other) != self.scope(*n)),
                FileScope::OwnVersions => true,
                FileScope::Unversioned | FileScope::OldText => false,
            })
    }

    /// Those candidates that the fewest steps lead to from a file.
    fn nearest<'a>(&self, file: FileId, candidates: impl Iterator<Item = &'a NodeRef>) -> Vec<&'a NodeRef> {
        let with_steps: Vec<(usize, &NodeRef)> = candidates.map(|at| (self.steps(file, at.file), at)).collect();
        let fewest = with_steps.iter().map(|(steps, _)| *steps).min();
        with_steps.into_iter().filter(|(steps, _)| Some(*steps) == fewest).map(|(_, at)| at).collect()
    }

    /// The one definition among `candidates`, which may be in several files if it is the same in all.
    fn only<'a>(&self, candidates: impl Iterator<Item = &'a NodeRef>) -> Found {
        let candidates: Vec<NodeRef> = candidates.copied().collect();
        let Some(&first) = candidates.first() else { return Ok(None) };
        if candidates[1..].iter().all(|&other| self.is_same_definition(first, other)) {
            Ok(Some(first))
        } else {
            Err(candidates)
        }
    }

    fn is_same_definition(&self, a: NodeRef, b: NodeRef) -> bool {
        let place = |at: NodeRef| (self.source(at.file), self.node(at).span);
        is_same(place(a), place(b))
    }
}
