//! An earlier state and a subject in, what became of the subject since out: whether it has to be checked, which of its versions
//! are new, and findings where something released is gone.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use super::check::Standing;
use super::finding::{Finding, SubjectMatter};
use super::fingerprint::Fingerprint;
use super::history::{History, Linked};
use super::input::{Past, Scope, Versions};
use super::rule::{self, Rule};
use crate::resolution::locate::Place;
use crate::schema::Schema;
use crate::schema::model::FileId;
use crate::schema::source::Sources;

/// Something that happened to versions, and not between two of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A schema that was edited in place is gone.
    SubjectRemoved {
        /// Its name.
        subject: String,
    },
}

/// An earlier state, and the schemas that are compared with it.
pub(super) struct Since<'a> {
    past: &'a Past,
    sources: &'a Sources,
    /// The subjects that the newest version does not have any more.
    removed: FxHashSet<&'a str>,
}

impl<'a> Since<'a> {
    /// Looks over what became of the files.
    pub(super) fn new(past: &'a Past, history: &'a History) -> Since<'a> {
        let removals = past.removals.iter().filter(|removal| history.is_newest(&removal.place));
        let removed = removals.map(|removal| removal.subject.as_str()).collect();
        Since { past, sources: &history.sources, removed }
    }

    /// Whether the file is new, or differs from what it was.
    pub(super) fn is_fresh(&self, file: FileId) -> bool {
        self.past.fresh.contains(&self.sources[file].name)
    }

    /// Whether a subject that consists of these files has to be checked.
    pub(super) fn concerns(&self, subject: &str, files: &[FileId]) -> bool {
        match self.past.scope {
            Scope::Everything => true,
            Scope::Changed => self.removed.contains(subject) || files.iter().any(|&file| self.is_fresh(file)),
        }
    }

    fn reaches_fresh(&self, schema: &Schema) -> bool {
        schema.links.files.iter().any(|&file| self.is_fresh(file))
    }

    /// What became of a subject.
    pub(super) fn standing(&self, linked: &Linked) -> Standing {
        if self.removed.contains(linked.name.as_str()) {
            Standing::Removed
        } else if !linked.versions.iter().any(|version| self.reaches_fresh(&version.schema)) {
            Standing::Unchanged
        } else if linked.versions.iter().all(|version| self.is_fresh(version.schema.links.root.file)) {
            Standing::Added
        } else {
            Standing::Changed
        }
    }

    /// The findings for what is gone.
    pub(super) fn findings(&self, linked: &Linked) -> Vec<Finding> {
        let is_removed = self.removed.contains(linked.name.as_str());
        let last = linked.versions.last().filter(|_| is_removed);
        let event = || Event::SubjectRemoved { subject: linked.name.clone() };
        last.into_iter()
            .map(|last| finding(&rule::SUBJECT_REMOVED, event(), None, &last.schema, &linked.name))
            .collect()
    }
}

/// The ranks of the versions that owe something to the others: released ones are as they are.
pub(super) fn new_versions(since: Option<&Since<'_>>, linked: &Linked) -> BTreeSet<usize> {
    let Some(since) = since.filter(|since| since.past.versions == Versions::Releases) else {
        return linked.versions.len().checked_sub(1).into_iter().collect();
    };
    let versions = linked.versions.iter().enumerate();
    versions.filter(|(_, version)| since.reaches_fresh(&version.schema)).map(|(rank, _)| rank).collect()
}

/// A finding about a schema as a whole; its detail tells it from others of the type.
fn finding(rule: &'static Rule, event: Event, writer: Option<Place>, schema: &Schema, detail: &str) -> Finding {
    let root = schema.links.root;
    let node = schema.links.node(root);
    let name = node.naming().map(|naming| naming.name.to_string()).unwrap_or_default();
    Finding {
        rule,
        severity: rule.severity,
        subject_matter: SubjectMatter::Event(event),
        path: String::new(),
        trail: name.clone(),
        writer,
        reader: Some(Place { file: root.file, span: node.mark(), pointer: String::new() }),
        fingerprint: Fingerprint::new(rule, &name, "", detail),
        fixture_hits: None,
        pair: None,
    }
}
