//! A subject in, its card on the page out: versions, matrix, changes, records, diffs.

use crate::change::{Change, Effect};
use crate::render::command::diff;
use crate::render::format::html::records;
use crate::render::part::look::{Look, plain};
use crate::render::part::markup::escape;
use crate::render::part::matrix::Cell;
use crate::render::part::phrase::count;
use crate::render::part::round_trip;
use crate::render::part::standing::{fails, step_verdict};
use crate::render::words::change;
use crate::report::{CompatReport, SubjectReport};
use avro_resolve::resolution::Verdict;

/// A subject's card; open if something of it fails.
pub(crate) fn card(report: &CompatReport, subject: &SubjectReport) -> String {
    let is_failing = fails(subject);
    let (open, fails, badge, word) = match is_failing {
        true => (" open", "yes", "bad", "fails"),
        false => ("", "no", "good", "passes"),
    };
    let records = round_trip::lines(subject, Look::PLAIN);
    let records = if records.is_empty() {
        String::new()
    } else {
        format!("<h3>Records</h3>\n<pre class=\"records\">{}</pre>\n", unindented(&records))
    };
    format!(
        "<details class=\"card subject\" data-subjects=\"{name}\" data-fails=\"{fails}\"{open}>\n\
         <summary><span class=\"name\">{name}</span> <span class=\"faint\">{}</span> \
         <span class=\"badge push {badge}\">{word}</span></summary>\n<div class=\"inside\">\n{}{}{}{records}{}</div>\n</details>\n",
        chain(subject),
        matrix(subject),
        changes(subject),
        records::previews(subject),
        diffs(report, subject),
        name = escape(&subject.subject),
    )
}

/// `v1 ✓ v2 ✗ v3`.
fn chain(subject: &SubjectReport) -> String {
    let version = |(at, version): (usize, &crate::report::VersionReport)| {
        let mark = match (at, step_verdict(subject, at)) {
            (0, _) => "",
            (_, Some(Verdict::Compatible)) => " ✓ ",
            (_, Some(Verdict::DataDependent)) => " ~ ",
            (_, Some(Verdict::Incompatible)) => " ✗ ",
            (_, None) => " → ",
        };
        format!("{mark}{}", escape(&version.label))
    };
    subject.versions.iter().enumerate().map(version).collect()
}

fn matrix(subject: &SubjectReport) -> String {
    if subject.versions.len() < 2 {
        return format!("<p class=\"faint\">{}, nothing to compare.</p>\n", count(subject.versions.len(), "version"));
    }
    let labels: Vec<String> = subject.versions.iter().map(|version| escape(&version.label)).collect();
    let head: String = labels.iter().map(|label| format!("<th scope=\"col\">{label}</th>")).collect();
    let mut rows = String::new();
    for (writer, label) in labels.iter().enumerate() {
        rows.push_str(&format!("<tr><th scope=\"row\">{label}</th>"));
        for (reader, column) in labels.iter().enumerate() {
            let (class, mark, meaning) = of_cell(Cell::of(subject, writer, reader));
            let is_gated =
                subject.pairs.iter().any(|pair| pair.is_gated() && (pair.writer, pair.reader) == (writer, reader));
            let (ring, gated) = if is_gated { (" gated", ", gated") } else { ("", "") };
            rows.push_str(&format!(
                "<td><span class=\"cell {class}{ring}\" title=\"written with {label}, read with {column}: {meaning}{gated}\">{mark}</span></td>"
            ));
        }
        rows.push_str("</tr>\n");
    }
    format!(
        "<h3>Matrix</h3>\n<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th>writer ╲ reader</th>{head}</tr></thead>\n\
         <tbody>\n{rows}</tbody></table></div>\n"
    )
}

/// Its class, its mark, and what that means.
fn of_cell(cell: Cell) -> (&'static str, &'static str, &'static str) {
    match cell {
        Cell::Same => ("same", "·", "the same version"),
        Cell::Unseen => ("unseen", "", "nobody looked"),
        Cell::Compatible => ("good", "✓", "all can be read"),
        Cell::Suspect => ("suspect", "!", "all can be read, but may mean something else"),
        Cell::DataDependent => ("some", "~", "some data cannot be read"),
        Cell::Incompatible => ("bad", "✗", "nothing can be read"),
        Cell::Waived => ("suspect", "w", "what is wrong is waived"),
    }
}

fn changes(subject: &SubjectReport) -> String {
    let label = |at: usize| escape(&subject.versions[at].label);
    let mut text = String::new();
    for step in subject.steps.iter().filter(|step| !step.changes.is_empty()) {
        let rows: String = step.changes.iter().map(row).collect();
        text.push_str(&format!(
            "<h3>Changes {} → {}</h3>\n<div class=\"scroll\"><table class=\"changes\"><tbody>\n{rows}</tbody></table></div>\n",
            label(step.from),
            label(step.to),
        ));
    }
    text
}

fn row(change: &Change) -> String {
    let badge = match change.effect {
        Effect { breaks_backward: false, breaks_forward: false } => "good",
        Effect { breaks_backward: true, breaks_forward: true } => "bad",
        Effect { .. } => "some",
    };
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"effect\"><span class=\"badge {badge}\">{}</span></td></tr>\n",
        change.kind.name(),
        escape(&change.trail),
        escape(&change::what(change, Look::PLAIN)),
        change.effect.name(),
    )
}

fn diffs(report: &CompatReport, subject: &SubjectReport) -> String {
    let diff = plain(diff::of_subject(&report.sources, subject));
    if diff.is_empty() {
        return String::new();
    }
    let line = |line: &str| {
        let class = match line.as_bytes() {
            [b'+', b'+', b'+', b' ', ..] | [b'-', b'-', b'-', b' ', ..] => "file",
            [b'+', ..] => "add",
            [b'-', ..] => "del",
            [b'@', ..] => "hunk",
            _ => return format!("{}\n", escape(line)),
        };
        format!("<span class=\"{class}\">{}</span>\n", escape(line))
    };
    let lines: String = diff.lines().map(line).collect();
    format!("<h3>Diff</h3>\n<pre class=\"diff\">{lines}</pre>\n")
}

fn unindented(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", escape(line.trim_start()))).collect()
}
