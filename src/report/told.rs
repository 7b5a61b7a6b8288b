//! The findings of all pairs in, each cause told once with every pair that it hits out.

use rustc_hash::FxHashMap;

use super::frame::frame;
use super::human::View;
use super::look::{Detail, Look};
use super::phrase::{self, Sides, count};
use super::waived;
use crate::compat::check::{CompatReport, PairReport, SubjectReport};
use crate::compat::finding::{Finding, SubjectMatter};
use crate::compat::fingerprint::Fingerprint;
use crate::compat::round_trip::RoundTrip;
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
    for finding in report.findings.iter().filter(|finding| is_told(finding, true)) {
        let fix = ("fix", phrase::fix(finding, None, Sides::NONE));
        let notes: Vec<_> = [fix].into_iter().chain(waiver(finding, view.look)).chain([more(finding)]).collect();
        text.push_str(&frame(&report.sources, finding, "", Sides::NONE, &notes, view.look));
        text.push_str("\n\n");
    }
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
                let is_better = (pair.gated, std::cmp::Reverse(distance(pair)))
                    > (entry.pair.gated, std::cmp::Reverse(distance(entry.pair)));
                if is_better {
                    (entry.finding, entry.subject, entry.pair) = (finding, subject, pair);
                }
            }
        }
    }
    told.sort_by_key(|told| std::cmp::Reverse(told.finding.severity));
    for told in &told {
        let label = |at: usize| told.subject.versions[at].label.as_str();
        let sides = Sides { writer: label(told.pair.writer), reader: label(told.pair.reader) };
        let notes = notes(told, sides, view.look);
        text.push_str(&frame(&report.sources, told.finding, &told.subject.subject, sides, &notes, view.look));
        text.push_str("\n\n");
    }
}

fn notes(told: &Told<'_>, sides: Sides<'_>, look: Look) -> Vec<(&'static str, String)> {
    let finding = told.finding;
    let mut notes = Vec::new();
    if finding.kind().is_some() {
        notes.extend(phrase::who(told.pair, sides).map(|who| ("who", who)));
    }
    if let Some(hits) = finding.fixture_hits {
        let of = count(hits.of, "fixture record");
        let failing = told.pair.round_trip.as_deref().map_or(0, RoundTrip::failing_fixtures);
        let elsewhere = match failing - hits.hit {
            0 => String::new(),
            // A record stops at the first place where it cannot be read, and might have failed here too.
            1 => " (1 other fails elsewhere)".to_owned(),
            others => format!(" ({others} others fail elsewhere)"),
        };
        notes.push(("seen in", format!("{} of {of} of {}{elsewhere}", hits.hit, sides.writer)));
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
    notes.push(("fix", phrase::fix(finding, Some(told.pair), sides)));
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
