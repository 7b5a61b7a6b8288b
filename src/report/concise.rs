//! A report in, a line for each cause out, `file:line:column: AVC101 message`, for editors and for `grep`.

use super::human::{View, verdict};
use super::told::{Cause, causes};
use crate::compat::check::CompatReport;
use crate::compat::input::Problem;
use crate::schema::source::Sources;

/// Writes the report as lines; the last one sums it up.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    let mut text = String::new();
    for cause in causes(report, view) {
        text.push_str(&line(&report.sources, &cause));
        text.push('\n');
    }
    for problem in &report.problems {
        text.push_str(&problem_line(problem));
        text.push('\n');
    }
    text.push_str(&verdict(report, &view.without_colour()));
    text
}

/// One cause.
pub(super) fn line(sources: &Sources, cause: &Cause<'_>) -> String {
    let place = cause.place().map_or_else(String::new, |place| {
        let source = &sources[place.file];
        let start = source.position(place.span.start);
        format!("{}:{}:{}: ", source.name, start.line, start.column)
    });
    one_line(&format!("{place}{} {}", cause.finding.rule.id, cause.message()))
}

/// Something that could not be checked.
pub(super) fn problem_line(problem: &Problem) -> String {
    let place = match (&problem.file, problem.position) {
        (Some(file), Some((line, column))) => format!("{file}:{line}:{column}: "),
        (Some(file), None) => format!("{file}: "),
        (None, _) => String::new(),
    };
    one_line(&format!("{place}error: {}", problem.message))
}

/// The text without anything that would end its line or move the cursor.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}
