//! What `avrocheck lint` prints: what is dangerous or worse with its source lines, the rest a line each.

use std::collections::BTreeMap;

use crate::cause::{CauseGroup, CauseGrouping, Weight};
use crate::finding::{Finding, FindingKind};
use crate::model::text::{count, listed};
use crate::render::cause::{frame, position};
use crate::render::command::with_trail;
use crate::render::format::{View, is_hint};
use crate::render::problem;
use crate::render::rule_page::linked_id;
use crate::render::summary::last_line::verdict;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::{Detail, Look};
use crate::render::waiver;
use crate::render::words::Sides;
use crate::report::CompatReport;
use avro_resolve::schema::fault::FaultKind;

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

/// A line for each cause; fields without a default share one for each record.
fn lines(report: &CompatReport, causes: &[CauseGroup<'_>], look: Look) -> String {
    let mut records: BTreeMap<(u32, &str), Vec<&Finding>> = BTreeMap::new();
    let mut lines = String::new();
    for cause in causes {
        match bare_field(cause.finding()) {
            Some(record) => records.entry(record).or_default().push(cause.finding()),
            None => lines.push_str(&line(report, cause.finding(), &with_trail(cause.finding(), Sides::NONE), look)),
        }
    }
    for ((_, record), fields) in records {
        lines.push_str(&line(report, fields[0], &without_default(record, &fields), look));
    }
    lines
}

/// The file and the record of a field without a default.
fn bare_field(finding: &Finding) -> Option<(u32, &str)> {
    let FindingKind::Fault(FaultKind::FieldWithoutDefault { field }) = &finding.kind else { return None };
    let record = finding.trail.strip_suffix(field.as_str())?.strip_suffix('.')?;
    Some((finding.reader.as_ref()?.file, record))
}

fn without_default(record: &str, fields: &[&Finding]) -> String {
    const MOST: usize = 5;
    if let [only] = fields {
        return with_trail(only, Sides::NONE);
    }
    let names: Vec<&str> = fields.iter().map(|field| &field.trail[record.len() + 1..]).collect();
    let (number, names) = (count(fields.len(), "field"), listed(&names, MOST, ", "));
    foreign(&format!("{record}: {number} without a default, which cannot be removed safely: {names}")).into_owned()
}

/// `schemas/v3/order.avsc:7:14: AVC416 field-without-default: Order.note: …`.
fn line(report: &CompatReport, finding: &Finding, message: &str, look: Look) -> String {
    let place =
        finding.reader.as_ref().map_or(String::new(), |place| format!("{}: ", position(&report.sources, place)));
    let rule = look.bold(&format!("{} {}", linked_id(finding.rule, look), finding.rule.name));
    wrap(&format!("{place}{rule}: {message}"), look.width, 2) + "\n"
}
