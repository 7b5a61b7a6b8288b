//! Judges findings by a policy: how bad each is here, and whether it fails the run.

#[cfg(feature = "cli")]
use std::ptr;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::effective::EffectivePolicy;
use super::globs::Selections;
use super::origin::Stated;
use super::{Policy, Retired, Waiver};
use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::rule::{Implementation, Severity};

/// The judgement of a finding by a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Judgement {
    pub severity: Severity,
    pub disposition: Disposition,
}

/// Whether a finding fails the run, and why not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Disposition {
    /// It fails the run.
    Fails,
    /// It fails the run, as the waiver for it has expired.
    Expired(Arc<Stated<Waiver>>),
    /// It is not bad enough, or between versions that are not gated.
    Tolerated,
    /// It would count, but is waived.
    Waived(Arc<Stated<Waiver>>),
    /// The baseline has it.
    Known,
}

impl Disposition {
    /// Whether it fails the run.
    pub fn fails(&self) -> bool {
        matches!(self, Disposition::Fails | Disposition::Expired(_))
    }

    /// Whether a waiver or the baseline excuses it.
    pub fn is_excused(&self) -> bool {
        matches!(self, Disposition::Waived(_) | Disposition::Known)
    }

    /// The waiver for it, if there is one.
    pub fn waiver(&self) -> Option<&Arc<Stated<Waiver>>> {
        match self {
            Disposition::Waived(waiver) | Disposition::Expired(waiver) => Some(waiver),
            Disposition::Fails | Disposition::Tolerated | Disposition::Known => None,
        }
    }
}

/// Where a finding was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Where {
    /// In a pair that the run depends on.
    GatedPair,
    /// In a pair that is not gated.
    OtherPair,
    /// In a file, which may be of several subjects.
    File,
}

/// Judges findings by a policy.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    policy: &'a Policy,
    /// The first for each finding, in one subject or in all.
    waivers: FxHashMap<(Fingerprint, Option<&'a str>), &'a Arc<Stated<Waiver>>>,
    overrides: Selections,
    retired: Selections,
}

impl<'a> Judge<'a> {
    /// Judges by this policy.
    pub(crate) fn new(policy: &'a Policy) -> Judge<'a> {
        let mut waivers = FxHashMap::default();
        for waiver in &policy.waivers {
            let Waiver { fingerprint, subject, .. } = &waiver.value;
            waivers.entry((*fingerprint, subject.as_deref())).or_insert(waiver);
        }
        let overrides = Selections::new(policy.overrides.iter().map(|special| &special.value.selection));
        let retired = Selections::new(policy.retired.iter().map(|retired| &retired.value.selection));
        Judge { policy, waivers, overrides, retired }
    }

    /// Whose readers matter.
    pub(crate) fn readers(&self) -> &'a [Implementation] {
        &self.policy.readers
    }

    /// Judges the findings of a subject, whose newest file is this; without a subject, those of a file that may be of many.
    pub(crate) fn of<'j>(&'j self, subject: Option<&'j str>, file: &str) -> SubjectJudge<'j> {
        let path = self.policy.base.relative(file);
        let overrides = self.overrides.about(subject, &path);
        let overrides = overrides.into_iter().map(|number| &self.policy.overrides[number].value);
        SubjectJudge { judge: self, subject, effective: self.policy.with_overrides(overrides), path }
    }

    /// The waiver for this finding of a subject: one that names the subject comes before one that does not.
    fn waiver(&self, finding: &Finding, subject: Option<&str>) -> Option<&'a Arc<Stated<Waiver>>> {
        let of = |subject| self.waivers.get(&(finding.fingerprint, subject)).copied();
        of(subject).or_else(|| of(None))
    }
}

/// Judges the findings of one subject, or of one file.
#[derive(Debug)]
pub(crate) struct SubjectJudge<'a> {
    judge: &'a Judge<'a>,
    subject: Option<&'a str>,
    /// The path of its newest file, or of the file, from the directory of the configuration.
    path: String,
    /// The policy for the subject.
    pub effective: EffectivePolicy,
}

impl<'a> SubjectJudge<'a> {
    /// The policy of all subjects.
    pub(super) fn policy(&self) -> &'a Policy {
        self.judge.policy
    }

    /// Whether another subject is judged by the same settings.
    #[cfg(feature = "cli")]
    pub(crate) fn is_alike(&self, other: &SubjectJudge<'a>) -> bool {
        self.effective == other.effective && self.retired().map(ptr::from_ref).eq(other.retired().map(ptr::from_ref))
    }

    /// The versions that the subject is no longer gated against.
    pub(super) fn retired(&self) -> impl Iterator<Item = &'a Retired> {
        let policy = self.policy();
        let about = self.judge.retired.about(self.subject, &self.path);
        about.into_iter().map(|number| &policy.retired[number].value)
    }

    /// Judges a finding; `None` if its rule is off.
    pub(crate) fn judge(&self, finding: &Finding, place: Where) -> Option<Judgement> {
        let Judge { policy, .. } = self.judge;
        // What concerns some implementations alone is safe where nobody uses those.
        let found = match finding.rule.concerns {
            [] => finding.default_severity,
            _ => finding.rule.severity_for(&policy.readers),
        };
        let severity = self.effective.severity(finding, found)?;
        let waiver = self.judge.waiver(finding, self.subject);
        let (known_in, counts) = match place {
            Where::GatedPair => (self.subject, true),
            Where::OtherPair => (self.subject, false),
            Where::File => (None, true),
        };
        let is_known = || policy.baseline.as_ref().is_some_and(|baseline| baseline.has(finding, known_in));
        let would_fail = counts && self.effective.fail_on.is_reached_by(severity);
        let disposition = match waiver {
            Some(waiver) if waiver.value.holds_on(policy.today) => Disposition::Waived(Arc::clone(waiver)),
            Some(_) | None if is_known() => Disposition::Known,
            Some(waiver) if would_fail => Disposition::Expired(Arc::clone(waiver)),
            None if would_fail => Disposition::Fails,
            Some(_) | None => Disposition::Tolerated,
        };
        Some(Judgement { severity, disposition })
    }
}
