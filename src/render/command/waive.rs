//! What `avrocheck waive` prints, and the notes about unused settings.

use rustc_hash::FxHashSet;

use crate::judged::Judged;
use crate::model::date::Date;
use crate::model::text::{and_more, count};
use crate::policy::Waiver;
use crate::policy::origin::ConfigPlace;
use crate::render::text::foreign::foreign;
use crate::render::waiver::{named, until};
use crate::report::unused::{Unused, unused};
use crate::report::{CompatReport, ReportedSubject};

/// What a new waiver lets pass, if the report has it.
pub(crate) fn described(report: &CompatReport, waiver: &Waiver) -> Option<String> {
    let (subject, Judged { finding, .. }) = report.all_findings().find(|(subject, Judged { finding, .. })| {
        let is_about = waiver.subject.is_none() || waiver.subject.as_deref() == *subject;
        finding.fingerprint == waiver.fingerprint && is_about
    })?;
    Some(format!("waives {} {} ({})", finding.rule.id, named(subject, finding), until(waiver)))
}

/// That a waiver would hold for no day at all.
pub(crate) fn is_over(waiver: &Waiver, today: Date) -> String {
    let last = waiver.expires.map(|last| last.to_string()).unwrap_or_default();
    format!("--expires {last}: that day is over (it is {today}); give the last day on which the finding may pass")
}

/// That nothing has this fingerprint, and what has another, a line each: those that fail the run first.
pub(crate) fn not_found(report: &CompatReport, waiver: &Waiver) -> String {
    const MOST: usize = 20;
    let mut seen = FxHashSet::default();
    let all = report.all_findings().filter(|(subject, judged)| seen.insert((judged.finding.fingerprint, *subject)));
    let mut found: Vec<_> = all.collect();
    found.sort_by_key(|(_, judged)| (!judged.disposition.fails(), std::cmp::Reverse(judged.severity)));
    let subject = waiver.subject.as_ref().map(|subject| format!(" in {}", foreign(subject))).unwrap_or_default();
    let fingerprint = waiver.fingerprint;
    if found.is_empty() {
        return format!("nothing has the fingerprint {fingerprint}{subject}: nothing is found here");
    }
    let line = |(subject, Judged { finding, .. }): &(Option<&str>, &Judged)| {
        format!("\n  {}  {} {}", finding.fingerprint, finding.rule.id, named(*subject, finding))
    };
    let lines: String = found.iter().take(MOST).map(line).collect();
    let more = and_more(found.len().saturating_sub(MOST));
    let rest = if more.is_empty() { more } else { format!("\n {more}") };
    format!(
        "nothing has the fingerprint {fingerprint}{subject}; give the paths that `compat` was given, and --against, --last or --tags if it was. There are{lines}{rest}"
    )
}

/// A sentence about each waiver, override, retired version and entry of the baseline that is of no use. Where something could
/// not be checked or was left out, nothing is said: the findings may be there.
pub(crate) fn unused_settings<S: ReportedSubject>(report: &CompatReport<S>) -> Vec<String> {
    let is_partial = report.against.as_ref().is_some_and(|against| against.left_out > 0);
    if is_partial || !report.problems.is_empty() {
        return Vec::new();
    }
    let Unused { waivers, overrides, retired, stale } = unused(report);
    let at = |place: Option<&ConfigPlace>| place.map(|place| format!("{place}: ")).unwrap_or_default();
    let mut remarks: Vec<String> = Vec::new();
    for waiver in waivers {
        let subject = waiver.value.subject.as_ref().map(|subject| format!(" in {subject}")).unwrap_or_default();
        let fingerprint = waiver.value.fingerprint;
        let without = if report.against.is_none() { " (without --against)" } else { "" };
        let place = at(waiver.place());
        remarks.push(format!("{place}nothing here has {fingerprint}{subject}{without}: its waiver may go"));
    }
    for special in overrides {
        remarks.push(format!("{}no subject here is meant by this override", at(special.place())));
    }
    for (retired, version) in retired {
        remarks.push(format!("{}nothing here has the version {version}, which is retired", at(retired.place())));
    }
    if let Some(first) = stale.first() {
        let file = report.policy.baseline.as_ref().map_or("the baseline", |baseline| baseline.file.as_str());
        let what = match stale.len() {
            1 => "an entry is".to_owned(),
            several => format!("{} are", count(several, "entry")),
        };
        let example = format!("{} {} {}", first.fingerprint, first.rule, first.path);
        remarks.push(format!("{file}: {what} not found any more ({}); write it anew", example.trim_end()));
    }
    remarks.into_iter().map(|remark| foreign(&remark).into_owned()).collect()
}
