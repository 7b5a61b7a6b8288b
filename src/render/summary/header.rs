//! The line above a report: what was checked, at which level, and where the level comes from.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::text::count;
use crate::policy::FailOn;
use crate::policy::origin::SettingOrigin;
use crate::render::format::View;
use crate::render::text::foreign::foreign;
use crate::report::{CompatReport, ReportScope};

/// The line, without its end.
pub(crate) fn header(report: &CompatReport, view: &View<'_>) -> String {
    let versions = report.subjects.iter().flat_map(|subject| &subject.versions).map(|version| version.label.as_str());
    let versions: BTreeSet<&str> = versions.collect();
    let policy = &report.policy;
    let mut parts = vec![
        view.look.bold(&foreign(view.target.trim_end_matches('/'))),
        count(report.subjects.len(), "subject"),
        count(versions.len(), "version"),
    ];
    if report.scope == ReportScope::Pairs {
        parts.push(format!("{} ({})", policy.level.value, where_from(&policy.level.origin)));
        parts.extend(other_levels(report));
    }
    if policy.fail_on.value != FailOn::DEFAULT {
        parts.push(format!("fails on {} ({})", policy.fail_on.value, where_from(&policy.fail_on.origin)));
    }
    parts.join(view.look.dot())
}

/// The levels of subjects that have one of their own.
fn other_levels(report: &CompatReport) -> impl Iterator<Item = String> {
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    for subject in report.subjects.iter().filter(|subject| subject.level != report.policy.level.value) {
        *others.entry(subject.level.name()).or_default() += 1;
    }
    others.into_iter().map(|(level, number)| format!("{level} for {}", count(number, "subject")))
}

/// Where a setting comes from.
fn where_from(origin: &SettingOrigin) -> String {
    match origin {
        SettingOrigin::Flag(flag) => format!("from {flag}"),
        SettingOrigin::Variable(name) => format!("from {name}"),
        SettingOrigin::File(place) => format!("from {}", foreign(&place.file)),
        SettingOrigin::Default => "the default".to_owned(),
        SettingOrigin::Unreadable => "assumed: the configuration cannot be read".to_owned(),
    }
}
