//! Finds the definition that a name means, as seen from a version.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::library::{Edition, FileScope, Library};
use crate::schema::json_text::same_json;
use crate::schema::model::NodeRef;
use crate::schema::name::Name;

/// The definition, if there is one; or several that differ.
pub(super) type Found = Result<Option<NodeRef>, Vec<NodeRef>>;

/// What was found before.
#[derive(Debug, Default)]
pub(super) struct KnownNames(Mutex<FxHashMap<(Name, Option<Edition>), Found>>);

impl KnownNames {
    fn get_or_insert(&self, key: (Name, Option<Edition>), find: impl FnOnce() -> Found) -> Found {
        // A thread that panicked has left what it found, or nothing.
        let known = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known().get(&key) {
            return found.clone();
        }
        let found = find();
        known().insert(key, found.clone());
        found
    }
}

impl Library {
    /// The definition that `name` means in a file of `edition`: that of the same version directory, else of the nearest
    /// earlier one; else of a file without a version; else of the only file that has it.
    pub(super) fn find(&self, name: &Name, edition: Option<Edition>) -> Found {
        let definers = self.definers_of(name);
        match *definers {
            [] => Ok(None),
            [only] if edition.is_none() => Ok(Some(only)),
            // Thousands may ask for what thousands define.
            _ => self.found.get_or_insert((name.clone(), edition), || self.find_among(&definers, edition)),
        }
    }

    fn find_among(&self, definers: &[NodeRef], edition: Option<Edition>) -> Found {
        let scope = |n: &NodeRef| self.scope(*n);
        if let Some(edition) = edition {
            let number = |n: &NodeRef| match scope(n) {
                FileScope::Edition(e) if e.group == edition.group && e.number <= edition.number => {
                    let is_there = self.ends.get(&n.file).is_none_or(|&end| edition.number < end);
                    is_there.then_some(e.number)
                }
                FileScope::Edition(_) | FileScope::OwnVersions | FileScope::Unversioned | FileScope::OldText => None,
            };
            if let Some(nearest) = definers.iter().filter_map(number).max() {
                return self.only(definers.iter().filter(|n| number(n) == Some(nearest)));
            }
        }
        if definers.iter().any(|n| scope(n) == FileScope::Unversioned) {
            return self.only(definers.iter().filter(|n| scope(n) == FileScope::Unversioned));
        }
        self.only(definers.iter().filter(|n| match (scope(n), edition) {
            (FileScope::Edition(there), Some(here)) => there.group != here.group,
            (FileScope::Edition(_) | FileScope::OwnVersions | FileScope::Unversioned | FileScope::OldText, _) => true,
        }))
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
        let text = |at: NodeRef| self.source(at.file).slice(self.node(at).span);
        same_json(text(a), text(b))
    }
}
