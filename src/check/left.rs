//! Keeps what a check spends on the pairs of a subject in relation to the size of its schemas: there are as many pairs as the
//! square of its versions.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::evidence::round_trip::VersionRecords;
use crate::finding::fingerprint::Fingerprint;
use crate::history::LinkedSubject;
use crate::model::limits;
use crate::model::text::grouped;
use crate::pair::Found;

/// What may still be spent on the pairs of a subject.
pub(super) struct Left {
    /// Findings that may be listed in each pair that has them.
    pub(super) findings: u64,
    /// Values of records that may be sent through pairs.
    pub(super) steps: u64,
    /// The findings that were allowed whatever the size of the schemas.
    free: u64,
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
}

impl Left {
    /// What may be spent on a subject with these records, in a run of so many subjects.
    pub(super) fn of(linked: &LinkedSubject, records: &[VersionRecords], subjects: usize) -> Left {
        let schemas = linked.size();
        let own = records.iter().flat_map(|of_version| &of_version.records).filter(|record| record.is_fixture);
        let fixtures: u64 = own.map(|record| record.bytes.len() as u64).sum();
        // Half of what the run may keep is for what only one pair has.
        let free = limits::FINDINGS.most.min(limits::ALL_FINDINGS.most / 2 / subjects.max(1) as u64);
        Left {
            free,
            findings: free + schemas / limits::BYTES_A_FINDING.most,
            steps: limits::TRIPS.most + limits::TRIPS_A_BYTE.most * (schemas + fixtures),
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

impl Cut {
    /// What was left out, and why, as a remark of the report.
    pub(super) fn note(self, subject: &str, left: &Left) -> String {
        let limit = |limit: &avro_resolve::limits::Limit| grouped(limit.most);
        match self {
            Cut::Repeated => format!(
                "{subject}: some gated pairs list only what no other pair has, as all pairs together have more than {} findings and \
                 one for every {} bytes; see docs/limits.md",
                grouped(left.free),
                limit(&limits::BYTES_A_FINDING),
            ),
            Cut::Verdict => format!(
                "{subject}: pairs of older versions that are not gated show their verdict alone, as all pairs together have more \
                 than {} findings and one for every {} bytes; see docs/limits.md",
                grouped(left.free),
                limit(&limits::BYTES_A_FINDING),
            ),
            Cut::Trips => format!(
                "{subject}: no records were sent through some pairs of older versions, as that is limited to {} values and {} for \
                 each byte; see docs/limits.md",
                limit(&limits::TRIPS),
                limit(&limits::TRIPS_A_BYTE),
            ),
        }
    }
}
