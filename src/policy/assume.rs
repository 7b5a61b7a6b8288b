//! Whose readers matter, and so how bad a difference between implementations is.

use crate::rule::{Implementation, Rule, Severity};

/// The implementations whose readers matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assumed(Vec<Implementation>);

impl Default for Assumed {
    fn default() -> Assumed {
        Assumed(Implementation::DEFAULT.to_vec())
    }
}

impl Assumed {
    /// Those, and no others.
    pub fn new(implementations: Vec<Implementation>) -> Assumed {
        Assumed(implementations)
    }

    /// How bad a finding of a rule is that concerns some implementations alone: safe where nobody uses them. `None` for all
    /// other rules.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        (!rule.concerns.is_empty()).then(|| rule.severity_for(&self.0))
    }
}
