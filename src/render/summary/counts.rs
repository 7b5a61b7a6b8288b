//! Counts what a report has: versions, pairs, causes, records.

use rustc_hash::FxHashSet;

use crate::finding::fingerprint::Fingerprint;
use crate::judged::Judged;
use crate::policy::judgement::Disposition;
use crate::report::counts::is_tolerated_danger;
use crate::report::{CompatReport, ReportedSubject};
use crate::rule::Severity;

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
    pub(crate) fn of<S: ReportedSubject>(report: &CompatReport<S>) -> Counts {
        let mut counts = Counts { errors: report.problems.len(), subjects: report.subjects.len(), ..Counts::default() };
        let (mut failing, mut dangers) = (FxHashSet::default(), FxHashSet::default());
        let (mut waived, mut known) = (FxHashSet::default(), FxHashSet::default());
        for subject in report.heads() {
            let of_pairs = subject.counts;
            counts.versions += subject.versions.len();
            counts.pairs += of_pairs.pairs;
            counts.gated_pairs += of_pairs.gated_pairs;
            counts.gated_compatible += of_pairs.gated_compatible;
            counts.compatible += of_pairs.compatible;
            counts.data_dependent += of_pairs.data_dependent;
            counts.incompatible += of_pairs.incompatible;
            counts.fixture_records += of_pairs.fixture_records;
            counts.generated_records += of_pairs.generated_records;
            counts.defaulted += of_pairs.defaulted;
            counts.dropped_back += of_pairs.dropped_back;
            let new = of_pairs.failing.iter().filter(|(finding, _)| failing.insert(*finding));
            counts.failing.extend(new.map(|(_, severity)| *severity));
            dangers.extend(of_pairs.tolerated_dangers.iter().copied());
            waived.extend(of_pairs.waived.iter().copied());
            known.extend(of_pairs.known.iter().copied());
        }
        for judged @ Judged { finding: found, severity, disposition, .. } in &report.findings {
            let finding = found.fingerprint;
            match disposition {
                Disposition::Fails | Disposition::Expired(_) if failing.insert(finding) => {
                    counts.failing.push(*severity)
                }
                Disposition::Waived(_) => drop(waived.insert(finding)),
                Disposition::Known => drop(known.insert(finding)),
                Disposition::Tolerated if is_tolerated_danger(judged) => drop(dangers.insert(finding)),
                Disposition::Fails | Disposition::Expired(_) | Disposition::Tolerated => {}
            }
        }
        (counts.tolerated_dangers, counts.waived, counts.known) = (dangers.len(), waived.len(), known.len());
        let mended = report.heads().flat_map(|subject| subject.fixes.mended());
        let mended: FxHashSet<Fingerprint> = mended.filter(|finding| failing.contains(finding)).collect();
        counts.fixable = mended.len() + report.fixable.len();
        counts
    }
}
