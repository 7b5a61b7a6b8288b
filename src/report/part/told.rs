//! The findings of all pairs in, each cause told once with every pair that it hits out.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::compat::check::{CompatReport, PairReport, SubjectReport};
use crate::compat::finding::{Finding, SubjectMatter};
use crate::compat::fingerprint::Fingerprint;
use crate::compat::policy::judgement::Standing;
use crate::compat::rule::{Activation, Severity};
use crate::report::part::look::{Detail, Look};
use crate::report::part::phrase::{self, Sides, count};
use crate::report::part::remedy;
use crate::report::part::view::View;
use crate::report::part::waived;
use crate::report::part::witness::{self, Writer};
use crate::resolution::locate::Place;

/// One cause as every format tells it.
pub(in crate::report) struct Cause<'a> {
    /// What is found, where it shows best.
    pub(in crate::report) finding: &'a Finding,
    /// The subject where it shows best; empty for a mistake inside one file.
    pub(in crate::report) subject: &'a str,
    /// What the two versions are called there.
    pub(in crate::report) sides: Sides<'a>,
    /// The side of the newer version, which can still be mended.
    pub(in crate::report) newer: Side,
    /// What it means for the run.
    pub(in crate::report) weight: Weight,
    /// Every pair that it hits.
    pub(in crate::report) hits: Vec<Hit<'a>>,
    /// What else there is to say, each with a word in front. A format that shows evidence shows all of these.
    pub(in crate::report) notes: Vec<Note>,
}

/// A word, such as `fix`, and what it says.
pub(in crate::report) type Note = (&'static str, String);

/// A side of a pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::report) enum Side {
    Writer,
    Reader,
}

/// What a cause means for the run, the least first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(in crate::report) enum Weight {
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
pub(in crate::report) struct Hit<'a> {
    pub(in crate::report) subject: &'a str,
    pub(in crate::report) writer: &'a str,
    pub(in crate::report) reader: &'a str,
}

impl Weight {
    fn new(finding: &Finding, gated: bool) -> Weight {
        match gated {
            _ if finding.standing.fails() => Weight::Fails,
            _ if matches!(finding.standing, Standing::Waived(_)) => Weight::Waived,
            _ if finding.standing.is_excused() => Weight::Known,
            true if finding.severity >= Severity::Dangerous => Weight::Tolerated,
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
    pub(in crate::report) fn place(&self) -> Option<&'a Place> {
        match self.newer {
            Side::Writer => self.finding.writer.as_ref().or(self.finding.reader.as_ref()),
            Side::Reader => self.finding.reader.as_ref().or(self.finding.writer.as_ref()),
        }
    }

    /// The place on the other side, if there is one, and what is there.
    pub(in crate::report) fn other_place(&self) -> Option<(&'a Place, String)> {
        let Sides { writer, reader } = self.sides;
        let (place, text) = match self.newer {
            Side::Writer => (self.finding.reader.as_ref()?, phrase::label(self.finding, self.sides)),
            Side::Reader => {
                let label = phrase::writer_label(self.finding, self.sides);
                (
                    self.finding.writer.as_ref()?,
                    label.unwrap_or_else(|| format!("{writer}, which {reader} has to read")),
                )
            }
        };
        (self.place() != Some(place)).then_some((place, text))
    }

    /// What is wrong and why, in one sentence.
    pub(in crate::report) fn message(&self) -> String {
        phrase::message(self.finding, self.sides)
    }

    /// The subject and the way from there by names.
    pub(in crate::report) fn trail(&self) -> String {
        phrase::trail(self.subject, &self.finding.trail)
    }

    /// The notes below each other.
    pub(in crate::report) fn notes_as_lines(&self) -> String {
        let lines: Vec<String> = self.notes.iter().map(|(word, text)| format!("{word}: {text}")).collect();
        lines.join("\n")
    }
}

/// A finding with every pair that it hits: one cause is told once.
struct Told<'a> {
    finding: &'a Finding,
    subject: &'a SubjectReport,
    pair: &'a PairReport,
    hits: Vec<Hit<'a>>,
}

/// Every cause that the user wants to be told, what fails the run first, then the worst first.
pub(in crate::report) fn causes<'a>(report: &'a CompatReport, view: &View<'_>) -> Vec<Cause<'a>> {
    gathered(report, view, |weight| weight.is_told(view.look.detail))
}

/// Every cause that a waiver lets pass.
pub(in crate::report) fn waived_causes<'a>(report: &'a CompatReport, view: &View<'_>) -> Vec<Cause<'a>> {
    gathered(report, view, |weight| weight == Weight::Waived)
}

fn gathered<'a>(report: &'a CompatReport, view: &View<'_>, is_wanted: impl Fn(Weight) -> bool) -> Vec<Cause<'a>> {
    let weight = Weight::new;
    let is_told = |finding: &Finding, gated: bool| is_wanted(weight(finding, gated));
    let of_files = report.findings.iter().filter(|finding| is_told(finding, true)).map(|finding| Cause {
        finding,
        subject: "",
        sides: Sides::NONE,
        newer: Side::Reader,
        weight: weight(finding, true),
        hits: Vec::new(),
        notes: [remedy::hint(finding, None, Sides::NONE)]
            .into_iter()
            .chain(waiver(report, finding, view.look))
            .chain([more(finding)])
            .collect(),
    });
    let mut causes: Vec<Cause<'a>> = of_files.collect();
    let mut told: Vec<Told<'a>> = Vec::new();
    let mut known: FxHashMap<Fingerprint, usize> = FxHashMap::default();
    for subject in &report.subjects {
        for pair in &subject.pairs {
            let label = |at: usize| subject.versions[at].label.as_str();
            for finding in pair.findings.iter().filter(|finding| is_told(finding, pair.gated)) {
                let at = *known.entry(finding.fingerprint).or_insert_with(|| {
                    told.push(Told { finding, subject, pair, hits: Vec::new() });
                    told.len() - 1
                });
                let entry = &mut told[at];
                let (writer, reader) = (label(pair.writer), label(pair.reader));
                entry.hits.push(Hit { subject: &subject.subject, writer, reader });
                // The closest versions show the cause best.
                let distance = |pair: &PairReport| pair.reader.abs_diff(pair.writer);
                let is_better =
                    (pair.gated, Reverse(distance(pair))) > (entry.pair.gated, Reverse(distance(entry.pair)));
                if is_better {
                    (entry.finding, entry.subject, entry.pair) = (finding, subject, pair);
                }
            }
        }
    }
    causes.extend(told.into_iter().map(|told| {
        let label = |at: usize| told.subject.versions[at].label.as_str();
        let sides = Sides { writer: label(told.pair.writer), reader: label(told.pair.reader) };
        Cause {
            finding: told.finding,
            subject: &told.subject.subject,
            sides,
            newer: if told.pair.is_backward() { Side::Reader } else { Side::Writer },
            weight: weight(told.finding, told.pair.gated),
            notes: notes(&told, report, sides, view.look),
            hits: told.hits,
        }
    }));
    causes.sort_by_key(|cause| Reverse((cause.weight, cause.finding.severity)));
    causes
}

fn notes(told: &Told<'_>, report: &CompatReport, sides: Sides<'_>, look: Look) -> Vec<Note> {
    let finding = told.finding;
    let mut notes = Vec::new();
    if finding.kind().is_some() {
        notes.extend(phrase::who(told.pair, sides).map(|who| ("who", who)));
    }
    notes.extend(finding.witness.as_ref().map(|witness| {
        let writer = Writer::new(told.subject, told.pair);
        ("witness", witness::line(witness, writer, look))
    }));
    if let Some(hits) = finding.fixture_hits {
        let of = count(hits.of, "fixture record");
        notes.push(("seen in", format!("{} of {of} of {}", hits.hit, sides.writer)));
    }
    if let Some(example) = &finding.example {
        notes.push(("example", format!("{} {} {}", example.before, look.arrow(), example.after)));
    }
    let names_no_version = matches!(finding.subject_matter, SubjectMatter::SecondOpinion { .. });
    if told.hits.len() > 1 || names_no_version {
        let arrow = look.arrow();
        let is_one_subject = told.hits.iter().all(|hit| hit.subject == told.subject.subject);
        let pairs = told.hits.iter().take(6).map(|Hit { subject, writer, reader }| match is_one_subject {
            true => format!("{writer} {arrow} {reader}"),
            false => format!("{subject} {writer} {arrow} {reader}"),
        });
        let pairs: Vec<String> = pairs.collect();
        let more = told.hits.len() - pairs.len();
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        notes.push(("pairs", format!("{}{rest}", pairs.join(", "))));
    }
    if let Some(exemption) = &told.pair.exemption {
        notes.push(("gate", phrase::exemption(exemption, told.subject.level)));
    }
    let fixes = &told.subject.fixes;
    let is_failing = finding.standing.fails() && finding.severity == Severity::Breaking && finding.kind().is_some();
    if is_failing || !fixes.of(finding.fingerprint).is_empty() {
        let sides = (sides, told.subject.level);
        notes.push(remedy::advice(&report.sources, finding, fixes, told.pair, sides));
        notes.extend(remedy::command(finding, fixes).map(|command| ("apply", command.to_owned())));
    } else {
        notes.push(remedy::hint(finding, Some(told.pair), sides));
    }
    notes.extend(waiver(report, finding, look));
    notes.push(more(finding));
    notes
}

/// What became of its waiver, and how to let it pass.
fn waiver(report: &CompatReport, finding: &Finding, look: Look) -> Vec<Note> {
    let expiry = waived::expiry(&finding.standing).map(|expiry| ("waiver", expiry));
    let (fingerprint, dots) = (finding.fingerprint, look.ellipsis());
    let against = if report.against.is_some() { format!(" --against {dots}") } else { String::new() };
    let waive = match finding.rule.activation() {
        Activation::Always => {
            ("waive", format!("avrocheck waive {fingerprint} --reason {dots} --expires {dots}{against}"))
        }
        // Only `lint` finds it, so that to the gate its waiver would meet nothing.
        Activation::Lint | Activation::OnDemand => {
            ("silence", format!("in avrocheck.toml, below [rules]: {} = \"off\"", finding.rule.id))
        }
    };
    let waive = finding.standing.fails().then_some(waive);
    expiry.into_iter().chain(waive).collect()
}

fn more(finding: &Finding) -> Note {
    ("more", format!("avrocheck explain {}", finding.rule.id))
}
