//! The findings of a lint in, text for people out: what is dangerous or worse with its source lines, the rest a line each.

use colored::Colorize;

use crate::finding::Finding;
use crate::judged::Judged;
use crate::policy::judgement::Disposition;
use crate::render::part::counts;
use crate::render::part::frame;
use crate::render::part::last_line;
use crate::render::part::look::{Detail, Look};
use crate::render::part::phrase::count;
use crate::render::part::problem;
use crate::render::part::view::{Diffs, Matrices, View};
use crate::render::part::waived;
use crate::render::words::{self, Sides};
use crate::report::CompatReport;
use crate::rule::Severity;

/// Every finding; quietly, only what fails the run.
pub fn render(report: &CompatReport, look: Look) -> String {
    let mut text = String::new();
    let view = View { target: "", look, matrices: Matrices::Failing, diffs: Diffs::Omitted };
    text.push_str(&frame::of_all(report, &view));
    if look.detail == Detail::Normal {
        let is_light =
            |judged: &&Judged| judged.severity == Severity::Safe && judged.disposition == Disposition::Tolerated;
        let light = report.findings.iter().filter(is_light);
        let lines: String = light.map(|judged| line(report, &judged.finding)).collect();
        if !lines.is_empty() {
            text.push_str(&format!("{lines}\n"));
        }
    }
    if look.detail != Detail::Quiet {
        text.push_str(&waived::lines(report));
    }
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report));
        text.push('\n');
    }
    text.push_str(&last_line(report, look));
    text
}

/// `schemas/v3/order.avsc:7:14: AVC416 field-without-default: Order.note: …`.
fn line(report: &CompatReport, finding: &Finding) -> String {
    let place = finding.reader.as_ref().map_or(String::new(), |place| {
        let source = &report.sources[place.file];
        let at = source.position(place.span.start);
        format!("{}:{}:{}: ", source.name, at.line, at.column)
    });
    let rule = format!("{} {}", finding.rule.id, finding.rule.name).bold();
    let message = words::finding(finding, Sides::NONE).message;
    let trail = if finding.trail.is_empty() { String::new() } else { format!("{}: ", finding.trail) };
    format!("{place}{rule}: {trail}{message}\n")
}

/// What was found, and what was looked at.
fn last_line(report: &CompatReport, look: Look) -> String {
    let mut parts = Vec::new();
    if !report.problems.is_empty() {
        parts.push(count(report.problems.len(), "error").red().bold().to_string());
    }
    let severities = [Severity::Breaking, Severity::Dangerous, Severity::Safe].into_iter().filter_map(|severity| {
        let number = report.findings.iter().filter(|f| f.severity == severity && !f.disposition.is_excused()).count();
        (number > 0).then(|| format!("{number} {}", severity.name()))
    });
    let severities: Vec<String> = severities.collect();
    let is_failing = report.failures().next().is_some();
    match (severities.is_empty(), is_failing) {
        (true, _) if report.problems.is_empty() => parts.push("nothing found".to_owned()),
        (true, _) => {}
        (false, false) => parts.push(severities.join(", ")),
        (false, true) => parts.push(severities.join(", ").red().bold().to_string()),
    }
    parts.extend(last_line::excused(&counts::count(report)));
    let versions: usize = report.subjects.iter().map(|subject| subject.versions.len()).sum();
    parts.push(format!("{}, {}", count(report.subjects.len(), "subject"), count(versions, "version")));
    let mark = if is_failing || !report.problems.is_empty() { look.bad() } else { look.good() };
    format!("{mark} {}\n", parts.join(look.dot()))
}
