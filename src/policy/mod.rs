//! What a team has agreed on: for each subject what counts, and for each finding whether it fails the run.
//!
//! [`terms`] says what holds for a subject, [`gate`] which of its pairs count, [`waiver`] and [`baseline`] which findings are
//! excused. A policy never changes a verdict: what cannot be read cannot be read.

pub mod assume;
pub mod baseline;
pub mod gate;
pub mod globs;
pub mod judgement;
pub mod origin;
pub mod terms;
pub mod waiver;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::model::date::Date;
use crate::model::level::Level;
use crate::model::version::Version;
use crate::rule::{Rule, Severity};
use assume::Assumed;
use baseline::Baseline;
use gate::Grouping;
use globs::{Base, Selection};
use origin::{SettingOrigin, Stated};
use waiver::Waiver;

/// What a team has agreed on.
#[derive(Clone, Debug)]
pub struct Policy {
    /// What the newest version owes to older ones.
    pub level: Stated<Level>,
    /// From which severity on a finding fails the run.
    pub fail_on: Stated<FailOn>,
    /// Versions before this one are no longer gated against.
    pub since: Option<Stated<Version>>,
    /// Across which versions nothing is gated.
    pub grouping: Grouping,
    /// How bad rules are here, where that is not their own severity.
    pub rule_settings: Vec<(&'static Rule, RuleSetting)>,
    /// What holds for some subjects; the later one wins.
    pub overrides: Vec<Stated<Override>>,
    /// Versions that are no longer gated against.
    pub retired: Vec<Stated<Retired>>,
    /// The implementations whose readers matter.
    pub assumed: Assumed,
    /// Findings that fail nothing for a while.
    pub waivers: Vec<Arc<Stated<Waiver>>>,
    /// Findings that were there when the gate was adopted.
    pub baseline: Option<Arc<Baseline>>,
    /// The directory that globs of paths start from.
    pub base: Base,
    /// The day on which waivers are judged.
    pub today: Date,
}

impl Policy {
    /// What holds where nobody has said anything, at this level.
    pub fn at(level: Level) -> Policy {
        Policy {
            level: Stated { value: level, origin: SettingOrigin::Default },
            fail_on: Stated { value: FailOn::DEFAULT, origin: SettingOrigin::Default },
            since: None,
            grouping: Grouping::Together,
            rule_settings: Vec::new(),
            overrides: Vec::new(),
            retired: Vec::new(),
            assumed: Assumed::default(),
            waivers: Vec::new(),
            baseline: None,
            base: Base::default(),
            today: Date::EARLIEST,
        }
    }
}

/// What holds for some subjects, where it says anything.
#[derive(Clone, Default, Debug)]
pub struct Override {
    /// Which subjects.
    pub selection: Selection,
    /// Their level.
    pub level: Option<Level>,
    /// From which severity on their findings fail the run.
    pub fail_on: Option<FailOn>,
    /// From which version on they are gated.
    pub since: Option<Version>,
    /// How bad rules are there.
    pub rule_settings: Vec<(&'static Rule, RuleSetting)>,
}

/// Versions that are no longer gated against, and why.
#[derive(Clone, Debug)]
pub struct Retired {
    /// Of which subjects.
    pub selection: Selection,
    /// The versions.
    pub versions: Vec<Version>,
    /// Why.
    pub reason: String,
}

/// How bad a rule is by a policy.
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
    /// Whatever is found.
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

/// A word that stands for nothing here, and those that would.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{text}\" is not one of {}", .words.join(", "))]
pub struct UnknownWord {
    text: String,
    words: &'static [&'static str],
}

impl FromStr for FailOn {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<FailOn, UnknownWord> {
        let unknown = || UnknownWord { text: text.to_owned(), words: &["breaking", "dangerous", "safe", "never"] };
        match text {
            "never" => Ok(FailOn::Never),
            word => severity(word).map(FailOn::Severity).ok_or_else(unknown),
        }
    }
}

impl FromStr for RuleSetting {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<RuleSetting, UnknownWord> {
        let unknown = || UnknownWord { text: text.to_owned(), words: &["breaking", "dangerous", "safe", "off"] };
        match text {
            "off" => Ok(RuleSetting::Off),
            word => severity(word).map(RuleSetting::As).ok_or_else(unknown),
        }
    }
}

fn severity(word: &str) -> Option<Severity> {
    [Severity::Breaking, Severity::Dangerous, Severity::Safe].into_iter().find(|severity| severity.name() == word)
}
