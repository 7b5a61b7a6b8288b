//! Whose readers matter, and so how bad a difference between implementations is.

use crate::rule::{self, Rule, Severity};

/// An implementation whose readers may matter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Implementation {
    Java,
    /// The registry, whose checker is Java's, and the readers of its platform, which are Java's too.
    Confluent,
    /// The crate apache-avro.
    Rust,
    /// fastavro.
    Python,
}

/// The implementations whose readers matter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Assumed(Vec<Implementation>);

impl Implementation {
    /// All of them.
    pub const ALL: [Implementation; 4] =
        [Implementation::Java, Implementation::Confluent, Implementation::Rust, Implementation::Python];

    /// The word of the command line and of configurations.
    pub fn name(self) -> &'static str {
        match self {
            Implementation::Java => "java",
            Implementation::Confluent => "confluent",
            Implementation::Rust => "rust",
            Implementation::Python => "python",
        }
    }
}

impl Default for Assumed {
    fn default() -> Assumed {
        Assumed(Assumed::DEFAULT.to_vec())
    }
}

impl Assumed {
    /// Those whose readers matter where nobody says anything.
    pub const DEFAULT: [Implementation; 2] = [Implementation::Java, Implementation::Confluent];

    /// Those, and no others.
    pub fn new(implementations: Vec<Implementation>) -> Assumed {
        Assumed(implementations)
    }

    fn has(&self, any_of: &[Implementation]) -> bool {
        any_of.iter().any(|one| self.0.contains(one))
    }

    /// How bad a finding of a rule is that concerns some implementations alone: safe where nobody uses them. `None` for all
    /// other rules.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        use Implementation::{Confluent, Java, Python, Rust};
        let is_of = |rules: &[&Rule]| rules.contains(&rule);
        let (readers, severity): (&[Implementation], Severity) = if is_of(&[
            &rule::JAVA_UNION_NAMESPACE,
            &rule::JAVA_ALIAS_NAMESPACE,
            &rule::JAVA_DEFAULT_REWRITTEN,
            &rule::JAVA_ARRAY_DEFAULT,
        ]) {
            (&[Java, Confluent], Severity::Breaking)
        } else if is_of(&[&rule::APACHE_AVRO_DIFFERS]) {
            (&[Rust], Severity::Dangerous)
        } else if is_of(&[&rule::FASTAVRO_LOGICAL_TYPE]) {
            (&[Python], Severity::Dangerous)
        } else {
            return None;
        };
        Some(if self.has(readers) { severity } else { Severity::Safe })
    }
}
