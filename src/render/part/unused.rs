//! A report in, remarks on what of its policy was of no use out: waivers, retired versions, entries of the baseline.

use crate::policy::origin::ConfigPlace;
use crate::render::part::phrase::count;
use crate::report::CompatReport;
use crate::report::unused::{Unused, unused};

/// A sentence each. Where something could not be checked or was left out, nothing is said: the findings may be there.
pub fn remarks(report: &CompatReport) -> Vec<String> {
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
            _ => format!("{} are", count(stale.len(), "entry").replace("entrys", "entries")),
        };
        let example = format!("{} {} {}", first.fingerprint, first.rule, first.path);
        remarks.push(format!("{file}: {what} not found any more ({}); write it anew", example.trim_end()));
    }
    remarks
}
