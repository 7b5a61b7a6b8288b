//! The report as lines for editors and for `grep`: `file:line:column: AVC101 message`.

use crate::cause::CauseGrouping;
use crate::render::cause::line;
use crate::render::format::View;
use crate::render::problem::plain_line;
use crate::render::summary::last_line::verdict;
use crate::report::CompatReport;

/// Writes the report as lines; the last one sums it up.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    let causes = view.causes(report, CauseGrouping::ByPlace);
    let lines = causes.iter().map(|cause| line(&report.sources, cause) + "\n");
    let problems = report.problems.iter().map(|problem| plain_line(problem) + "\n");
    lines.chain(problems).chain([verdict(report, &view.without_terminal())]).collect()
}
