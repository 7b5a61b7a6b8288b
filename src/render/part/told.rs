//! The findings of all pairs in, each cause told once with every pair that it hits out.

mod notes;

use std::cmp::Reverse;
use std::collections::hash_map::Entry;

use notes::{more, notes, waiver};
use rustc_hash::FxHashMap;

use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::judged::{Judged, JudgedPair};
use crate::policy::judgement::Disposition;
use crate::render::part::look::Detail;
use crate::render::part::view::View;
use crate::render::words::{self, Sides, remedy};
use crate::report::{CompatReport, SubjectReport};
use crate::rule::Severity;
use avro_resolve::resolution::locate::Place;

/// One cause as every format tells it.
pub(crate) struct Cause<'a> {
    /// What is found, where it shows best.
    pub(crate) judged: &'a Judged,
    pub(crate) finding: &'a Finding,
    /// The subject where it shows best; empty for a mistake inside one file.
    pub(crate) subject: &'a str,
    /// What the two versions are called there.
    pub(crate) sides: Sides<'a>,
    /// What it means for the run.
    pub(crate) weight: Weight,
    /// Every pair that it hits.
    pub(crate) hits: Vec<Hit<'a>>,
    /// What else there is to say, each with a word in front. A format that shows evidence shows all of these.
    pub(crate) notes: Vec<Note>,
}

/// A word, such as `fix`, and what it says.
pub(crate) type Note = (&'static str, String);

/// A side of a pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Side {
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
    /// It fails the run.
    Fails,
}

/// A pair that a cause hits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hit<'a> {
    pub(crate) subject: &'a str,
    pub(crate) writer: &'a str,
    pub(crate) reader: &'a str,
}

impl Weight {
    fn new(judged: &Judged, gated: bool) -> Weight {
        match gated {
            _ if judged.disposition.fails() => Weight::Fails,
            _ if matches!(judged.disposition, Disposition::Waived(_)) => Weight::Waived,
            _ if judged.disposition.is_excused() => Weight::Known,
            true if judged.severity >= Severity::Dangerous => Weight::Tolerated,
            true | false => Weight::Remark,
        }
    }

    /// Whether somebody who wants so much detail wants to see it.
    fn is_told(self, detail: Detail) -> bool {
        match detail {
            Detail::Quiet => self == Weight::Fails,
            Detail::Normal => self >= Weight::Tolerated,
            Detail::Verbose => self >= Weight::Remark,
        }
    }
}

impl<'a> Cause<'a> {
    /// The place to point at: in the newer version, which can still be mended.
    pub(crate) fn place(&self) -> Option<&'a Place> {
        place(self.finding, self.sides.newer)
    }

    /// The place on the other side, if there is one, and what is there.
    pub(crate) fn other_place(&self) -> Option<(&'a Place, String)> {
        let Sides { writer, reader, .. } = self.sides;
        let words = words::finding(self.finding, self.sides);
        let (place, text) = match self.sides.newer {
            Side::Writer => (self.finding.reader.as_ref()?, words.reader_label),
            Side::Reader => (
                self.finding.writer.as_ref()?,
                words.writer_label.unwrap_or_else(|| format!("{writer}, which {reader} has to read")),
            ),
        };
        (self.place() != Some(place)).then_some((place, text))
    }

    /// What is wrong and why, in one sentence.
    pub(crate) fn message(&self) -> String {
        words::finding(self.finding, self.sides).message
    }

    /// The subject and the way from there by names.
    pub(crate) fn trail(&self) -> String {
        words::place(self.finding, self.subject)
    }

    /// The notes below each other.
    pub(crate) fn notes_as_lines(&self) -> String {
        let lines: Vec<String> = self.notes.iter().map(|(word, text)| format!("{word}: {text}")).collect();
        lines.join("\n")
    }
}

/// How far one cause, such as the same field added to the same type in several files, is told once.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Once {
    /// Wherever it shows: for people.
    Anywhere,
    /// For each place that is to be mended: for what points at lines.
    AtEachPlace,
    /// For each subject: for what lists subjects.
    InEachSubject,
}

/// A finding with every pair that it hits: one cause is told once.
struct CauseGroup<'a> {
    judged: &'a Judged,
    subject: &'a SubjectReport,
    pair: &'a JudgedPair,
    hits: Vec<Hit<'a>>,
}

/// Every cause that the user wants to be told, what fails the run first, then the worst first.
pub(crate) fn causes<'a>(report: &'a CompatReport, view: &View<'_>, once: Once) -> Vec<Cause<'a>> {
    gathered(report, view, once, |weight| weight.is_told(view.look.detail))
}

/// Every cause that a waiver lets pass.
pub(crate) fn waived_causes<'a>(report: &'a CompatReport, view: &View<'_>, once: Once) -> Vec<Cause<'a>> {
    gathered(report, view, once, |weight| weight == Weight::Waived)
}

fn gathered<'a>(
    report: &'a CompatReport,
    view: &View<'_>,
    once: Once,
    is_wanted: impl Fn(Weight) -> bool,
) -> Vec<Cause<'a>> {
    let weight = Weight::new;
    let is_told = |judged: &Judged, gated: bool| is_wanted(weight(judged, gated));
    let of_files = report.findings.iter().filter(|judged| is_told(judged, true)).map(|judged| Cause {
        judged,
        finding: &judged.finding,
        subject: "",
        sides: Sides::NONE,
        weight: weight(judged, true),
        hits: Vec::new(),
        notes: [remedy::hint(&judged.finding, Sides::NONE)]
            .into_iter()
            .chain(waiver(report, judged, view.look))
            .chain([more(&judged.finding)])
            .collect(),
    });
    let mut causes: Vec<Cause<'a>> = of_files.collect();
    let mut told: Vec<CauseGroup<'a>> = Vec::new();
    let mut known: FxHashMap<(Fingerprint, Option<&str>), usize> = FxHashMap::default();
    for subject in &report.subjects {
        let own = (once != Once::Anywhere).then_some(subject.subject.as_str());
        for pair in &subject.pairs {
            let label = |at: usize| subject.versions[at].label.as_str();
            for judged in pair.findings.iter().filter(|judged| is_told(judged, pair.is_gated())) {
                let (writer, reader) = (label(pair.writer), label(pair.reader));
                let hits = vec![Hit { subject: &subject.subject, writer, reader }];
                let new = CauseGroup { judged, subject, pair, hits };
                match known.entry((judged.finding.fingerprint, own)) {
                    Entry::Occupied(entry) => told[*entry.get()].join(new),
                    Entry::Vacant(entry) => {
                        entry.insert(told.len());
                        told.push(new);
                    }
                }
            }
        }
    }
    if once == Once::AtEachPlace {
        told = joined_by_place(told);
    }
    causes.extend(told.into_iter().map(|told| {
        let sides = Sides::of_pair(told.subject, told.pair);
        Cause {
            judged: told.judged,
            finding: &told.judged.finding,
            subject: &told.subject.subject,
            sides,
            weight: weight(told.judged, told.pair.is_gated()),
            notes: notes(&told, report, sides, view.look),
            hits: told.hits,
        }
    }));
    causes.sort_by_key(|cause| Reverse((cause.weight, cause.judged.severity)));
    causes
}

/// A type in a file of its own is one place of many subjects.
fn joined_by_place(told: Vec<CauseGroup<'_>>) -> Vec<CauseGroup<'_>> {
    let mut known: FxHashMap<(Fingerprint, Option<&Place>), usize> = FxHashMap::default();
    let mut joined: Vec<CauseGroup<'_>> = Vec::new();
    for one in told {
        match known.entry((one.judged.finding.fingerprint, place(&one.judged.finding, one.newer()))) {
            Entry::Occupied(entry) => joined[*entry.get()].join(one),
            Entry::Vacant(entry) => {
                entry.insert(joined.len());
                joined.push(one);
            }
        }
    }
    joined
}

impl<'a> CauseGroup<'a> {
    fn newer(&self) -> Side {
        if self.pair.is_backward() { Side::Reader } else { Side::Writer }
    }

    /// Adds more pairs of the cause. The closest versions show it best.
    fn join(&mut self, other: CauseGroup<'a>) {
        let quality = |pair: &JudgedPair| (pair.is_gated(), Reverse(pair.reader.abs_diff(pair.writer)));
        if quality(other.pair) > quality(self.pair) {
            (self.judged, self.subject, self.pair) = (other.judged, other.subject, other.pair);
        }
        self.hits.extend(other.hits);
    }
}

fn place(finding: &Finding, newer: Side) -> Option<&Place> {
    match newer {
        Side::Writer => finding.writer.as_ref().or(finding.reader.as_ref()),
        Side::Reader => finding.reader.as_ref().or(finding.writer.as_ref()),
    }
}
