//! Judges findings by a policy: how bad each is here, and whether it fails the run.

use std::sync::Arc;

use super::Policy;
use super::origin::Stated;
use super::terms::EffectivePolicy;
use super::waiver::{Waiver, Waivers};
use crate::finding::Finding;
use crate::rule::Severity;

/// What a policy says of a finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Judgement {
    /// How bad it is here.
    pub severity: Severity,
    /// Whether it fails the run.
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
        match self {
            Disposition::Fails | Disposition::Expired(_) => true,
            Disposition::Tolerated | Disposition::Waived(_) | Disposition::Known => false,
        }
    }

    /// Whether somebody has said that it does not count.
    pub fn is_excused(&self) -> bool {
        match self {
            Disposition::Waived(_) | Disposition::Known => true,
            Disposition::Fails | Disposition::Expired(_) | Disposition::Tolerated => false,
        }
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

/// A policy, ready to be asked about many findings.
#[derive(Debug)]
pub(crate) struct Judge<'a> {
    policy: &'a Policy,
    waivers: Waivers<'a>,
}

impl<'a> Judge<'a> {
    /// Asks this policy.
    pub(crate) fn new(policy: &'a Policy) -> Judge<'a> {
        Judge { policy, waivers: Waivers::new(&policy.waivers) }
    }

    /// Judges a finding of a single file that may be of many subjects; `None` if its rule is off.
    pub(crate) fn of_file(&self, finding: &Finding, file: &str) -> Option<Judgement> {
        self.judge(finding, None, &self.policy.terms(None, file), Where::File)
    }

    /// The same judge for one subject, whose newest file is this.
    pub(crate) fn of<'j>(&'j self, subject: &'j str, file: &str) -> SubjectJudge<'j> {
        SubjectJudge { judge: self, subject, terms: self.policy.terms(Some(subject), file) }
    }

    fn judge(
        &self,
        finding: &Finding,
        subject: Option<&str>,
        terms: &EffectivePolicy,
        place: Where,
    ) -> Option<Judgement> {
        let found = self.policy.assumed.severity(finding.rule).unwrap_or(finding.default_severity);
        let severity = terms.severity(finding, found)?;
        let waiver = self.waivers.find(finding, subject);
        let (known_in, counts) = match place {
            Where::GatedPair => (subject, true),
            Where::OtherPair => (subject, false),
            Where::File => (None, true),
        };
        let is_known = || self.policy.baseline.as_ref().is_some_and(|baseline| baseline.has(finding, known_in));
        let would_fail = counts && terms.fail_on.is_reached_by(severity);
        let disposition = match waiver {
            Some(waiver) if waiver.value.holds_on(self.policy.today) => Disposition::Waived(Arc::clone(waiver)),
            Some(_) | None if is_known() => Disposition::Known,
            Some(waiver) if would_fail => Disposition::Expired(Arc::clone(waiver)),
            None if would_fail => Disposition::Fails,
            Some(_) | None => Disposition::Tolerated,
        };
        Some(Judgement { severity, disposition })
    }
}

/// A judge of the findings of one subject.
#[derive(Debug)]
pub(crate) struct SubjectJudge<'a> {
    judge: &'a Judge<'a>,
    subject: &'a str,
    /// What holds for the subject.
    pub terms: EffectivePolicy,
}

impl SubjectJudge<'_> {
    /// Judges a finding of the subject; `None` if its rule is off.
    pub(crate) fn judge(&self, finding: &Finding, place: Where) -> Option<Judgement> {
        self.judge.judge(finding, Some(self.subject), &self.terms, place)
    }
}
