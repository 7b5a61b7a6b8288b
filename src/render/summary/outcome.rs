//! How a run and its subjects went: what fails, what is new, what the newest step does.

use std::collections::BTreeSet;

use crate::judged::JudgedPair;
use crate::model::level::Direction;
use crate::released::SubjectChange;
use crate::render::summary::counts::Counts;
use crate::render::summary::matrix::Cell;
use crate::report::{CompatReport, ReportScope, SubjectReport};
use crate::rule::Severity;
use avro_resolve::resolution::Verdict;

/// A run in a word, for headlines.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum RunOutcome {
    /// Something could not be checked.
    Unchecked,
    /// No pair was looked at.
    Nothing,
    /// Pairs were looked at, and none is gated.
    Ungated,
    Compatible,
    /// Nothing fails the run, but only because something is waived, known or tolerated.
    Excused,
    Failed,
    /// Single schemas were looked at, and nothing in them fails the run.
    Sound,
    /// Single schemas were looked at, and something in them fails the run.
    Faulty,
}

impl RunOutcome {
    pub(crate) fn of(report: &CompatReport) -> RunOutcome {
        let counts = Counts::of(report);
        if report.scope == ReportScope::SingleSchemas && report.problems.is_empty() {
            return if counts.failing.is_empty() { RunOutcome::Sound } else { RunOutcome::Faulty };
        }
        match (report.problems.is_empty(), counts.failing.len(), counts.pairs) {
            (false, _, _) => RunOutcome::Unchecked,
            (true, 0, 0) => RunOutcome::Nothing,
            (true, 0, _) if counts.gated_pairs == 0 => RunOutcome::Ungated,
            (true, 0, _) if counts.gated_compatible < counts.gated_pairs => RunOutcome::Excused,
            (true, 0, _) => RunOutcome::Compatible,
            (true, _, _) => RunOutcome::Failed,
        }
    }
}

/// How bad the gated findings between the two newest versions are, of those that leave data readable.
pub(crate) fn worst(subject: &SubjectReport) -> Severity {
    let newest = subject.versions.len().saturating_sub(1);
    let is_step = |pair: &&JudgedPair| pair.is_gated() && pair.reader.min(pair.writer) + 1 == newest;
    let findings = subject.pairs.iter().filter(is_step).flat_map(|pair| &pair.findings);
    let readable = findings.filter(|finding| finding.finding.failure_kind().is_none());
    readable.map(|finding| finding.severity).max().unwrap_or(Severity::Safe)
}

/// The versions that the newest fails against, unless the one before is among them: then its last step shows it.
pub(crate) fn failing_before_last_step(subject: &SubjectReport) -> Vec<&str> {
    let newest = subject.versions.len().saturating_sub(1);
    let fails = |pair: &&JudgedPair| pair.findings.iter().any(|finding| finding.disposition.fails());
    let gated = subject.pairs.iter().filter(|pair| pair.is_gated() && pair.reader.max(pair.writer) == newest);
    let older: BTreeSet<usize> = gated.filter(fails).map(|pair| pair.reader.min(pair.writer)).collect();
    if older.iter().any(|at| at + 1 == newest) {
        return Vec::new();
    }
    older.into_iter().map(|at| subject.label(at)).collect()
}

/// What the step from the version before comes to, in the directions that the level asks for: the worst verdict, and of readable
/// data, whether something about them fails the run. `None` if nobody looked.
pub(crate) fn step(subject: &SubjectReport, to: usize) -> Option<Cell> {
    let counts = |pair: &&JudgedPair| {
        let is_step = pair.reader.max(pair.writer) == to && pair.reader.min(pair.writer) + 1 == to;
        let is_asked_for = match subject.level.direction {
            Direction::Backward => pair.is_backward(),
            Direction::Forward => !pair.is_backward(),
            Direction::Full | Direction::None => true,
        };
        is_step && is_asked_for
    };
    let pairs = || subject.pairs.iter().filter(counts);
    let fails = |pair: &JudgedPair| pair.is_gated() && pair.findings.iter().any(|finding| finding.disposition.fails());
    Some(match pairs().map(|pair| pair.verdict).max()? {
        Verdict::Incompatible => Cell::Incompatible,
        Verdict::DataDependent => Cell::DataDependent,
        Verdict::Compatible if pairs().any(fails) => Cell::Suspect,
        Verdict::Compatible => Cell::Compatible,
    })
}

/// Whether the newest version changed something.
pub(crate) fn has_news(subject: &SubjectReport) -> bool {
    let has_changes = subject.steps.last().is_some_and(|step| !step.changes.is_empty());
    match subject.change {
        None | Some(SubjectChange::Changed) => has_changes,
        Some(SubjectChange::Added | SubjectChange::Removed) => true,
        Some(SubjectChange::Unchanged) => false,
    }
}

/// Whether something of it fails the run.
pub(crate) fn fails(subject: &SubjectReport) -> bool {
    let gated = subject.pairs.iter().filter(|pair| pair.is_gated());
    gated.flat_map(|pair| &pair.findings).any(|finding| finding.disposition.fails())
}
