//! What there is to say about a cause beside its message: who notices it, the evidence, what to do.

use crate::cause::{CauseGroup, SubjectPair};
use crate::finding::FindingKind;
use crate::fix::Fix;
use crate::judged::Judged;
use crate::model::text::{count, listed};
use crate::render::cause::{message, sides};
use crate::render::datum::{self, WriterShape};
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::waiver;
use crate::render::words;
use crate::render::words::remedy::{self, Note};
use crate::report::CompatReport;
use crate::rule::{Activation, Severity};
use avro_resolve::resolution::locate::Cause;
use rustc_hash::FxHashSet;

/// All notes, in their order. A format that shows evidence shows all of these.
pub(crate) fn notes(cause: &CauseGroup<'_>, report: &CompatReport, look: Look) -> Vec<Note> {
    let finding = cause.finding();
    let mut notes = Vec::new();
    if cause.pair.is_some() {
        notes.extend(evidence(cause, look));
        notes.extend(advice(cause, report));
        notes.extend(if_new(cause, report));
    } else {
        notes.extend(remedy::of_file(report, finding));
        // What goes together with other findings has no edit of its own.
        let goes = cause.is_fixable(report) && fixes(cause, report).is_empty();
        notes.extend(goes.then(|| ("apply", format!("avrocheck lint --fix{}", report.arguments))));
    }
    notes.extend(waiving(report, cause.judged, look));
    notes.push(("more", format!("avrocheck explain {}", finding.rule.id)));
    notes.into_iter().map(|(word, text)| (word, foreign(&text).into_owned())).collect()
}

/// The message and the notes, each on a line.
pub(crate) fn message_and_notes(cause: &CauseGroup<'_>, report: &CompatReport, look: Look) -> String {
    let notes = notes(cause, report, look).into_iter().map(|(word, text)| format!("\n{word}: {text}"));
    [message(cause)].into_iter().chain(notes).collect()
}

/// Who notices it, what was executed, and where it shows.
fn evidence(cause: &CauseGroup<'_>, look: Look) -> Vec<Note> {
    const MOST_PAIRS: usize = 6;
    let Some(shown) = cause.pair else { return Vec::new() };
    let (Judged { finding, evidence, .. }, sides) = (cause.judged, sides(cause));
    let mut notes = Vec::new();
    if finding.failure_kind().is_some() {
        notes.push(("who", words::who(finding, shown.pair, sides)));
    }
    let writer = WriterShape::new(shown.subject, shown.pair).showing(finding);
    notes.extend(evidence.witness.as_ref().map(|witness| ("witness", datum::line(witness, writer, look))));
    if let Some(hits) = evidence.fixture_hits {
        notes.push(("seen in", format!("{} of {} of {}", hits.hit, count(hits.of, "fixture record"), sides.writer)));
    }
    if let Some(example) = &evidence.example {
        notes.push(("example", format!("{} {} {}", example.before, look.arrow(), example.after)));
    }
    let names_no_version = matches!(finding.kind, FindingKind::SecondOpinion { .. });
    if cause.hits.len() > 1 || names_no_version {
        let is_one_subject = cause.hits.iter().all(|hit| hit.subject.subject == shown.subject.subject);
        let pairs = cause.hits.iter().map(|hit| {
            let subject = if is_one_subject { String::new() } else { format!("{} ", hit.subject.subject) };
            format!("{subject}{} {} {}", hit.writer(), look.arrow(), hit.reader())
        });
        notes.push(("pairs", listed(&pairs.collect::<Vec<_>>(), MOST_PAIRS, ", ")));
    }
    notes.extend(impact(cause, shown));
    if let Some(exemption) = &shown.pair.exemption {
        notes.push(("gate", words::exemption(exemption, shown.subject.level)));
    }
    notes
}

/// Where the cause shows in other subjects: a type that many use is changed once.
fn impact(cause: &CauseGroup<'_>, shown: SubjectPair<'_>) -> Option<Note> {
    const MOST_PLACES: usize = 6;
    let mut places: Vec<String> = Vec::new();
    let mut seen = FxHashSet::from_iter([shown.subject.subject.as_str()]);
    let fingerprint = shown.pair.shared_fingerprint(cause.judged);
    for SubjectPair { subject, pair } in &cause.hits {
        if seen.insert(subject.subject.as_str()) {
            let found = pair.findings.iter().find(|judged| pair.shared_fingerprint(judged) == fingerprint);
            let inside = found.filter(|judged| !judged.finding.trail.is_empty());
            places.extend(inside.map(|judged| words::place(&judged.finding, &subject.subject)));
        }
    }
    (!places.is_empty()).then(|| ("impact", format!("also {}", listed(&places, MOST_PLACES, ", "))))
}

/// The fixes of what a cause is about, the best first.
pub(crate) fn fixes<'r>(cause: &CauseGroup<'r>, report: &'r CompatReport) -> &'r [Fix] {
    match cause.pair {
        Some(shown) => shown.subject.fixes.of(cause.finding().fingerprint),
        None => report.fixes_of_file(cause.finding()),
    }
}

/// A fix that was tried, or what to do in general.
fn advice(cause: &CauseGroup<'_>, report: &CompatReport) -> Vec<Note> {
    let Some(shown) = cause.pair else { return Vec::new() };
    let Judged { finding, severity, disposition, .. } = cause.judged;
    let (fixes, sides) = (&shown.subject.fixes, sides(cause));
    let is_failing = disposition.fails() && *severity == Severity::Breaking && finding.failure_kind().is_some();
    if !is_failing && fixes.of(finding.fingerprint).is_empty() {
        return vec![remedy::hint(finding, sides)];
    }
    let advice = remedy::advice(&report.sources, finding, fixes, (sides, shown.subject.level));
    let file = fixes.of(finding.fingerprint).first().map(|fix| fix.file);
    let can_be_made = file.is_none_or(|file| remedy::can_be_edited(&report.sources, file));
    let command = remedy::command(finding, fixes, &report.arguments).filter(|_| can_be_made);
    let command = command.map(|command| ("apply", command));
    [advice].into_iter().chain(command).collect()
}

/// What to say if a file that seems to go on under a new name is a new schema.
fn if_new(cause: &CauseGroup<'_>, report: &CompatReport) -> Option<Note> {
    let (finding, place) = (cause.finding(), cause.place()?);
    let is_of_root = matches!(finding.cause(), Some(Cause::NameMismatch { .. })) && finding.path.is_empty();
    let is_renamed = report.against.as_ref()?.renamed.contains(&report.sources[place.file].name);
    let line = || format!("in avrocheck.toml: [[subject]] name = \"{}\", former = []", cause.subject());
    (is_of_root && is_renamed).then(|| ("if new", line()))
}

/// What became of its waiver, and how to let it pass.
fn waiving(report: &CompatReport, Judged { finding, disposition, .. }: &Judged, look: Look) -> Vec<Note> {
    let expiry = waiver::expiry(disposition).map(|expiry| ("waiver", expiry));
    let (fingerprint, dots) = (finding.fingerprint, look.ellipsis());
    let arguments = &report.arguments;
    let waive = match finding.rule.activation {
        Activation::Always | Activation::Assumed => {
            ("waive", format!("avrocheck waive {fingerprint} --reason {dots} --expires {dots}{arguments}"))
        }
        // Only `lint` finds it, so that to the gate its waiver would meet nothing.
        Activation::Lint | Activation::Advice | Activation::OnDemand => {
            ("silence", format!("in avrocheck.toml, below [rules]: {} = \"off\"", finding.rule.id))
        }
    };
    let waive = disposition.fails().then_some(waive);
    expiry.into_iter().chain(waive).collect()
}
