//! Says what is waived: it stays visible.

use rustc_hash::FxHashSet;

use crate::finding::Finding;
use crate::judged::Judged;
use crate::model::text::on_one_line;
use crate::policy::Waiver;
use crate::policy::judgement::Disposition;
use crate::render::text::foreign::foreign;
use crate::render::text::layout::wrap;
use crate::render::text::style::Look;
use crate::render::words;
use crate::report::CompatReport;

/// Each waived finding on a line, once, followed by an empty line.
pub(crate) fn lines(report: &CompatReport, look: Look) -> String {
    let lines = waived(report);
    let line = |line: &String| {
        let line = line.replacen("waived", &look.dimmed("waived"), 1);
        wrap(&line, look.width, 2) + "\n"
    };
    let text: String = lines.iter().map(line).collect();
    if text.is_empty() { text } else { text + "\n" }
}

/// The same without colours, and without the ends of lines.
pub(crate) fn waived(report: &CompatReport) -> Vec<String> {
    let mut seen = FxHashSet::default();
    let lines = report.all_findings().filter_map(|(subject, Judged { finding, disposition, .. })| {
        let Disposition::Waived(waiver) = disposition else { return None };
        let (end, reason) = (until(&waiver.value), on_one_line(&waiver.value.reason));
        let (id, name, fingerprint) = (finding.rule.id, named(subject, finding), finding.fingerprint);
        let line = format!("waived[{id}]: {name} ({fingerprint}, {end}): {}", foreign(&reason));
        seen.insert((fingerprint, subject)).then_some(line)
    });
    lines.collect()
}

/// What is said of a finding whose waiver has expired.
pub(crate) fn expiry(disposition: &Disposition) -> Option<String> {
    let Disposition::Expired(waiver) = disposition else { return None };
    let last = waiver.value.expires.map(|last| format!("expired after {last}")).unwrap_or_default();
    let place = waiver.place().map(|place| format!(" ({place})")).unwrap_or_default();
    Some(format!("{last}{place}: {}", on_one_line(&waiver.value.reason)))
}

/// The rule's name and the place, by names.
pub(crate) fn named(subject: Option<&str>, finding: &Finding) -> String {
    format!("{}: {}", finding.rule.name, words::place(finding, subject.unwrap_or_default()))
}

pub(crate) fn until(waiver: &Waiver) -> String {
    match waiver.expires {
        Some(last) => format!("until {last}"),
        None => "no expiry".to_owned(),
    }
}
