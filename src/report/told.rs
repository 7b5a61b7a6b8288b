//! The findings of all pairs in, each cause told once with every pair that it hits out.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::frame::frame;
use super::human::View;
use super::look::{Detail, Look};
use super::phrase::{self, Sides, count};
use super::witness::{self, Writer};
use super::{remedy, waived};
use crate::compat::check::{CompatReport, PairReport, SubjectReport};
use crate::compat::finding::{Finding, SubjectMatter};
use crate::compat::fingerprint::Fingerprint;
use crate::compat::rule::Severity;

/// A finding with every pair that it hits: one cause is told once.
struct Told<'a> {
    finding: &'a Finding,
    subject: &'a SubjectReport,
    pair: &'a PairReport,
    /// Subject, writer and reader of each pair.
    hits: Vec<(&'a str, &'a str, &'a str)>,
}

/// Writes each finding that the user wants to see, once.
pub(super) fn findings(text: &mut String, report: &CompatReport, view: &View<'_>) {
    let is_told = |finding: &Finding, gated: bool| {
        let fails = finding.standing.fails();
        match view.look.detail {
            // Those that are waived have a line of their own, those of the baseline are counted.
            _ if finding.standing.is_excused() => false,
            Detail::Quiet => fails,
            Detail::Normal => fails || (gated && finding.severity >= Severity::Dangerous),
            Detail::Verbose => true,
        }
    };
    let of_files = report.findings.iter().filter(|finding| is_told(finding, true)).map(|finding| {
        let fix = ("fix", phrase::fix(finding, None, Sides::NONE));
        let notes: Vec<_> = [fix].into_iter().chain(waiver(finding, view.look)).chain([more(finding)]).collect();
        (finding.severity, frame(&report.sources, finding, "", Sides::NONE, &notes, view.look))
    });
    let mut frames: Vec<(Severity, String)> = of_files.collect();
    let mut told: Vec<Told<'_>> = Vec::new();
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
                entry.hits.push((&subject.subject, label(pair.writer), label(pair.reader)));
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
    frames.extend(told.iter().map(|told| {
        let label = |at: usize| told.subject.versions[at].label.as_str();
        let sides = Sides { writer: label(told.pair.writer), reader: label(told.pair.reader) };
        let notes = notes(told, report, sides, view.look);
        (told.finding.severity, frame(&report.sources, told.finding, &told.subject.subject, sides, &notes, view.look))
    }));
    frames.sort_by_key(|(severity, _)| Reverse(*severity));
    frames.iter().for_each(|(_, frame)| text.extend([frame.as_str(), "\n\n"]));
}

fn notes(told: &Told<'_>, report: &CompatReport, sides: Sides<'_>, look: Look) -> Vec<(&'static str, String)> {
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
        let is_one_subject = told.hits.iter().all(|(subject, ..)| *subject == told.subject.subject);
        let pairs = told.hits.iter().take(6).map(|(subject, writer, reader)| match is_one_subject {
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
        notes.push(("fix", remedy::advice(&report.sources, finding, fixes, told.pair, sides)));
        notes.extend(remedy::command(finding, fixes).map(|command| ("apply", command.to_owned())));
    } else {
        notes.push(("fix", phrase::fix(finding, Some(told.pair), sides)));
    }
    notes.extend(waiver(finding, look));
    notes.push(more(finding));
    notes
}

/// What became of its waiver, and how to let it pass.
fn waiver(finding: &Finding, look: Look) -> Vec<(&'static str, String)> {
    let expiry = waived::expiry(&finding.standing).map(|expiry| ("waiver", expiry));
    let (fingerprint, dots) = (finding.fingerprint, look.ellipsis());
    let command = format!("avrocheck waive {fingerprint} --reason {dots} --expires {dots}");
    let waive = finding.standing.fails().then_some(("waive", command));
    expiry.into_iter().chain(waive).collect()
}

fn more(finding: &Finding) -> (&'static str, String) {
    ("more", format!("avrocheck explain {}", finding.rule.id))
}
