//! Chooses the strictest level that the schemas keep today, and says what keeps them from stricter ones.

use std::collections::BTreeSet;

use rustc_hash::FxHashSet;

use crate::check::{Options, check};
use crate::finding::{Finding, FindingKind};
use crate::judged::{Judged, JudgedPair};
use crate::model::input::{Input, Problem};
use crate::model::level::{Direction, Level, Reach};
use crate::policy::{FailOn, Policy};
use crate::report::{CompatReport, SubjectReport};
use crate::rule::Rule;

/// Every pair that any level gates is gated here, too.
const WIDEST: Level = Level { direction: Direction::Full, reach: Reach::Transitive };

/// The strictest first. Where none promises more than the other, what lets old data be read comes first.
const STRICTEST_FIRST: [Level; 6] = [
    WIDEST,
    Level { direction: Direction::Backward, reach: Reach::Transitive },
    Level { direction: Direction::Forward, reach: Reach::Transitive },
    Level { direction: Direction::Full, reach: Reach::Previous },
    Level { direction: Direction::Backward, reach: Reach::Previous },
    Level { direction: Direction::Forward, reach: Reach::Previous },
];

/// The level for a repository.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LevelChoice {
    pub level: Level,
    pub ground: Ground,
    /// The levels that are stricter and do not pass.
    pub refused: Vec<Refusal>,
}

/// Why a level was chosen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ground {
    /// It is the strictest that passes.
    Passes,
    /// There is no pair of versions yet, so that every level would pass.
    NothingToCompare,
    /// None passes, and it is the default.
    NonePasses,
    /// It is the default, which revisions of the past break; those are not gated.
    PastBreaks,
}

/// Why a level does not pass.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Refusal {
    pub level: Level,
    /// How many findings fail it, each cause once.
    pub findings: usize,
    /// How many subjects have one.
    pub subjects: usize,
    /// The first finding.
    pub example: RefusalExample,
}

/// A finding that keeps a level from passing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RefusalExample {
    pub rule: &'static Rule,
    /// Where it is, by names.
    pub trail: String,
    /// The pair that has it; `None` for a mistake inside one file.
    pub pair: Option<RefusedPair>,
}

/// A pair of versions, by their labels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RefusedPair {
    pub subject: String,
    pub writer: String,
    pub reader: String,
}

/// Schemas as they are, and together with their earlier states, if those are known.
#[derive(Debug)]
pub(crate) struct Reading {
    pub today: Input,
    pub past: Option<Input>,
}

/// Checks schemas with their past. If the past cannot be understood, checks them without it.
pub(crate) fn assess(Reading { today, past }: Reading) -> CompatReport {
    let options = Options { run_proofs: false, gated_pairs_only: true, ..Options::new(Policy::at(WIDEST)) };
    let names = |input: &Input| input.schemas.iter().map(|schema| schema.name.clone()).collect::<FxHashSet<String>>();
    let here = names(&today);
    let today = check(today, &options);
    let Some(past) = past.filter(|_| today.problems.is_empty()) else { return today };
    let of_past: FxHashSet<String> = names(&past).into_iter().filter(|name| !here.contains(name)).collect();
    let with_past = check(past, &options);
    let is_of_past = |problem: &Problem| problem.file.as_ref().is_some_and(|file| of_past.contains(file));
    if with_past.problems.iter().any(is_of_past) { today } else { with_past }
}

/// Chooses by what [`assess`] found.
pub(crate) fn choose(reports: &[CompatReport]) -> LevelChoice {
    let by_default = |ground, refused| LevelChoice { level: Level::DEFAULT, ground, refused };
    let is_about_past = reports.iter().any(|report| report.against.is_some());
    if reports.iter().flat_map(|report| &report.subjects).all(|subject| subject.versions.len() < 2) {
        let refused: Vec<Refusal> = refusal(reports, Level::DEFAULT).into_iter().collect();
        let ground = match (refused.is_empty(), is_about_past) {
            (true, _) => Ground::NothingToCompare,
            (false, true) => Ground::PastBreaks,
            (false, false) => Ground::NonePasses,
        };
        return by_default(ground, refused);
    }
    let mut refused = Vec::new();
    for level in STRICTEST_FIRST {
        match refusal(reports, level) {
            None => return LevelChoice { level, ground: Ground::Passes, refused },
            Some(refusal) => refused.push(refusal),
        }
        // Runs do not look at old mistakes, so that these do not lower the level from now on.
        if is_about_past && level == Level::DEFAULT {
            return by_default(Ground::PastBreaks, refused);
        }
    }
    by_default(Ground::NonePasses, refused)
}

fn refusal(reports: &[CompatReport], level: Level) -> Option<Refusal> {
    let mut example = None;
    let mut causes = FxHashSet::default();
    let mut subjects = BTreeSet::new();
    for report in reports {
        let counts = |judged: &&Judged| match &judged.finding.kind {
            FindingKind::Event(event) => event.counts_at(level),
            FindingKind::Difference(_)
            | FindingKind::Fault(_)
            | FindingKind::Engine(_)
            | FindingKind::SecondOpinion { .. } => true,
        };
        let of_files = report.findings.iter().filter(counts).map(|finding| (None, finding));
        let of_pairs = report.subjects.iter().flat_map(|subject| {
            let is_newest = move |rank: usize| rank + 1 == subject.versions.len();
            let gated = subject.pairs.iter().filter(move |pair| level.gates((pair.writer, pair.reader), is_newest));
            gated.flat_map(move |pair| pair.findings.iter().map(move |finding| (Some((subject, pair)), finding)))
        });
        // Whatever would fail a run without settings of severities.
        let fails = |judged: &Judged| FailOn::DEFAULT.is_reached_by(judged.severity);
        for (pair, judged) in of_pairs.chain(of_files).filter(|(_, judged)| fails(judged)) {
            causes.insert(judged.finding.fingerprint);
            subjects.extend(pair.map(|(subject, _)| subject.subject.as_str()));
            example.get_or_insert_with(|| example_of(pair, &judged.finding));
        }
    }
    Some(Refusal { level, findings: causes.len(), subjects: subjects.len(), example: example? })
}

fn example_of(pair: Option<(&SubjectReport, &JudgedPair)>, finding: &Finding) -> RefusalExample {
    let pair = pair.map(|(subject, pair)| RefusedPair {
        subject: subject.subject.clone(),
        writer: subject.versions[pair.writer].label.clone(),
        reader: subject.versions[pair.reader].label.clone(),
    });
    RefusalExample { rule: finding.rule, trail: finding.trail.to_string(), pair }
}
