//! A report in, a line for each cause out, `file:line:column: AVC101 message`, for editors and for `grep`.

use crate::render::part::last_line::verdict;
use crate::render::part::line::{line, problem_line};
use crate::render::part::told::{Once, causes};
use crate::render::part::view::View;
use crate::report::CompatReport;

/// Writes the report as lines; the last one sums it up.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    let mut text = String::new();
    for cause in causes(report, view, Once::AtEachPlace) {
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
