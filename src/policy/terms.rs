//! A policy and a subject in, what holds for that subject out.

use crate::finding::Age;
use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::{FailOn, Policy, RuleSetting};
use crate::rule::{Rule, Severity};

/// What holds for one subject.
#[derive(Clone, Debug)]
pub struct EffectivePolicy {
    /// What its newest version owes to older ones.
    pub level: Level,
    /// From which severity on its findings fail the run.
    pub fail_on: FailOn,
    /// Versions before this one are no longer gated against.
    pub since: Option<Version>,
    treatments: Vec<(&'static Rule, RuleSetting)>,
}

impl Policy {
    /// What holds for the subject with this newest file; for findings of no subject, what holds for their file.
    pub fn terms(&self, subject: Option<&str>, file: &str) -> EffectivePolicy {
        let mut terms = EffectivePolicy {
            level: self.level.value,
            fail_on: self.fail_on.value,
            since: self.since.as_ref().map(|since| since.value.clone()),
            treatments: self.treatments.clone(),
        };
        let special = self.overrides.iter().map(|special| &special.value);
        for special in special.filter(|special| special.selection.has(subject, file, &self.base)) {
            terms.level = special.level.unwrap_or(terms.level);
            terms.fail_on = special.fail_on.unwrap_or(terms.fail_on);
            terms.since = special.since.clone().or(terms.since);
            terms.treatments.extend(special.treatments.iter().copied());
        }
        terms
    }
}

impl EffectivePolicy {
    /// How bad a finding is here; `None` if it is not to be reported. A mistake in an older version is at most safe,
    /// whatever a policy says of its rule: what was released cannot be mended.
    pub fn severity(&self, rule: &Rule, found: Severity, age: Age) -> Option<Severity> {
        match self.treatments.iter().rfind(|(treated, _)| *treated == rule) {
            None => Some(found),
            Some((_, RuleSetting::Off)) => None,
            Some((_, RuleSetting::As(severity))) => Some(match age {
                Age::Newest => *severity,
                Age::Older => (*severity).min(Severity::Safe),
            }),
        }
    }
}
