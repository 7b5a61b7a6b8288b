//! Counts what a report has: versions, pairs, causes, records.

use rustc_hash::FxHashSet;

use crate::cause::{Weight, shared_fingerprint};
use crate::finding::fingerprint::Fingerprint;
use crate::judged::Judged;
use crate::policy::judgement::Disposition;
use crate::report::CompatReport;
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;

/// What the last line and the JSON summary count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) errors: usize,
    pub(crate) subjects: usize,
    pub(crate) versions: usize,
    pub(crate) pairs: usize,
    /// Pairs that the level gates.
    pub(crate) gated_pairs: usize,
    /// Gated pairs whose verdict is `compatible`.
    pub(crate) gated_compatible: usize,
    pub(crate) compatible: usize,
    pub(crate) data_dependent: usize,
    pub(crate) incompatible: usize,
    /// How bad the findings are that fail the run, each cause once.
    pub(crate) failing: Vec<Severity>,
    /// Dangerous findings that do not fail the run, each cause once.
    pub(crate) tolerated_dangers: usize,
    /// Findings that are waived, each cause once.
    pub(crate) waived: usize,
    /// Findings that the baseline has, each cause once.
    pub(crate) known: usize,
    /// Findings that fail the run and that `--fix` mends, each cause once.
    pub(crate) fixable: usize,
    /// Fixture records sent through pairs, each counted once.
    pub(crate) fixture_records: usize,
    /// Records made from schemas and sent through pairs, each counted once.
    pub(crate) generated_records: usize,
    /// Paths defaulted on the way to the reader, over all pairs.
    pub(crate) defaulted: usize,
    /// Paths dropped on the way back, over all pairs.
    pub(crate) dropped_back: usize,
}

impl Counts {
    /// Counts everything.
    pub(crate) fn of(report: &CompatReport) -> Counts {
        let mut counts = Counts { errors: report.problems.len(), subjects: report.subjects.len(), ..Counts::default() };
        let mut dangers = FxHashSet::default();
        let is_danger =
            |judged: &&Judged| judged.severity == Severity::Dangerous && judged.disposition == Disposition::Tolerated;
        dangers.extend(report.findings.iter().filter(is_danger).map(|judged| judged.finding.fingerprint));
        for subject in &report.subjects {
            counts.versions += subject.versions.len();
            let mut writers = FxHashSet::default();
            for pair in &subject.pairs {
                counts.pairs += 1;
                match pair.verdict {
                    Verdict::Compatible => counts.compatible += 1,
                    Verdict::DataDependent => counts.data_dependent += 1,
                    Verdict::Incompatible => counts.incompatible += 1,
                }
                if pair.is_gated() {
                    counts.gated_pairs += 1;
                    counts.gated_compatible += usize::from(pair.verdict == Verdict::Compatible);
                    let found = pair.findings.iter().filter(is_danger);
                    dangers.extend(found.map(|found| shared_fingerprint(&found.finding, pair, Weight::Tolerated)));
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
        counts.tolerated_dangers = dangers.len();
        let (mut failing, mut waived, mut known) = (FxHashSet::default(), FxHashSet::default(), FxHashSet::default());
        for (_, Judged { finding, severity, disposition, .. }) in report.all_findings() {
            match disposition {
                Disposition::Fails | Disposition::Expired(_) if failing.insert(finding.fingerprint) => {
                    counts.failing.push(*severity);
                }
                Disposition::Waived(_) => drop(waived.insert(finding.fingerprint)),
                Disposition::Known => drop(known.insert(finding.fingerprint)),
                Disposition::Fails | Disposition::Expired(_) | Disposition::Tolerated => {}
            }
        }
        (counts.waived, counts.known) = (waived.len(), known.len());
        let mended = report.subjects.iter().flat_map(|subject| subject.fixes.mended());
        let mended: FxHashSet<Fingerprint> = mended.filter(|finding| failing.contains(finding)).collect();
        counts.fixable = mended.len() + report.fixable.len();
        counts
    }
}
