//! A report and its numbers in, the line that sums them up out.

use colored::Colorize;

use crate::model::level::Direction;
use crate::released::SubjectChange;
use crate::render::part::counts::{Counts, count as counts};
use crate::render::part::look::{Colour, plain};
use crate::render::part::phrase::count;
use crate::render::part::view::View;
use crate::report::{Against, CompatReport};
use crate::rule::Severity;

/// The report in one line, which always says what was looked at.
pub fn verdict(report: &CompatReport, view: &View<'_>) -> String {
    let line = last_line(report, &counts(report), view);
    match view.look.colour {
        Colour::On => line,
        Colour::Off => plain(line),
    }
}

/// The last line: what was found, and always what was looked at.
pub(crate) fn last_line(report: &CompatReport, counts: &Counts, view: &View<'_>) -> String {
    let is_failing = counts.gated_failures > 0;
    let has_errors = !report.problems.is_empty();
    let mut parts = Vec::new();
    if has_errors {
        parts.push(count(report.problems.len(), "error").red().bold().to_string());
    }
    if is_failing {
        parts.push(severities(report).red().bold().to_string());
        parts.push(count(report.subjects.len(), "subject"));
    }
    if counts.pairs > 0 {
        parts.extend(pairs(report, counts, is_failing));
    } else if !has_errors {
        let nothing = nothing_compared(report);
        parts.push(if is_as_it_was(report) { nothing } else { nothing.yellow().bold().to_string() });
    }
    if !is_failing {
        parts.extend(records(counts));
    }
    if counts.tolerated_dangers > 0 {
        parts.push(format!("{} tolerated", count(counts.tolerated_dangers, "dangerous finding")).yellow().to_string());
    }
    parts.extend(excused(counts));
    let mark = if is_failing || has_errors {
        view.look.bad()
    } else if counts.pairs == 0 && !is_as_it_was(report) {
        "!".yellow()
    } else {
        view.look.good()
    };
    format!("{mark} {}\n", parts.join(view.look.dot()))
}

/// How many findings somebody has excused.
pub(crate) fn excused(counts: &Counts) -> impl Iterator<Item = String> {
    let numbers = [(counts.waived, "waived"), (counts.known, "in the baseline")];
    numbers.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"))
}

fn pairs(report: &CompatReport, counts: &Counts, is_failing: bool) -> Vec<String> {
    if !is_failing && counts.compatible == counts.pairs {
        return vec![format!("{} compatible", count(counts.pairs, "pair"))];
    }
    let gated = match counts.gated_pairs {
        0 => match report.against.as_ref().filter(|_| report.policy.level.value.direction != Direction::None) {
            Some(against) => format!("no version is new since {}", against.label),
            None => format!("{} gates nothing", report.policy.level.value),
        },
        pairs => format!("{} of {} compatible", counts.gated_compatible, count(pairs, "gated pair")),
    };
    let all = format!("{} of {} in all", counts.compatible, count(counts.pairs, "pair"));
    if is_failing { vec![gated] } else { vec![gated, all] }
}

/// Whether there is an earlier state, and no subject has changed since.
fn is_as_it_was(report: &CompatReport) -> bool {
    report.against.is_some() && report.subjects.iter().all(|subject| subject.change == Some(SubjectChange::Unchanged))
}

/// Why there was no pair to compare with an earlier state.
fn nothing_changed(report: &CompatReport, against: &Against) -> String {
    let of = |standing| report.subjects.iter().filter(|subject| subject.change == Some(standing)).count();
    let unchanged = of(SubjectChange::Unchanged) + against.left_out;
    let since = &against.label;
    if is_as_it_was(report) {
        return format!("nothing changed since {since}: {}", count(unchanged, "subject"));
    }
    let standings = [
        (of(SubjectChange::Added), "new"),
        (of(SubjectChange::Removed), "removed"),
        (of(SubjectChange::Changed), "changed"),
    ];
    let standings = standings.into_iter().chain([(unchanged, "unchanged")]).filter(|(number, _)| *number > 0);
    let standings: Vec<String> =
        standings.map(|(number, word)| format!("{} {word}", count(number, "subject"))).collect();
    format!("NO PAIR WAS COMPARED since {since}: {}", standings.join(", "))
}

fn nothing_compared(report: &CompatReport) -> String {
    if let Some(against) = &report.against {
        return nothing_changed(report, against);
    }
    let subjects = count(report.subjects.len(), "subject");
    let reason = if report.subjects.iter().all(|subject| subject.versions.len() < 2) {
        let of_each = if report.subjects.len() == 1 { "with one version" } else { "each with one version" };
        format!("{subjects}, {of_each}")
    } else {
        format!("{} gates none of {subjects}", report.policy.level.value)
    };
    format!("NO PAIR WAS COMPARED: {reason}")
}

fn records(counts: &Counts) -> Option<String> {
    let made_up = count(counts.generated_records, "generated record");
    let records = match (counts.fixture_records, counts.generated_records) {
        (0, 0) => return None,
        (0, _) => made_up,
        (fixtures, 0) => count(fixtures, "fixture record"),
        (fixtures, _) => format!("{} and {made_up}", count(fixtures, "fixture record")),
    };
    let mut text = format!("{records} round-tripped");
    for (number, what) in [
        (counts.defaulted, format!("{} defaulted", count(counts.defaulted, "field"))),
        (counts.dropped_back, format!("{} dropped on the way back", counts.dropped_back)),
    ] {
        if number > 0 {
            text.push_str(&format!(", {what}"));
        }
    }
    Some(text)
}

/// `2 breaking, 1 dangerous`: what fails the run.
fn severities(report: &CompatReport) -> String {
    let mut seen = rustc_hash::FxHashSet::default();
    let causes: Vec<Severity> =
        report.failures().filter(|f| seen.insert(f.finding.fingerprint)).map(|f| f.severity).collect();
    let words = [Severity::Breaking, Severity::Dangerous, Severity::Safe].into_iter().filter_map(|severity| {
        let number = causes.iter().filter(|found| **found == severity).count();
        (number > 0).then(|| format!("{number} {}", severity.name()))
    });
    words.collect::<Vec<_>>().join(", ")
}
