//! Groups findings by cause: one cause, such as a field added to a type that several subjects use, is reported once, with
//! every pair that it hits.

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::judged::{Judged, JudgedPair};
use crate::policy::judgement::Disposition;
use crate::report::{CompatReport, SubjectReport};
use crate::rule::Severity;
use avro_resolve::resolution::locate::Place;

/// A finding with every pair that it hits.
pub(crate) struct CauseGroup<'a> {
    /// The finding, where it shows best.
    pub(crate) judged: &'a Judged,
    /// The pair where it shows best; `None` for a mistake inside one file.
    pub(crate) pair: Option<SubjectPair<'a>>,
    /// What it means for the run.
    pub(crate) weight: Weight,
    pub(crate) hits: Vec<SubjectPair<'a>>,
}

/// A pair with its subject.
#[derive(Clone, Copy)]
pub(crate) struct SubjectPair<'a> {
    pub(crate) subject: &'a SubjectReport,
    pub(crate) pair: &'a JudgedPair,
}

/// A side of a pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PairSide {
    Writer,
    Reader,
}

/// What a cause means for the run, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Weight {
    /// The baseline has it: it is counted, and that is all.
    Known,
    /// A waiver lets it pass. It has a line of its own where people read.
    Waived,
    /// Worth knowing: it is safe, or no gated pair has it.
    Remark,
    /// A gated pair has it, and it is not safe, but the run may pass all the same.
    Tolerated,
    Fails,
}

/// Which findings of one fingerprint make one group. What is waived is never in a group with what is not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum CauseGrouping {
    /// All of them: for people.
    Everywhere,
    /// Those at the same place to edit: for what points at lines.
    ByPlace,
    /// Those of one subject: for what lists subjects.
    BySubject,
}

/// The groups whose weight is wanted: what fails the run first, then the worst first.
pub(crate) fn causes(
    report: &CompatReport,
    grouping: CauseGrouping,
    is_wanted: impl Fn(Weight) -> bool,
) -> Vec<CauseGroup<'_>> {
    let of_files = report.findings.iter().map(|judged| CauseGroup {
        judged,
        pair: None,
        weight: Weight::new(judged, Weight::Tolerated),
        hits: Vec::new(),
    });
    let mut causes: Vec<CauseGroup<'_>> = of_files.filter(|group| is_wanted(group.weight)).collect();
    causes.extend(of_pairs(report, grouping, &is_wanted));
    causes.sort_by_key(|cause| Reverse((cause.weight, cause.judged.severity)));
    causes
}

fn of_pairs<'a>(
    report: &'a CompatReport,
    grouping: CauseGrouping,
    is_wanted: &impl Fn(Weight) -> bool,
) -> Vec<CauseGroup<'a>> {
    let mut groups = Vec::new();
    let mut known: FxHashMap<(Fingerprint, bool, Option<&str>), usize> = FxHashMap::default();
    for subject in &report.subjects {
        let own = (grouping != CauseGrouping::Everywhere).then_some(subject.subject.as_str());
        for pair in &subject.pairs {
            for judged in &pair.findings {
                let weight = Weight::new(judged, if pair.is_gated() { Weight::Tolerated } else { Weight::Remark });
                if is_wanted(weight) {
                    let pair = SubjectPair { subject, pair };
                    let group = CauseGroup { judged, pair: Some(pair), weight, hits: vec![pair] };
                    let fingerprint = pair.pair.shared_fingerprint(judged);
                    let key = (fingerprint, weight == Weight::Waived, own);
                    add(&mut groups, known.entry(key), group);
                }
            }
        }
    }
    match grouping {
        CauseGrouping::ByPlace => joined_by_place(groups),
        CauseGrouping::Everywhere | CauseGrouping::BySubject => groups,
    }
}

/// A type in a file of its own is one place of many subjects.
fn joined_by_place(groups: Vec<CauseGroup<'_>>) -> Vec<CauseGroup<'_>> {
    let mut known: FxHashMap<(Fingerprint, bool, Option<&Place>), usize> = FxHashMap::default();
    let mut joined = Vec::new();
    for group in groups {
        let key = (group.judged.finding.fingerprint, group.weight == Weight::Waived, group.place());
        add(&mut joined, known.entry(key), group);
    }
    joined
}

fn add<'a, K>(groups: &mut Vec<CauseGroup<'a>>, known: Entry<'_, K, usize>, group: CauseGroup<'a>) {
    match known {
        Entry::Occupied(entry) => groups[*entry.get()].join(group),
        Entry::Vacant(entry) => {
            entry.insert(groups.len());
            groups.push(group);
        }
    }
}

impl<'a> CauseGroup<'a> {
    pub(crate) fn finding(&self) -> &'a Finding {
        &self.judged.finding
    }

    /// Whether `--fix` mends it without a human.
    pub(crate) fn is_fixable(&self, report: &CompatReport) -> bool {
        let fingerprint = self.finding().fingerprint;
        self.place().is_some_and(|place| report.fixable.contains(&(fingerprint, place.file)))
            || self.weight == Weight::Fails && self.hits.iter().any(|hit| hit.subject.fixes.mends(fingerprint))
    }

    /// The side of the newer version, which can still be edited.
    pub(crate) fn newer(&self) -> PairSide {
        match self.pair {
            Some(SubjectPair { pair, .. }) if !pair.is_backward() => PairSide::Writer,
            Some(_) | None => PairSide::Reader,
        }
    }

    /// The place to point at: in the newer version.
    pub(crate) fn place(&self) -> Option<&'a Place> {
        let Finding { writer, reader, .. } = self.finding();
        match self.newer() {
            PairSide::Writer => writer.as_ref().or(reader.as_ref()),
            PairSide::Reader => reader.as_ref().or(writer.as_ref()),
        }
    }

    /// The place in the older version, if it is another.
    pub(crate) fn other_place(&self) -> Option<&'a Place> {
        let other = match self.newer() {
            PairSide::Writer => self.finding().reader.as_ref(),
            PairSide::Reader => self.finding().writer.as_ref(),
        };
        other.filter(|place| self.place() != Some(place))
    }

    /// The subject where it shows best; empty for a mistake inside one file.
    pub(crate) fn subject(&self) -> &'a str {
        self.pair.map_or("", |of| of.subject.subject.as_str())
    }

    /// Adds more pairs of the cause. The closest versions show it best.
    fn join(&mut self, other: CauseGroup<'a>) {
        let quality = |of: SubjectPair<'_>| (of.pair.is_gated(), Reverse(of.pair.reader.abs_diff(of.pair.writer)));
        if other.pair.map(quality) > self.pair.map(quality) {
            (self.judged, self.pair, self.weight) = (other.judged, other.pair, other.weight);
        }
        self.hits.extend(other.hits);
    }
}

impl<'a> SubjectPair<'a> {
    pub(crate) fn writer(self) -> &'a str {
        self.subject.label(self.pair.writer)
    }

    pub(crate) fn reader(self) -> &'a str {
        self.subject.label(self.pair.reader)
    }
}

impl Weight {
    /// The weight of a finding; `tolerated` is what it has at the most if it does not fail the run.
    fn new(judged: &Judged, tolerated: Weight) -> Weight {
        match &judged.disposition {
            Disposition::Fails | Disposition::Expired(_) => Weight::Fails,
            Disposition::Waived(_) => Weight::Waived,
            Disposition::Known => Weight::Known,
            Disposition::Tolerated if judged.severity >= Severity::Dangerous => tolerated,
            Disposition::Tolerated => Weight::Remark,
        }
    }
}
