//! Defines the values of settings and reads them from words.

use std::fmt;
use std::str::FromStr;

use crate::model::version::Version;
use crate::rule::Severity;

/// The severity that a policy gives to a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RuleSetting {
    /// As bad as this.
    As(Severity),
    /// Its findings are not reported.
    Off,
}

/// From which severity on a finding fails the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FailOn {
    /// From this severity on.
    Severity(Severity),
    /// From none on.
    Never,
}

impl FailOn {
    /// Without configuration: what cannot be read, or is read wrongly.
    pub const DEFAULT: FailOn = FailOn::Severity(Severity::Breaking);

    /// Whether a finding of this severity, in a place that counts, fails the run.
    pub fn is_reached_by(self, found: Severity) -> bool {
        match self {
            FailOn::Severity(severity) => found >= severity,
            FailOn::Never => false,
        }
    }

    /// The word of the command line and of configurations.
    pub fn name(self) -> &'static str {
        match self {
            FailOn::Severity(severity) => severity.name(),
            FailOn::Never => "never",
        }
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that is not a value of the setting, and those that are.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{text}\" is not one of {}", .words.join(", "))]
pub struct UnknownWord {
    text: String,
    words: &'static [&'static str],
}

impl FromStr for FailOn {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<FailOn, UnknownWord> {
        match text {
            "never" => Ok(FailOn::Never),
            _ => severity(text, &["breaking", "dangerous", "safe", "never"]).map(FailOn::Severity),
        }
    }
}

impl FromStr for RuleSetting {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<RuleSetting, UnknownWord> {
        match text {
            "off" => Ok(RuleSetting::Off),
            _ => severity(text, &["breaking", "dangerous", "safe", "off"]).map(RuleSetting::As),
        }
    }
}

/// Across which versions nothing is gated: those whose first numbers differ.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Grouping {
    /// All versions are of one group.
    #[default]
    Together,
    /// `{major}`: versions with the same first number.
    Major,
    /// `{major}.{minor}`: versions with the same two first numbers.
    Minor,
}

impl Grouping {
    pub(super) fn key(self, version: &Version) -> &[u64] {
        // Versions that were given one by one belong together, whatever they are called.
        let numbers = version.numbers().unwrap_or_default();
        let length = match self {
            Grouping::Together => 0,
            Grouping::Major => 1,
            Grouping::Minor => 2,
        };
        &numbers[..length.min(numbers.len())]
    }
}

impl FromStr for Grouping {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Grouping, UnknownWord> {
        match text {
            "{major}" => Ok(Grouping::Major),
            "{major}.{minor}" | "{major}/{minor}" => Ok(Grouping::Minor),
            _ => Err(UnknownWord { text: text.to_owned(), words: &["{major}", "{major}.{minor}"] }),
        }
    }
}

fn severity(text: &str, words: &'static [&'static str]) -> Result<Severity, UnknownWord> {
    let known = [Severity::Breaking, Severity::Dangerous, Severity::Safe];
    let severity = known.into_iter().find(|severity| severity.name() == text);
    severity.ok_or_else(|| UnknownWord { text: text.to_owned(), words })
}
