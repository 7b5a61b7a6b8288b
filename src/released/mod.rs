//! Compares a subject with an earlier state: whether it has to be checked, which of its versions are new, and which released
//! versions were edited or removed.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::finding::event::Event;
use crate::finding::fingerprint::Fingerprint;
use crate::finding::{Finding, FindingKind, root_place};
use crate::history::{History, LinkedSubject, Subject};
use crate::model::input::{Past, Problem};
use crate::rule::{self, Rule};
use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::FileId;

mod edits;
mod reach;
mod returned;

use edits::Edits;

/// What became of a subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubjectChange {
    /// It was not there.
    Added,
    /// It differs, or something that it reaches.
    Changed,
    /// It is as it was.
    Unchanged,
    /// It is gone.
    Removed,
}

impl SubjectChange {
    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            SubjectChange::Added => "added",
            SubjectChange::Changed => "changed",
            SubjectChange::Unchanged => "unchanged",
            SubjectChange::Removed => "removed",
        }
    }
}

/// What changed since an earlier state.
pub(crate) struct ChangesSince<'a> {
    past: &'a Past,
    /// What is wrong with released files.
    pub(crate) released: Vec<Finding>,
    /// What keeps released files from being compared with what they were.
    pub(crate) problems: Vec<Problem>,
    /// The files that are new, or differ in more than looks.
    fresh: FxHashSet<FileId>,
    /// Those of them that were there before.
    edited: FxHashSet<FileId>,
    /// The subjects that the newest version does not have any more.
    removed: FxHashSet<&'a str>,
    old_fixtures: FxHashSet<&'a str>,
    /// The files that may reach what changed, if only their subjects are to be checked and that can be said simply.
    may_reach: Option<FxHashSet<FileId>>,
}

impl<'a> ChangesSince<'a> {
    /// Looks over what became of the files.
    pub(crate) fn new(past: &'a Past, history: &'a History) -> ChangesSince<'a> {
        let removals = past.removals.iter().filter(|removal| history.is_newest(&removal.place));
        let removed = removals.map(|removal| removal.subject.as_str()).collect();
        let Edits { findings, edited, untouched, problems } = edits::edits(past, history);
        let is_fresh = |file: &FileId| past.fresh.contains(&history.sources[*file].name) && !untouched.contains(file);
        let fresh = (0..history.unversioned.end).filter(is_fresh).collect();
        let old_fixtures = past.fixtures.iter().map(|fixture| fixture.name.as_str()).collect();
        let mut since =
            ChangesSince { past, released: findings, problems, fresh, edited, removed, old_fixtures, may_reach: None };
        if past.changed_only {
            since.may_reach = reach::may_reach(history, since.changed_files(history), &since.fresh);
        }
        since
    }

    /// Whether the file is new, or differs from what it was.
    pub(crate) fn is_fresh(&self, file: FileId) -> bool {
        self.fresh.contains(&file)
    }

    /// All files of whatever changed or is gone, as they are and as they were.
    fn changed_files(&self, history: &History) -> FxHashSet<FileId> {
        let subjects = history.subjects.iter().filter(|subject| {
            self.has_other_changes(&subject.name) || history.own_files(subject).any(|file| self.is_fresh(file))
        });
        let files = subjects.flat_map(|subject| history.own_files(subject));
        let former = history.unversioned.end..history.sources.len() as FileId;
        files.chain(history.unversioned.clone().filter(|&file| self.is_fresh(file))).chain(former).collect()
    }

    /// Whether a subject may have to be checked, before any of its files is parsed.
    pub(crate) fn may_affect(&self, history: &History, subject: &Subject) -> bool {
        let may_reach = |files: &FxHashSet<FileId>| history.own_files(subject).any(|file| files.contains(&file));
        self.may_reach.as_ref().is_none_or(may_reach)
    }

    /// Whether versions are releases.
    pub(crate) fn versions_are_releases(&self) -> bool {
        self.past.versions_are_releases
    }

    /// Whether every subject is checked.
    pub(crate) fn checks_everything(&self) -> bool {
        !self.past.changed_only
    }

    /// Whether a problem is one of fixtures as they were.
    pub(crate) fn is_about_old_fixtures(&self, problem: &Problem) -> bool {
        problem.file.as_ref().is_some_and(|file| self.old_fixtures.contains(file.as_str()))
    }

    /// Whether a subject that consists of these files has to be checked.
    pub(crate) fn affects(&self, subject: &str, files: &[FileId]) -> bool {
        self.checks_everything() || self.has_other_changes(subject) || files.iter().any(|&file| self.is_fresh(file))
    }

    /// Whether something happened to a subject beside its files.
    fn has_other_changes(&self, subject: &str) -> bool {
        self.removed.contains(subject) || self.past.with_new_fixtures.contains(subject)
    }

    fn reaches_fresh(&self, schema: &LinkedSchema) -> bool {
        schema.links.files.iter().any(|&file| self.is_fresh(file))
    }

    /// What became of a subject.
    pub(crate) fn subject_change(&self, linked: &LinkedSubject) -> SubjectChange {
        if self.removed.contains(linked.name.as_str()) {
            SubjectChange::Removed
        } else if !linked.versions.iter().any(|version| self.reaches_fresh(&version.schema)) {
            SubjectChange::Unchanged
        } else if linked.versions.iter().all(|version| self.is_fresh(version.schema.links.root.file)) {
            SubjectChange::Added
        } else {
            SubjectChange::Changed
        }
    }

    fn subject_removed(&self, linked: &LinkedSubject) -> Option<Finding> {
        let last = linked.versions.last().filter(|_| self.removed.contains(linked.name.as_str()))?;
        let event = Event::SubjectRemoved { subject: linked.name.clone() };
        Some(finding(&rule::SUBJECT_REMOVED, event, None, &last.schema, &linked.name))
    }

    /// The versions that came in between released ones.
    fn inserted(&self, linked: &LinkedSubject) -> Vec<Finding> {
        let root = |rank: usize| linked.versions[rank].schema.links.root.file;
        let is_released = |rank: &usize| !self.is_fresh(root(*rank)) || self.edited.contains(&root(*rank));
        let label = |rank: usize| linked.versions[rank].version.to_string();
        let ranks = 0..linked.versions.len();
        let insertions = ranks.clone().filter(|rank| !is_released(rank)).filter_map(|rank| {
            let next = (rank + 1..ranks.end).find(|rank| is_released(rank))?;
            let event = Event::Inserted { version: label(rank), before: label(next) };
            let schema = &linked.versions[rank].schema;
            Some(finding(&rule::VERSION_INSERTED_BETWEEN, event, None, schema, &label(rank)))
        });
        insertions.collect()
    }
}

/// What happened to the versions of a subject, of which these are new.
pub(crate) fn findings(
    since: Option<&ChangesSince<'_>>,
    linked: &LinkedSubject,
    new: &BTreeSet<usize>,
) -> Vec<Finding> {
    let mut findings = returned::returned_names(linked, new);
    if let Some(since) = since {
        findings.extend(since.subject_removed(linked));
        if since.past.versions_are_releases {
            findings.extend(since.inserted(linked));
        }
    }
    findings
}

/// The ranks of the versions that owe something to the others: released ones are as they are.
pub(crate) fn new_versions(since: Option<&ChangesSince<'_>>, linked: &LinkedSubject) -> BTreeSet<usize> {
    let Some(since) = since.filter(|since| since.past.versions_are_releases) else {
        return linked.versions.len().checked_sub(1).into_iter().collect();
    };
    let versions = linked.versions.iter().enumerate();
    versions.filter(|(_, version)| since.reaches_fresh(&version.schema)).map(|(rank, _)| rank).collect()
}

/// A finding about a schema as a whole; its detail tells it from others of the type.
fn finding(rule: &'static Rule, event: Event, writer: Option<Place>, schema: &LinkedSchema, detail: &str) -> Finding {
    let node = schema.links.node(schema.links.root);
    let name = node.naming().map(|naming| naming.name.to_string()).unwrap_or_default();
    Finding {
        trail: name.clone(),
        writer,
        reader: Some(root_place(schema)),
        ..Finding::new(rule, FindingKind::Event(event), Fingerprint::new(rule, &name, "", detail))
    }
}
