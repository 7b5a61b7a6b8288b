//! Counts what a report has: versions, pairs, causes, records.

use crate::judged::Judged;
use crate::policy::judgement::Disposition;
use crate::report::CompatReport;
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;

/// What the last line and the JSON summary count.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Counts {
    /// Versions over all subjects.
    pub(crate) versions: usize,
    /// Pairs looked at.
    pub(crate) pairs: usize,
    /// Pairs that the level gates.
    pub(crate) gated_pairs: usize,
    /// Gated pairs whose verdict is `compatible`.
    pub(crate) gated_compatible: usize,
    /// Pairs by verdict.
    pub(crate) compatible: usize,
    /// Pairs by verdict.
    pub(crate) data_dependent: usize,
    /// Pairs by verdict.
    pub(crate) incompatible: usize,
    /// Findings that fail the run, each cause once.
    pub(crate) gated_failures: usize,
    /// Dangerous findings that do not fail the run, each cause once.
    pub(crate) tolerated_dangers: usize,
    /// Findings that are waived, each cause once.
    pub(crate) waived: usize,
    /// Findings that the baseline has, each cause once.
    pub(crate) known: usize,
    /// Fixture records sent through pairs, each counted once.
    pub(crate) fixture_records: usize,
    /// Records made from schemas and sent through pairs, each counted once.
    pub(crate) generated_records: usize,
    /// Paths defaulted on the way to the reader, over all pairs.
    pub(crate) defaulted: usize,
    /// Paths dropped on the way back, over all pairs.
    pub(crate) dropped_back: usize,
}

/// Counts everything.
pub(crate) fn count(report: &CompatReport) -> Counts {
    let mut counts = Counts::default();
    for subject in &report.subjects {
        counts.versions += subject.versions.len();
        let mut writers = rustc_hash::FxHashSet::default();
        for pair in &subject.pairs {
            counts.pairs += 1;
            counts.gated_pairs += usize::from(pair.is_gated());
            counts.gated_compatible += usize::from(pair.is_gated() && pair.verdict == Verdict::Compatible);
            match pair.verdict {
                Verdict::Compatible => counts.compatible += 1,
                Verdict::DataDependent => counts.data_dependent += 1,
                Verdict::Incompatible => counts.incompatible += 1,
            }
            if let Some(trip) = &pair.round_trip {
                if writers.insert(pair.writer) {
                    counts.fixture_records += trip.fixtures.records;
                    counts.generated_records += trip.generated.records;
                }
                counts.defaulted += trip.there.defaulted.len();
                counts.dropped_back += trip.back.dropped.len();
            }
        }
    }
    counts.gated_failures = causes(report.failures());
    let gated = report.subjects.iter().flat_map(|subject| &subject.pairs).filter(|pair| pair.is_gated());
    let findings = gated.flat_map(|pair| &pair.findings).chain(&report.findings);
    counts.tolerated_dangers =
        causes(findings.filter(|f| f.severity == Severity::Dangerous && f.disposition == Disposition::Tolerated));
    let standing = |is_meant: fn(&Disposition) -> bool| {
        causes(report.all_findings().map(|(_, finding)| finding).filter(|finding| is_meant(&finding.disposition)))
    };
    counts.waived = standing(|standing| matches!(standing, Disposition::Waived(_)));
    counts.known = standing(|standing| *standing == Disposition::Known);
    counts
}

fn causes<'a>(findings: impl Iterator<Item = &'a Judged>) -> usize {
    let fingerprints: rustc_hash::FxHashSet<_> = findings.map(|judged| judged.finding.fingerprint).collect();
    fingerprints.len()
}
