//! The card of a subject on the page: versions, matrix, changes, records, diffs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use maud::{Markup, html};

use crate::change::{Change, Effect};
use crate::fix::Patch;
use crate::model::text::count;
use crate::render::diff;
use crate::render::format::html::records;
use crate::render::patch;
use crate::render::summary::matrix::Cell;
use crate::render::summary::outcome::{fails, step};
use crate::render::summary::round_trip;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::words::{change, remedy};
use crate::report::{CompatReport, SubjectReport};

/// What the card of a subject is found by, which is the so manieth of the report.
pub(crate) fn id(at: usize) -> String {
    format!("subject-{}", at + 1)
}

/// A subject's card. It is closed until somebody wants to know.
pub(crate) fn card(report: &CompatReport, (at, subject): (usize, &SubjectReport)) -> Markup {
    let (badge, word, fails) = if fails(subject) { ("bad", "fails", "yes") } else { ("good", "passes", "no") };
    let findings = || subject.pairs.iter().flat_map(|pair| &pair.findings);
    let rules: BTreeSet<&str> = findings().map(|judged| judged.finding.rule.id).collect();
    let severities: BTreeSet<&str> = findings().map(|judged| judged.severity.name()).collect();
    let words = |words: BTreeSet<&str>| words.into_iter().collect::<Vec<_>>().join(" ");
    let name = foreign(&subject.subject);
    let trips = round_trip::lines(subject, Look::PLAIN);
    let diff = diff::of_subject(&report.sources, subject, Look::PLAIN);
    html! {
        details.card.subject id=(id(at)) data-names=(name) data-fails=(fails) data-rules=(words(rules))
            data-severities=(words(severities)) {
            summary {
                span.name { (name) } " "
                span.faint { @for (mark, label) in versions(subject) { (mark) bdi { (label) } } } " "
                span .badge.push.(badge) { (word) }
            }
            .inside {
                (matrix(subject))
                (changes(subject))
                @if !trips.is_empty() {
                    h3 { "Records" }
                    pre.records { @for line in trips.lines() { (line.trim_start()) "\n" } }
                }
                (records::previews(subject))
                @if let Some(patch) = &subject.fixes.patch { (edits(report, patch)) }
                @if !diff.is_empty() {
                    h3 { "Diff" }
                    pre.diff { @for line in diff.lines() { (diff_line(line)) } }
                }
            }
        }
    }
}

/// What mends several findings together, and the command that does it.
fn edits(report: &CompatReport, patch: &Patch) -> Markup {
    let texts = patch::texts(report, patch, Look::PLAIN);
    html! {
        h3 { "Patch" }
        p { (remedy::title_of_patch(patch)) ", with " code { (remedy::command_of_patch(patch, &report.arguments)) } }
        pre.diff { @for line in texts.lines() { (diff_line(line)) } }
    }
}

/// `v1 ✓ v2 ✗ v3`: each label, after what is said of the step to it.
fn versions(subject: &SubjectReport) -> impl Iterator<Item = (&'static str, Cow<'_, str>)> {
    let mark = move |at| match (at, step(subject, at)) {
        (0, _) => "",
        (_, Some(Cell::Compatible)) => " ✓ ",
        (_, Some(Cell::Suspect)) => " ! ",
        (_, Some(Cell::DataDependent)) => " ~ ",
        (_, Some(Cell::Incompatible)) => " ✗ ",
        (_, Some(Cell::Waived)) => " w ",
        (_, Some(Cell::Same | Cell::Unseen) | None) => " → ",
    };
    let versions = subject.versions.iter().enumerate();
    versions.map(move |(at, version)| (mark(at), foreign(&version.label)))
}

fn matrix(subject: &SubjectReport) -> Markup {
    if subject.versions.len() < 2 {
        return html! { p.faint { (count(subject.versions.len(), "version")) ", nothing to compare." } };
    }
    let labels: Vec<_> = subject.versions.iter().map(|version| foreign(&version.label)).collect();
    html! {
        h3 { "Matrix" }
        .scroll {
            table.matrix {
                thead { tr { th { "writer ╲ reader" } @for label in &labels { th scope="col" { (label) } } } }
                tbody {
                    @for (writer, label) in labels.iter().enumerate() {
                        tr {
                            th scope="row" { (label) }
                            @for (reader, column) in labels.iter().enumerate() {
                                td { (cell(subject, (writer, label), (reader, column))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cell(subject: &SubjectReport, (writer, written): (usize, &str), (reader, read): (usize, &str)) -> Markup {
    let (class, mark, meaning) = match Cell::of(subject, writer, reader) {
        Cell::Same => ("same", "·", "the same version"),
        Cell::Unseen => ("unseen", "", "not compared"),
        Cell::Compatible => ("good", "✓", "all can be read"),
        Cell::Suspect => ("suspect", "!", "all can be read, but may mean something else"),
        Cell::DataDependent => ("some", "~", "some data cannot be read"),
        Cell::Incompatible => ("bad", "✗", "nothing can be read"),
        Cell::Waived => ("suspect", "w", "what is wrong is waived"),
    };
    let is_gated = subject.pair(writer, reader).is_some_and(|pair| pair.is_gated());
    let gated = if is_gated { ", gated" } else { "" };
    let title = format!("written with {written}, read with {read}: {meaning}{gated}");
    html! { span .cell.(class).gated[is_gated] title=(title) { (mark) } }
}

fn changes(subject: &SubjectReport) -> Markup {
    html! {
        @for step in subject.steps.iter().filter(|step| !step.changes.is_empty()) {
            h3 { "Changes " bdi { (foreign(subject.label(step.from))) } " → " bdi { (foreign(subject.label(step.to))) } }
            .scroll { table.changes { tbody { @for change in &step.changes { (row(change)) } } } }
        }
    }
}

fn row(change: &Change) -> Markup {
    let badge = match change.effect {
        Effect { breaks_backward: false, breaks_forward: false, changes_meaning: false } => "good",
        Effect { breaks_backward: true, breaks_forward: true, .. } => "bad",
        Effect { .. } => "some",
    };
    html! {
        tr {
            td { (change.kind.name()) }
            td { (foreign(&change.trail)) }
            td { (change::what(change, Look::PLAIN)) }
            td.effect { span .badge.(badge) { (change.effect.name()) } }
        }
    }
}

fn diff_line(line: &str) -> Markup {
    let class = match line.as_bytes() {
        [b'+', b'+', b'+', b' ', ..] | [b'-', b'-', b'-', b' ', ..] => "file",
        [b'+', ..] => "add",
        [b'-', ..] => "del",
        [b'@', ..] => "hunk",
        _ => "same",
    };
    html! { span class=(class) { (line) } "\n" }
}
