//! Finds the parts of a policy that matched nothing in a report.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{CompatReport, ReportedSubject, SubjectHead};
use crate::finding::fingerprint::Fingerprint;
use crate::model::version::Version;
use crate::policy::Waiver;
use crate::policy::baseline::Entry;
use crate::policy::globs::Selections;
use crate::policy::origin::Stated;
use crate::policy::{Override, Retired};

/// The parts of a policy that matched nothing.
#[derive(Debug)]
pub(crate) struct Unused<'a> {
    pub waivers: Vec<&'a Stated<Waiver>>,
    /// Exceptions for subjects that are not there.
    pub overrides: Vec<&'a Stated<Override>>,
    /// Versions that are retired.
    pub retired: Vec<(&'a Stated<Retired>, &'a Version)>,
    /// Entries of the baseline.
    pub stale: Vec<&'a Entry>,
}

pub(crate) fn unused<S: ReportedSubject>(report: &CompatReport<S>) -> Unused<'_> {
    let policy = &report.policy;
    let of_pairs = report.heads().flat_map(|subject| &subject.counts.waivers);
    let of_files = report.findings.iter().filter_map(|judged| judged.disposition.waiver());
    let used: FxHashSet<*const Stated<Waiver>> = of_pairs.chain(of_files).map(Arc::as_ptr).collect();
    // A waiver for a finding of the baseline, or for one that fails nothing anyway, matches all the same.
    let found =
        if policy.waivers.is_empty() && policy.baseline.is_none() { FxHashSet::default() } else { found(report) };
    let fingerprints: FxHashSet<_> = found.iter().map(|(fingerprint, _)| *fingerprint).collect();
    let is_there = |waiver: &Waiver| match &waiver.subject {
        Some(subject) => found.contains(&(waiver.fingerprint, Some(subject.as_str()))),
        None => fingerprints.contains(&waiver.fingerprint),
    };
    let waivers =
        policy.waivers.iter().filter(|waiver| !used.contains(&Arc::as_ptr(waiver)) && !is_there(&waiver.value));
    let labels: FxHashSet<&str> =
        report.heads().flat_map(|subject| subject.versions).map(|version| version.label.as_str()).collect();
    let known: BTreeSet<Version> = labels.iter().filter_map(|label| Version::parse(label)).collect();
    let is_version = |retired: &Version| {
        labels.contains(retired.label()) || known.contains(retired) || report.let_go.contains(retired)
    };
    let retired = policy.retired.iter().flat_map(|retired| retired.value.versions.iter().map(move |v| (retired, v)));
    let file = |subject: SubjectHead<'_>| subject.versions.last().map_or("", |v| &report.sources[v.file].name);
    let overrides = Selections::new(policy.overrides.iter().map(|special| &special.value.selection));
    let about = |subject: SubjectHead<'_>| overrides.about(Some(subject.subject), &policy.base.relative(file(subject)));
    let used_overrides: BTreeSet<usize> = report.heads().flat_map(about).collect();
    let unused_overrides = policy.overrides.iter().enumerate().filter(|(number, _)| !used_overrides.contains(number));
    let stale = policy.baseline.iter().flat_map(|baseline| baseline.stale(&found));
    // Without an earlier state, entries that need one cannot be found.
    let stale = stale.filter(|entry| report.against.is_some() || !entry.needs_earlier_state());
    Unused {
        overrides: unused_overrides.map(|(_, special)| special).collect(),
        waivers: waivers.map(Arc::as_ref).collect(),
        retired: retired.filter(|(_, version)| !is_version(version)).collect(),
        stale: stale.collect(),
    }
}

/// The fingerprint of each finding, with its subject where it is about a pair.
fn found<S: ReportedSubject>(report: &CompatReport<S>) -> FxHashSet<(Fingerprint, Option<&str>)> {
    let of_pairs = report
        .heads()
        .flat_map(|subject| subject.counts.findings.iter().map(move |finding| (*finding, Some(subject.subject))));
    of_pairs.chain(report.findings.iter().map(|judged| (judged.finding.fingerprint, None))).collect()
}
