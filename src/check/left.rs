//! Keeps what a check spends on the pairs of a subject in relation to the size of its schemas: there are as many pairs as the
//! square of its versions.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::evidence::round_trip::VersionRecords;
use crate::finding::fingerprint::Fingerprint;
use crate::history::LinkedSubject;
use crate::model::limits;
use crate::model::text::{grouped, listed};
use crate::pair::Found;

/// What may still be spent on the pairs of a subject.
pub(super) struct Left {
    /// Findings that may be listed in each pair that has them.
    pub(super) findings: u64,
    /// Values of records that may be sent through pairs.
    pub(super) steps: u64,
    /// What may be spent on asking as Java does.
    pub(super) java: u64,
    /// What was left out.
    pub(super) cut: BTreeSet<Cut>,
    /// What the pairs so far have.
    known: FxHashSet<Fingerprint>,
}

/// What is left out where a limit is used up.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Cut {
    /// Gated pairs list what no pair before has.
    Repeated,
    /// Pairs that are not gated have their verdict alone.
    Verdict,
    /// No records are sent through.
    Trips,
    /// The answer of a registry is not worked out.
    Registry,
}

impl Left {
    /// What may be spent on a subject with these records, in a run of so many subjects.
    pub(super) fn of(linked: &LinkedSubject, records: &[VersionRecords], subjects: usize) -> Left {
        let schemas = linked.size();
        let fixtures: u64 =
            records.iter().filter(|of_version| of_version.fixtures() > 0).map(|own| own.data.size()).sum();
        Left {
            findings: (free_findings(subjects) + schemas / limits::BYTES_A_FINDING.most)
                .min(limits::MOST_FINDINGS.most),
            steps: limits::TRIPS.most + limits::TRIPS_A_BYTE.most * (schemas + fixtures),
            java: limits::JAVA_STEPS.most / subjects.max(1) as u64 + limits::JAVA_STEPS_A_BYTE.most * schemas,
            cut: BTreeSet::new(),
            known: FxHashSet::default(),
        }
    }

    /// Takes the findings of a pair. Once the limit is used up, those stay that no pair before has: what the run depends on, it
    /// depends on once.
    pub(super) fn take_findings(&mut self, found: &mut Found) {
        let before = found.findings.len();
        if self.findings == 0 {
            found.findings.retain(|finding| !self.known.contains(&finding.fingerprint));
            if found.findings.len() < before {
                self.cut.insert(Cut::Repeated);
            }
        }
        self.known.extend(found.findings.iter().map(|finding| finding.fingerprint));
        self.findings = self.findings.saturating_sub(before as u64);
    }
}

/// The findings that a subject may have whatever the size of its schemas, in a run of so many. Half of what the run may keep is for
/// what only one pair has.
fn free_findings(subjects: usize) -> u64 {
    limits::FINDINGS.most.min(limits::ALL_FINDINGS.most / 2 / subjects.max(1) as u64)
}

impl Cut {
    /// What was left out in these subjects of a run of so many, and why, as a remark of the report.
    pub(super) fn note(self, cut: &[&str], subjects: usize) -> String {
        let what = match self {
            Cut::Repeated => "some gated pairs list only what no other pair has",
            Cut::Verdict => "pairs of older versions that are not gated show their verdict alone",
            Cut::Trips => "no records were sent through some pairs of older versions",
            Cut::Registry => "for some pairs it is not said what the Confluent registry would answer",
        };
        let why = match self {
            Cut::Repeated | Cut::Verdict => format!(
                "all pairs of a subject together have more than {} findings and one for every {} bytes, or more than {}",
                grouped(free_findings(subjects)),
                limits::BYTES_A_FINDING.most,
                grouped(limits::MOST_FINDINGS.most),
            ),
            Cut::Trips => format!(
                "that is limited to {} values and {} for each byte",
                grouped(limits::TRIPS.most),
                limits::TRIPS_A_BYTE.most,
            ),
            Cut::Registry => format!(
                "that is limited to {} steps for all subjects and {} for each byte",
                grouped(limits::JAVA_STEPS.most),
                limits::JAVA_STEPS_A_BYTE.most,
            ),
        };
        format!("{}: {what}, as {why}; see docs/limits.md", listed(cut, 3, ", "))
    }
}
