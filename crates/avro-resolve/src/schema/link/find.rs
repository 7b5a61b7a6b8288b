//! Finds the definition that a name means, as seen from a version.

use super::library::{Edition, FileScope, Library};
use crate::schema::json_text::same_json;
use crate::schema::model::NodeRef;
use crate::schema::name::Name;

impl Library {
    /// The definition that `name` means in a file of `edition`: that of the same version directory, else of the nearest
    /// earlier one; else of a file without a version; else of the only file that has it.
    pub(super) fn find(&self, name: &Name, edition: Option<Edition>) -> Result<Option<NodeRef>, Vec<NodeRef>> {
        let definers = self.definers_of(name);
        if definers.is_empty() {
            return Ok(None);
        }
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
    fn only<'a>(&self, candidates: impl Iterator<Item = &'a NodeRef>) -> Result<Option<NodeRef>, Vec<NodeRef>> {
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
