//! What was found when the gate was adopted in, which findings are no news out.

use rustc_hash::FxHashSet;

use crate::check::CompatReport;
use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::rule::{self, Family, Severity};

/// Findings that are no news.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    /// The file, as a user would type it.
    pub file: String,
    entries: Vec<Entry>,
    keys: FxHashSet<(Fingerprint, Option<String>)>,
}

/// A finding that is no news, with what people want to see of it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Entry {
    /// The finding.
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

    /// Whether it has the finding, in this subject.
    pub fn has(&self, finding: &Finding, subject: Option<&str>) -> bool {
        self.keys.contains(&(finding.fingerprint, subject.map(str::to_owned)))
    }

    /// The entries that nothing in the report matches any more. What is found only beside an earlier state is not missed
    /// where there is none.
    pub fn stale(&self, report: &CompatReport) -> Vec<&Entry> {
        let found: FxHashSet<(Fingerprint, Option<&str>)> =
            report.all_findings().map(|(subject, finding)| (finding.fingerprint, subject)).collect();
        let is_of_history = |entry: &Entry| rule::find(&entry.rule).is_some_and(|rule| rule.family == Family::History);
        let is_looked_for = |entry: &&Entry| report.against.is_some() || !is_of_history(entry);
        let entries = self.entries.iter().filter(is_looked_for);
        entries.filter(|e| !found.contains(&(e.fingerprint, e.subject.as_deref()))).collect()
    }
}

/// What a baseline of this report has: all that fails the run or is dangerous where it is gated, and is not waived.
pub fn entries(report: &CompatReport) -> Vec<Entry> {
    let of_pairs = report.subjects.iter().flat_map(|subject| {
        let gated = subject.pairs.iter().filter(|pair| pair.gated);
        gated.flat_map(|pair| &pair.findings).map(|finding| (Some(subject.subject.clone()), finding))
    });
    let of_files = report.findings.iter().map(|finding| (None, finding));
    let is_wanted = |finding: &Finding| {
        let is_waived = finding.standing.waiver().is_some() && !finding.standing.fails();
        !is_waived && (finding.standing.fails() || finding.severity >= Severity::Dangerous)
    };
    let wanted = of_pairs.chain(of_files).filter(|(_, finding)| is_wanted(finding));
    let entry = |(subject, finding): (Option<String>, &Finding)| Entry {
        fingerprint: finding.fingerprint,
        subject,
        rule: finding.rule.id.to_owned(),
        path: finding.trail.clone(),
    };
    let mut entries: Vec<Entry> = wanted.map(entry).collect();
    entries.sort();
    entries.dedup_by(|a, b| (a.fingerprint, &a.subject) == (b.fingerprint, &b.subject));
    entries
}
