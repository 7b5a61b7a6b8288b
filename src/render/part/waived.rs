//! The waivers that were used in, a line for each out: what is tolerated is seen, not hidden.

use colored::Colorize;
use rustc_hash::FxHashSet;

use crate::finding::Finding;
use crate::judged::Judged;
use crate::model::date::Date;
use crate::policy::judgement::Disposition;
use crate::policy::waiver::Waiver;
use crate::render::part::line::one_line;
use crate::render::words;
use crate::report::CompatReport;

/// Each waived finding on a line, once.
pub(crate) fn lines(report: &CompatReport) -> String {
    let mut seen = FxHashSet::default();
    let mut text = String::new();
    for (subject, Judged { finding, disposition, .. }) in report.all_findings() {
        if let Disposition::Waived(waiver) = disposition
            && seen.insert((finding.fingerprint, subject))
        {
            text.push_str(&line(finding, subject, &waiver.value));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn line(finding: &Finding, subject: Option<&str>, waiver: &Waiver) -> String {
    let head = format!("waived[{}]", finding.rule.id).dimmed();
    let name = words::place(finding, subject.unwrap_or_default());
    let (rule, fingerprint) = (finding.rule.name, finding.fingerprint);
    format!("{head}: {rule}: {name} ({fingerprint}, {}): {}\n", until(waiver), one_line(&waiver.reason))
}

fn until(waiver: &Waiver) -> String {
    match waiver.expires {
        Some(last) => format!("until {last}"),
        None => "without end".to_owned(),
    }
}

/// What is said of a finding whose waiver has expired.
pub(crate) fn expiry(standing: &Disposition) -> Option<String> {
    let Disposition::Expired(waiver) = standing else { return None };
    let last = waiver.value.expires.map(|last| format!("expired after {last}")).unwrap_or_default();
    let place = waiver.place().map(|place| format!(" ({place})")).unwrap_or_default();
    Some(format!("{last}{place}: {}", one_line(&waiver.value.reason)))
}

/// What a waiver lets pass, if the report has it.
pub fn told(report: &CompatReport, waiver: &Waiver) -> Option<String> {
    let (subject, Judged { finding, .. }) = report.all_findings().find(|(subject, Judged { finding, .. })| {
        let is_about = waiver.subject.is_none() || waiver.subject.as_deref() == *subject;
        finding.fingerprint == waiver.fingerprint && is_about
    })?;
    let name = words::place(finding, subject.unwrap_or_default());
    Some(format!("waives {} {}: {name} ({})", finding.rule.id, finding.rule.name, until(waiver)))
}

/// That a waiver would hold for no day at all.
pub fn lies_behind(waiver: &Waiver, today: Date) -> String {
    let last = waiver.expires.map(|last| last.to_string()).unwrap_or_default();
    format!("--expires {last}: that day is over (it is {today}); give the last day on which the finding may pass")
}

/// That nothing has this fingerprint, and what has another: those that fail the run first.
pub fn not_found(report: &CompatReport, waiver: &Waiver) -> String {
    const MOST: usize = 20;
    let mut seen = FxHashSet::default();
    let all = report.all_findings().filter(|(subject, judged)| seen.insert((judged.finding.fingerprint, *subject)));
    let mut found: Vec<_> = all.collect();
    found.sort_by_key(|(_, judged)| (!judged.disposition.fails(), std::cmp::Reverse(judged.severity)));
    let subject = waiver.subject.as_ref().map(|subject| format!(" in {subject}")).unwrap_or_default();
    let fingerprint = waiver.fingerprint;
    if found.is_empty() {
        return format!("nothing has the fingerprint {fingerprint}{subject}: nothing is found here");
    }
    let line = |(subject, Judged { finding, .. }): &(Option<&str>, &Judged)| {
        let name = words::place(finding, subject.unwrap_or_default());
        format!("\n  {}  {} {}: {name}", finding.fingerprint, finding.rule.id, finding.rule.name)
    };
    let lines: String = found.iter().take(MOST).map(line).collect();
    let more = found.len().saturating_sub(MOST);
    let rest = if more > 0 { format!("\n  and {more} more") } else { String::new() };
    format!(
        "nothing has the fingerprint {fingerprint}{subject}; give the paths that `compat` was given, and --against, --last or --tags if it was. There are{lines}{rest}"
    )
}
