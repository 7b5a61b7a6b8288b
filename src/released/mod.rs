//! Compares a subject with an earlier state: whether it has to be checked, which of its versions are new, and which released
//! versions were edited or removed.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::finding::event::Event;
use crate::finding::{Finding, FindingKind, root_place};
use crate::history::{History, LinkedSubject, Subject, SubjectVersion};
use crate::model::input::{Past, Problem};
use crate::policy::judgement::SubjectJudge;
use crate::rule::{self, Rule, Severity};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::model::{FileId, NodeRef};

mod edits;
mod reach;
mod returned;

use edits::Edits;

/// How a subject changed since an earlier state.
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

/// The changes since an earlier state.
pub(crate) struct ChangesSince<'a> {
    pub(crate) past: &'a Past,
    /// Released files that were edited or removed.
    pub(crate) edits: Edits,
    /// The files that are new, or differ in more than layout and documentation.
    fresh: FxHashSet<FileId>,
    /// The subjects that the newest version does not have any more.
    removed: FxHashSet<&'a str>,
    old_fixtures: FxHashSet<&'a str>,
    /// The files that may reach what changed, if only their subjects are to be checked and that can be said simply.
    may_reach: Option<FxHashSet<FileId>>,
}

impl<'a> ChangesSince<'a> {
    /// Compares the files with what they were.
    pub(crate) fn new(past: &'a Past, history: &'a History) -> ChangesSince<'a> {
        let removals = past.removals.iter().filter(|removal| history.is_newest(&removal.place));
        let removed: FxHashSet<&str> = removals.map(|removal| removal.subject.as_str()).collect();
        let is_removed = |subject: &&Subject| {
            removed.contains(&*subject.path) || past.newest.is_some() && subject.versions_without() > 0
        };
        let removed = history.subjects.iter().filter(is_removed).map(|subject| &*subject.name).collect();
        let edits = edits::edits(past, history);
        let is_fresh =
            |file: &FileId| past.fresh.contains(&history.sources[*file].name) && !edits.untouched.contains(file);
        let fresh = (0..history.unversioned.end).filter(is_fresh).collect();
        let old_fixtures = past.fixtures.iter().map(|fixture| fixture.records.name.as_str()).collect();
        let mut since = ChangesSince { past, edits, fresh, removed, old_fixtures, may_reach: None };
        if past.only_changed {
            since.may_reach = reach::may_reach(history, since.changed_files(history), &since.fresh);
        }
        since
    }

    /// Whether the file is new, or differs from what it was.
    pub(crate) fn is_fresh(&self, file: FileId) -> bool {
        self.fresh.contains(&file)
    }

    /// All files of subjects that changed or are gone, in both states.
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

    /// Whether a problem is in an earlier state of the fixtures.
    pub(crate) fn is_about_old_fixtures(&self, problem: &Problem) -> bool {
        problem.file.as_ref().is_some_and(|file| self.old_fixtures.contains(file.as_str()))
    }

    /// Whether a subject that consists of these files has to be checked.
    pub(crate) fn affects(&self, subject: &str, files: &[FileId]) -> bool {
        !self.past.only_changed || self.has_other_changes(subject) || files.iter().any(|&file| self.is_fresh(file))
    }

    /// Whether something happened to a subject beside its files.
    fn has_other_changes(&self, subject: &str) -> bool {
        self.removed.contains(subject) || self.past.with_new_fixtures.contains(subject)
    }

    fn reaches_fresh(&self, schema: &LinkedSchema) -> bool {
        schema.links.files.iter().any(|&file| self.is_fresh(file))
    }

    /// How a subject changed. A version that cannot be understood is in none of its versions, and a change all the same; so is one
    /// that follows it.
    pub(crate) fn subject_change(&self, subject: &Subject, linked: &LinkedSubject) -> SubjectChange {
        let is_linked = |file: &FileId| linked.versions.iter().any(|version| version.schema.links.root.file == *file);
        let unreadable = || subject.files_with_it().filter(|file| !is_linked(file));
        if self.removed.contains(linked.name.as_str()) {
            SubjectChange::Removed
        } else if !linked.versions.is_empty() && unreadable().any(|file| self.is_fresh(file)) {
            SubjectChange::Changed
        } else if !linked.versions.iter().any(|version| self.reaches_fresh(&version.schema)) {
            SubjectChange::Unchanged
        } else if linked.versions.iter().all(|version| self.is_fresh(version.schema.links.root.file))
            && unreadable().next().is_none()
        {
            SubjectChange::Added
        } else {
            SubjectChange::Changed
        }
    }

    /// The versions that came in between released ones.
    fn inserted(&self, linked: &LinkedSubject) -> Vec<Finding> {
        let root = |rank: usize| linked.versions[rank].schema.links.root.file;
        let is_released = |rank: &usize| !self.is_fresh(root(*rank)) || self.edits.edited.contains(&root(*rank));
        let label = |rank: usize| linked.versions[rank].version.to_string();
        let ranks = 0..linked.versions.len();
        let insertions = ranks.clone().filter(|rank| !is_released(rank)).filter_map(|rank| {
            let next = (rank + 1..ranks.end).find(|rank| is_released(rank))?;
            let event = Event::Inserted { version: label(rank), before: label(next) };
            let schema = &linked.versions[rank].schema;
            Some(finding(&rule::VERSION_INSERTED_BETWEEN, event, schema, &label(rank)))
        });
        insertions.collect()
    }
}

/// Findings about the versions of a subject, of which these are new.
pub(crate) fn findings(
    since: Option<&ChangesSince<'_>>,
    linked: &LinkedSubject,
    new: &BTreeSet<usize>,
    judge: &SubjectJudge<'_>,
) -> Vec<Finding> {
    let mut findings = returned::returned_names(linked, new);
    let is_removed = since.is_some_and(|since| since.removed.contains(linked.name.as_str()));
    if linked.is_message {
        let last = linked.versions.last().filter(|_| is_removed || linked.versions_without > 0);
        findings.extend(last.map(|last| message_removed(linked, last, judge)));
    }
    if let Some(since) = since {
        let last = linked.versions.last().filter(|_| is_removed && !linked.is_message);
        findings.extend(last.map(|last| {
            let event = Event::SubjectRemoved { subject: linked.name.clone() };
            finding(&rule::SUBJECT_REMOVED, event, &last.schema, &linked.name)
        }));
        if since.past.versions_are_releases {
            findings.extend(since.inserted(linked));
        }
    }
    findings
}

/// A finding for a message that is gone: it breaks the calls of those clients that the newest version has to understand.
fn message_removed(linked: &LinkedSubject, last: &SubjectVersion, judge: &SubjectJudge<'_>) -> Finding {
    // A file that is gone has no version after its last one.
    let event = Event::MessageRemoved { last: last.version.to_string(), later: linked.versions_without.max(1) };
    let breaks = event.counts_at(judge.effective.level) && !judge.lets_go(&last.version);
    let found = finding(&rule::MESSAGE_REMOVED, event, &last.schema, "");
    if breaks { found } else { Finding { default_severity: Severity::Safe, ..found } }
}

/// The ranks of the versions that are gated against the others: released ones cannot change any more.
pub(crate) fn new_versions(since: Option<&ChangesSince<'_>>, linked: &LinkedSubject) -> BTreeSet<usize> {
    let Some(since) = since.filter(|since| since.past.versions_are_releases) else {
        return linked.versions.len().checked_sub(1).into_iter().collect();
    };
    let versions = linked.versions.iter().enumerate();
    versions.filter(|(_, version)| since.reaches_fresh(&version.schema)).map(|(rank, _)| rank).collect()
}

/// A finding about a schema as a whole; its detail distinguishes it from others of the type.
fn finding(rule: &'static Rule, event: Event, schema: &LinkedSchema, detail: &str) -> Finding {
    let NodeRef { file, node } = schema.links.root;
    let name = schema.links.library.document(file).full_name(node).unwrap_or_default();
    let reader = Some(root_place(schema));
    Finding { reader, ..Finding::new(rule, FindingKind::Event(event), (&name, ""), detail) }
}
