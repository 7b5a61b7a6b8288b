//! Counts what the pairs of a subject come to, for those who do not look at each.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::finding::fingerprint::Fingerprint;
use crate::judged::{Judged, JudgedPair};
use crate::policy::Waiver;
use crate::policy::judgement::Disposition;
use crate::policy::origin::Stated;
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;

/// What the pairs of a subject come to.
#[derive(Clone, Debug, Default)]
pub struct SubjectCounts {
    pub(crate) pairs: usize,
    /// Pairs that the level gates.
    pub(crate) gated_pairs: usize,
    /// Gated pairs whose verdict is `compatible`.
    pub(crate) gated_compatible: usize,
    pub(crate) compatible: usize,
    pub(crate) data_dependent: usize,
    pub(crate) incompatible: usize,
    /// Every finding.
    pub(crate) findings: FxHashSet<Fingerprint>,
    /// Those that fail the run, in their order, with how bad they are.
    pub(crate) failing: Vec<(Fingerprint, Severity)>,
    pub(crate) waived: FxHashSet<Fingerprint>,
    /// Those that the baseline has.
    pub(crate) known: FxHashSet<Fingerprint>,
    /// Dangerous findings of gated pairs that do not fail the run, by what their pairs share.
    pub(crate) tolerated_dangers: FxHashSet<Fingerprint>,
    /// The waivers that were used, also those that have expired.
    pub(crate) waivers: Vec<Arc<Stated<Waiver>>>,
    /// Fixture records sent through pairs, each counted once.
    pub(crate) fixture_records: usize,
    /// Records made from schemas and sent through pairs, each counted once.
    pub(crate) generated_records: usize,
    /// Paths defaulted on the way to the reader, over all pairs.
    pub(crate) defaulted: usize,
    /// Paths dropped on the way back, over all pairs.
    pub(crate) dropped_back: usize,
}

/// Counts the pairs of a subject.
#[derive(Default)]
pub(crate) struct PairCounter {
    counts: SubjectCounts,
    /// The versions whose records are counted.
    writers: FxHashSet<usize>,
}

impl PairCounter {
    /// Counts what there is in a pair. Afterwards all of it may be let go but findings that fail, that are excused or that are
    /// dangerous in a gated pair.
    pub(crate) fn add(&mut self, pair: &JudgedPair) {
        let counts = &mut self.counts;
        counts.pairs += 1;
        match pair.verdict {
            Verdict::Compatible => counts.compatible += 1,
            Verdict::DataDependent => counts.data_dependent += 1,
            Verdict::Incompatible => counts.incompatible += 1,
        }
        if pair.is_gated() {
            counts.gated_pairs += 1;
            counts.gated_compatible += usize::from(pair.verdict == Verdict::Compatible);
        }
        counts.findings.extend(pair.findings.iter().map(|judged| judged.finding.fingerprint));
        if let Some(trip) = &pair.round_trip {
            if self.writers.insert(pair.writer) {
                counts.fixture_records += trip.fixtures.records;
                counts.generated_records += trip.generated.records;
            }
            counts.defaulted += trip.there.defaulted.len();
            counts.dropped_back += trip.back.dropped.len();
        }
    }

    /// What all pairs come to, which are in the order of a report.
    pub(crate) fn finish(self, pairs: &[JudgedPair]) -> SubjectCounts {
        let (mut counts, mut failing) = (self.counts, FxHashSet::default());
        for pair in pairs {
            if pair.is_gated() {
                let dangers = pair.findings.iter().filter(|judged| is_tolerated_danger(judged));
                counts.tolerated_dangers.extend(dangers.map(|judged| pair.shared_fingerprint(judged)));
            }
            for Judged { finding, severity, disposition, .. } in &pair.findings {
                match disposition {
                    Disposition::Fails | Disposition::Expired(_) if failing.insert(finding.fingerprint) => {
                        counts.failing.push((finding.fingerprint, *severity));
                    }
                    Disposition::Waived(_) => drop(counts.waived.insert(finding.fingerprint)),
                    Disposition::Known => drop(counts.known.insert(finding.fingerprint)),
                    Disposition::Fails | Disposition::Expired(_) | Disposition::Tolerated => {}
                }
                let is_new = |waiver: &&Arc<_>| !counts.waivers.iter().any(|known| Arc::ptr_eq(known, waiver));
                let waiver = disposition.waiver().filter(is_new).cloned();
                counts.waivers.extend(waiver);
            }
        }
        counts
    }
}

/// Whether a finding is dangerous, and the run may pass all the same.
pub(crate) fn is_tolerated_danger(judged: &Judged) -> bool {
    judged.severity == Severity::Dangerous && judged.disposition == Disposition::Tolerated
}
