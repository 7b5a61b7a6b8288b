//! Derives the policy for one subject.

use crate::finding::Finding;
use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::{FailOn, Override, Policy, RuleSetting};
use crate::rule::{Rule, Severity};

/// The policy for one subject, or for one file.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct EffectivePolicy {
    /// Its compatibility level.
    pub level: Level,
    /// From which severity on its findings fail the run.
    pub fail_on: FailOn,
    /// Versions before this one are no longer gated against.
    pub since: Option<Version>,
    rule_settings: Vec<(&'static Rule, RuleSetting)>,
}

impl Policy {
    /// The policy where these of its overrides hold.
    pub(super) fn with_overrides<'a>(&'a self, overrides: impl Iterator<Item = &'a Override>) -> EffectivePolicy {
        let mut effective = EffectivePolicy {
            level: self.level.value,
            fail_on: self.fail_on.value,
            since: self.since.as_ref().map(|since| since.value.clone()),
            rule_settings: self.rule_settings.clone(),
        };
        for special in overrides {
            effective.level = special.level.unwrap_or(effective.level);
            effective.fail_on = special.fail_on.unwrap_or(effective.fail_on);
            effective.since = special.since.clone().or(effective.since);
            effective.rule_settings.extend(special.rule_settings.iter().copied());
        }
        effective
    }
}

impl EffectivePolicy {
    /// How bad a finding is here that is otherwise as bad as `found`; `None` if it is not to be reported. A mistake in a
    /// released version is at most safe, whatever the severity of its rule: it cannot be changed any more.
    pub(crate) fn severity(&self, finding: &Finding, found: Severity) -> Option<Severity> {
        let severity = self.severity_of_rule(finding.rule, found)?;
        Some(if finding.is_released { severity.min(Severity::Safe) } else { severity })
    }

    /// How bad findings of a rule are that are otherwise as bad as `found`; `None` if the rule is off.
    pub(crate) fn severity_of_rule(&self, rule: &Rule, found: Severity) -> Option<Severity> {
        match self.rule_settings.iter().rfind(|(set, _)| *set == rule) {
            None => Some(found),
            Some((_, RuleSetting::Off)) => None,
            Some((_, RuleSetting::As(severity))) => Some(*severity),
        }
    }
}
