//! Findings and a policy in, how each of them stands out.

use std::sync::Arc;

use crate::finding::{Age, Finding};
use crate::policy::Policy;
use crate::policy::origin::Stated;
use crate::policy::terms::EffectivePolicy;
use crate::policy::waiver::{Waiver, Waivers};

/// How a finding stands.
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
    /// It is no news: the baseline has it.
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

/// Where findings were made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Where {
    /// In a pair that the run depends on.
    Gated,
    /// In a pair that is not gated.
    Elsewhere,
    /// In a file, which may be of several subjects.
    File,
}

/// A policy, ready to be asked about many findings.
#[derive(Debug)]
pub struct Judge<'a> {
    policy: &'a Policy,
    waivers: Waivers<'a>,
}

impl<'a> Judge<'a> {
    /// Asks this policy.
    pub fn new(policy: &'a Policy) -> Judge<'a> {
        Judge { policy, waivers: Waivers::new(&policy.waivers) }
    }

    /// Gives each finding the severity and the standing that it has here, and drops those of rules that are off.
    fn judge(&self, findings: &mut Vec<Finding>, subject: Option<&str>, terms: &EffectivePolicy, place: Where) {
        findings.retain_mut(|finding| self.keeps(finding, subject, terms, place, Age::Newest));
    }

    /// The same for one finding; whether it is to be reported.
    fn keeps(
        &self,
        finding: &mut Finding,
        subject: Option<&str>,
        terms: &EffectivePolicy,
        place: Where,
        age: Age,
    ) -> bool {
        let Some(severity) = terms.severity(finding.rule, finding.severity, age) else { return false };
        finding.severity = severity;
        let waiver = self.waivers.find(finding, subject);
        let (known_in, counts) = match place {
            Where::Gated => (subject, true),
            Where::Elsewhere => (subject, false),
            Where::File => (None, true),
        };
        let is_known = || self.policy.baseline.as_ref().is_some_and(|baseline| baseline.has(finding, known_in));
        let would_fail = counts && terms.fail_on.is_reached_by(severity);
        finding.standing = match waiver {
            Some(waiver) if waiver.value.holds_on(self.policy.today) => Disposition::Waived(Arc::clone(waiver)),
            Some(_) | None if is_known() => Disposition::Known,
            Some(waiver) if would_fail => Disposition::Expired(Arc::clone(waiver)),
            None if would_fail => Disposition::Fails,
            Some(_) | None => Disposition::Tolerated,
        };
        true
    }

    /// Judges a finding of a single file that may be of many subjects; `None` if it is not to be reported.
    pub fn of_file(&self, mut finding: Finding, file: &str) -> Option<Finding> {
        let terms = self.policy.terms(None, file);
        self.keeps(&mut finding, None, &terms, Where::File, Age::Newest).then_some(finding)
    }

    /// The same judge for one subject, whose newest file is this.
    pub fn of<'j>(&'j self, subject: &'j str, file: &str) -> JudgeOf<'j> {
        JudgeOf { judge: self, subject, terms: self.policy.terms(Some(subject), file) }
    }
}

/// A judge of the findings of one subject.
#[derive(Debug)]
pub struct JudgeOf<'a> {
    judge: &'a Judge<'a>,
    subject: &'a str,
    /// What holds for the subject.
    pub terms: EffectivePolicy,
}

impl JudgeOf<'_> {
    /// Judges the findings of a pair.
    pub fn judge(&self, findings: &mut Vec<Finding>, place: Where) {
        self.judge.judge(findings, Some(self.subject), &self.terms, place);
    }

    /// Judges a finding of a single file; `None` if it is not to be reported.
    pub fn of_file(&self, mut finding: Finding, age: Age) -> Option<Finding> {
        self.judge.keeps(&mut finding, Some(self.subject), &self.terms, Where::File, age).then_some(finding)
    }
}
