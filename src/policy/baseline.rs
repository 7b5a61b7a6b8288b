//! Holds the findings that were known when a baseline was written.

use rustc_hash::FxHashSet;

use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::rule::{self, Family};

/// Known findings.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The file, as a user would type it.
    pub file: String,
    entries: Vec<Entry>,
    keys: FxHashSet<(Fingerprint, Option<String>)>,
}

/// A known finding, with what people want to see of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Entry {
    pub fingerprint: Fingerprint,
    /// The subject that has it; `None` for findings of no pair.
    pub subject: Option<String>,
    /// The rule's id.
    pub rule: String,
    /// Where it is, by names.
    pub path: String,
}

impl Baseline {
    /// The baseline of a file.
    pub fn new(file: String, entries: Vec<Entry>) -> Baseline {
        let keys = entries.iter().map(|entry| (entry.fingerprint, entry.subject.clone())).collect();
        Baseline { file, entries, keys }
    }

    /// All that it has.
    #[cfg(feature = "lsp")]
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Whether it has the finding, in this subject.
    pub fn has(&self, finding: &Finding, subject: Option<&str>) -> bool {
        self.keys.contains(&(finding.fingerprint, subject.map(str::to_owned)))
    }

    /// Whether it has the same finding.
    pub fn has_entry(&self, entry: &Entry) -> bool {
        self.keys.contains(&(entry.fingerprint, entry.subject.clone()))
    }

    /// The entries that were not found any more.
    pub fn stale(&self, found: &FxHashSet<(Fingerprint, Option<&str>)>) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !found.contains(&(entry.fingerprint, entry.subject.as_deref())))
    }
}

impl Entry {
    /// Whether it can be found only by comparing with an earlier state.
    pub fn needs_earlier_state(&self) -> bool {
        rule::find(&self.rule).is_some_and(|rule| rule.family == Family::History)
    }
}
