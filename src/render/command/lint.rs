//! What `avrocheck lint` prints: what is dangerous or worse with its source lines, the rest a line each.

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::finding::Finding;
use crate::render::cause::{frame, position};
use crate::render::command::with_trail;
use crate::render::format::{View, is_hint};
use crate::render::problem;
use crate::render::rule_page::linked_id;
use crate::render::summary::last_line::verdict;
use crate::render::text::layout::wrap;
use crate::render::text::style::{Detail, Look};
use crate::render::waiver;
use crate::render::words::Sides;
use crate::report::CompatReport;

/// Every finding; quietly, only what fails the run.
pub(crate) fn render(report: &CompatReport, view: &View<'_>) -> String {
    let look = view.look;
    let has_frame = |cause: &CauseGroup<'_>| {
        cause.weight > Weight::Remark || look.detail == Detail::Verbose && !is_hint(cause.judged)
    };
    let (framed, light): (Vec<_>, Vec<_>) =
        view.causes(report, CauseGrouping::Everywhere).into_iter().partition(has_frame);
    let mut text = frame::of_all(report, &framed, look);
    let lines = lines(report, &light, look);
    if !lines.is_empty() {
        text.push_str(&format!("{lines}\n"));
    }
    if look.detail != Detail::Quiet {
        text.push_str(&waiver::lines(report, look));
    }
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report, look));
        text.push('\n');
    }
    text + &verdict(report, view)
}

/// A line for each cause.
fn lines(report: &CompatReport, causes: &[CauseGroup<'_>], look: Look) -> String {
    causes.iter().map(|cause| line(report, cause.finding(), look)).collect()
}

/// `schemas/v3/order.avsc:7:14: AVC416 field-without-default: Order.note: …`.
fn line(report: &CompatReport, finding: &Finding, look: Look) -> String {
    let place =
        finding.reader.as_ref().map_or(String::new(), |place| format!("{}: ", position(&report.sources, place)));
    let rule = look.bold(&format!("{} {}", linked_id(finding.rule, look), finding.rule.name));
    let message = with_trail(finding, Sides::NONE);
    wrap(&format!("{place}{rule}: {message}"), look.width, 2) + "\n"
}
