//! What `avrocheck lint` prints: what is dangerous or worse with its source lines, the rest a line each.

use crate::cause::{CauseGrouping, causes};
use crate::finding::Finding;
use crate::judged::Judged;
use crate::model::text::count;
use crate::policy::judgement::Disposition;
use crate::render::cause::{frame, position};
use crate::render::command::with_trail;
use crate::render::problem;
use crate::render::summary::counts::Counts;
use crate::render::summary::last_line::{excused, last_line};
use crate::render::summary::severities;
use crate::render::text::layout::wrap;
use crate::render::text::style::{Detail, Look};
use crate::render::waiver;
use crate::render::words::Sides;
use crate::report::CompatReport;
use crate::rule::{Activation, Severity};

/// Every finding; quietly, only what fails the run.
pub(crate) fn render(report: &CompatReport, look: Look) -> String {
    let mut causes = causes(report, CauseGrouping::Everywhere, |weight| look.detail.shows(weight));
    causes.retain(|cause| !(is_light(cause.judged) && is_advice(cause.judged)));
    let mut text = frame::of_all(report, &causes, look);
    if look.detail != Detail::Quiet {
        let wanted = |judged: &&Judged| is_light(judged) && is_advice(judged) == (look.detail == Detail::Verbose);
        let light = report.findings.iter().filter(wanted);
        let lines: String = light.map(|judged| line(report, &judged.finding, look)).collect();
        if !lines.is_empty() {
            text.push_str(&format!("{lines}\n"));
        }
    }
    if look.detail != Detail::Quiet {
        text.push_str(&waiver::lines(report, look));
    }
    if !report.problems.is_empty() {
        text.push_str(&problem::list(report, look));
        text.push('\n');
    }
    text.push_str(&totals(report, look));
    text
}

/// Whether it has one line at the most.
fn is_light(judged: &Judged) -> bool {
    judged.severity == Severity::Safe && judged.disposition == Disposition::Tolerated
}

/// Whether it is about nearly every schema, so that only who asks wants to read it.
fn is_advice(judged: &Judged) -> bool {
    judged.finding.rule.activation == Activation::Advice
}

/// `schemas/v3/order.avsc:7:14: AVC416 field-without-default: Order.note: …`.
fn line(report: &CompatReport, finding: &Finding, look: Look) -> String {
    let place =
        finding.reader.as_ref().map_or(String::new(), |place| format!("{}: ", position(&report.sources, place)));
    let rule = look.bold(&format!("{} {}", finding.rule.id, finding.rule.name));
    let message = with_trail(finding, Sides::NONE);
    wrap(&format!("{place}{rule}: {message}"), look.width, 2) + "\n"
}

/// What was found, and what was looked at.
fn totals(report: &CompatReport, look: Look) -> String {
    let mut parts = Vec::new();
    let counts = Counts::of(report);
    if counts.errors > 0 {
        parts.push(look.alarm(&count(counts.errors, "error")));
    }
    let found = report.findings.iter().filter(|judged| !judged.disposition.is_excused());
    let severities = severities(found.map(|judged| judged.severity));
    let is_failing = !counts.failing.is_empty();
    match (severities.is_empty(), is_failing) {
        (true, _) if counts.errors == 0 => parts.push("nothing found".to_owned()),
        (true, _) => {}
        (false, false) => parts.push(severities),
        (false, true) => parts.push(look.alarm(&severities)),
    }
    let advice = report.findings.iter().filter(|judged| is_light(judged) && is_advice(judged)).count();
    if advice > 0 && look.detail == Detail::Normal {
        parts.push(format!("{advice} of them shown with -v"));
    }
    parts.extend(excused(&counts));
    parts.push(format!("{}, {}", count(counts.subjects, "subject"), count(counts.versions, "version")));
    let mark = if is_failing || counts.errors > 0 { look.bad() } else { look.good() };
    last_line(&mark, &parts, look)
}
