//! The last line of a report, which sums it up.

use crate::judged::Judged;
use crate::model::level::Direction;
use crate::model::text::{count, grouped};
use crate::released::SubjectChange;
use crate::render::format::{View, is_hint};
use crate::render::summary::counts::Counts;
use crate::render::summary::severities;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::{Detail, Look};
use crate::report::{Against, CompatReport, ReportScope, ReportedSubject, SubjectHead};

/// The report in one line, which always says what was looked at.
pub(crate) fn verdict<S: ReportedSubject>(report: &CompatReport<S>, view: &View<'_>) -> String {
    match report.scope {
        ReportScope::Pairs => of_pairs(report, view.look),
        ReportScope::SingleSchemas => of_schemas(report, view.look),
    }
}

fn of_pairs<S: ReportedSubject>(report: &CompatReport<S>, look: Look) -> String {
    let counts = Counts::of(report);
    let is_failing = !counts.failing.is_empty();
    let has_errors = counts.errors > 0;
    let mut parts = Vec::new();
    if has_errors {
        parts.push(look.alarm(&count(counts.errors, "error")));
    }
    if is_failing {
        parts.push(look.alarm(&severities(counts.failing.iter().copied())));
        parts.push(count(counts.subjects, "subject"));
    }
    if counts.pairs > 0 {
        parts.extend(pairs(report, &counts, is_failing));
    } else if !has_errors {
        let nothing = nothing_compared(report, &counts);
        parts.push(if is_unchanged(report) { nothing } else { look.yellow(&look.bold(&nothing)) });
    }
    if !is_failing {
        parts.extend(records(&counts));
    }
    if counts.tolerated_dangers > 0 {
        parts.push(look.yellow(&format!("{} tolerated", count(counts.tolerated_dangers, "dangerous finding"))));
    }
    parts.extend(excused(&counts));
    parts.extend(fixable(&counts));
    let mark = if is_failing || has_errors {
        look.bad()
    } else if counts.pairs == 0 && !is_unchanged(report) {
        look.yellow("!")
    } else {
        look.good()
    };
    last_line(&mark, &parts, look)
}

/// What was found in single schemas, and what was looked at.
fn of_schemas<S: ReportedSubject>(report: &CompatReport<S>, look: Look) -> String {
    let counts = Counts::of(report);
    let is_failing = !counts.failing.is_empty();
    let mut parts = Vec::new();
    if counts.errors > 0 {
        parts.push(look.alarm(&count(counts.errors, "error")));
    }
    let found = report.findings.iter().filter(|judged| !judged.disposition.is_excused());
    let (hints, found): (Vec<&Judged>, Vec<&Judged>) = found.partition(|judged| is_hint(judged));
    let severities = severities(found.iter().map(|judged| judged.severity));
    match (severities.is_empty(), is_failing) {
        (true, _) if counts.errors == 0 => parts.push("nothing found".to_owned()),
        (true, _) => {}
        (false, false) => parts.push(severities),
        (false, true) => parts.push(look.alarm(&severities)),
    }
    if !hints.is_empty() {
        let shown = if look.detail == Detail::Verbose { "" } else { " (-v shows them)" };
        parts.push(format!("{}{shown}", count(hints.len(), "hint")));
    }
    parts.extend(excused(&counts));
    parts.extend(fixable(&counts));
    parts.push(format!("{}, {}", count(counts.subjects, "subject"), count(counts.versions, "version")));
    let mark = if is_failing || counts.errors > 0 { look.bad() } else { look.good() };
    last_line(&mark, &parts, look)
}

/// A mark and what there is to say, with the end of the line.
pub(crate) fn last_line(mark: &str, parts: &[String], look: Look) -> String {
    wrap(&format!("{mark} {}", parts.join(look.dot())), look.width, 2) + "\n"
}

/// How many findings somebody has excused.
pub(crate) fn excused(counts: &Counts) -> impl Iterator<Item = String> {
    let numbers = [(counts.waived, "waived"), (counts.known, "in the baseline")];
    numbers.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"))
}

/// How many findings need no human.
fn fixable(counts: &Counts) -> Option<String> {
    (counts.fixable > 0).then(|| format!("{} fixable with --fix", grouped(counts.fixable as u64)))
}

fn pairs<S: ReportedSubject>(report: &CompatReport<S>, counts: &Counts, is_failing: bool) -> Vec<String> {
    if !is_failing && counts.compatible == counts.pairs {
        return vec![format!("{} compatible", count(counts.pairs, "pair"))];
    }
    let gated = match counts.gated_pairs {
        0 if changed_without_level(report) > 0 => {
            format!("the level NONE gates nothing of {}", count(changed_without_level(report), "changed subject"))
        }
        0 => match report.against.as_ref().filter(|_| report.policy.level.value.direction != Direction::None) {
            Some(against) => format!("no version is new since {}", foreign(&against.label)),
            None => format!("{} gates nothing", report.policy.level.value),
        },
        pairs if !is_failing && counts.gated_compatible < pairs => {
            let excused = pairs - counts.gated_compatible;
            format!("{} checked, {excused} not compatible and excused", count(pairs, "gated pair"))
        }
        pairs => format!("{} of {} compatible", counts.gated_compatible, count(pairs, "gated pair")),
    };
    let all = format!("{} of {} in all", counts.compatible, count(counts.pairs, "pair"));
    if is_failing { vec![gated] } else { vec![gated, all] }
}

/// How many subjects changed since the earlier state and have a level that gates nothing, although that of the run does.
fn changed_without_level<S: ReportedSubject>(report: &CompatReport<S>) -> usize {
    let is_such = |subject: &SubjectHead<'_>| {
        subject.level.direction == Direction::None
            && matches!(subject.change, Some(SubjectChange::Added | SubjectChange::Changed))
            && subject.counts.pairs > 0
    };
    let is_gated = report.policy.level.value.direction != Direction::None;
    report.heads().filter(|_| is_gated).filter(is_such).count()
}

/// Whether there is an earlier state, and no subject has changed since.
fn is_unchanged<S: ReportedSubject>(report: &CompatReport<S>) -> bool {
    report.against.is_some() && report.heads().all(|subject| subject.change == Some(SubjectChange::Unchanged))
}

/// Why there was no pair to compare with an earlier state.
fn nothing_changed<S: ReportedSubject>(report: &CompatReport<S>, against: &Against) -> String {
    let of = |change| report.heads().filter(|subject| subject.change == Some(change)).count();
    let unchanged = of(SubjectChange::Unchanged) + against.left_out;
    let since = foreign(&against.label);
    if is_unchanged(report) {
        return format!("nothing changed since {since}: {}", count(unchanged, "subject"));
    }
    let counted = [
        (of(SubjectChange::Added), "new"),
        (of(SubjectChange::Removed), "removed"),
        (of(SubjectChange::Changed), "changed"),
        (unchanged, "unchanged"),
    ];
    let counted = counted.into_iter().filter(|(number, _)| *number > 0);
    let counted: Vec<String> = counted.map(|(number, word)| format!("{} {word}", count(number, "subject"))).collect();
    format!("NO PAIR WAS COMPARED since {since}: {}", counted.join(", "))
}

fn nothing_compared<S: ReportedSubject>(report: &CompatReport<S>, counts: &Counts) -> String {
    if let Some(against) = &report.against {
        return nothing_changed(report, against);
    }
    let subjects = count(counts.subjects, "subject");
    let reason = if report.heads().all(|subject| subject.versions.len() < 2) {
        let of_each = if counts.subjects == 1 { "with one version" } else { "each with one version" };
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
        (counts.dropped_back, format!("{} dropped on the way back", grouped(counts.dropped_back as u64))),
    ] {
        if number > 0 {
            text.push_str(&format!(", {what}"));
        }
    }
    Some(text)
}
