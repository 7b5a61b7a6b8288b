//! Says by a team's settings what counts for each subject, and which findings fail the run.
//!
//! [`effective`] says what holds for a subject, [`gate`] which of its pairs count, [`judgement`] which findings fail, by
//! waivers and a [`baseline`]. A policy never changes a verdict: what cannot be read cannot be read.

pub(crate) mod baseline;
pub(crate) mod effective;
pub(crate) mod gate;
pub(crate) mod globs;
pub(crate) mod judgement;
pub(crate) mod origin;
pub(crate) mod setting;

use std::sync::Arc;

use crate::finding::fingerprint::Fingerprint;
use crate::model::date::Date;
use crate::model::level::Level;
use crate::model::version::Version;
use crate::rule::{Implementation, Rule};
use baseline::Baseline;
use globs::{Base, Selection};
use origin::{SettingOrigin, Stated};
pub(crate) use setting::{FailOn, Grouping, RuleSetting};

/// The settings of a team.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The compatibility level.
    pub level: Stated<Level>,
    /// From which severity on a finding fails the run.
    pub fail_on: Stated<FailOn>,
    /// Versions before this one are no longer gated against.
    pub since: Option<Stated<Version>>,
    /// Across which versions nothing is gated.
    pub grouping: Grouping,
    /// The severities of rules, where these are not their own.
    pub rule_settings: Vec<(&'static Rule, RuleSetting)>,
    /// Other settings for some subjects; the later one wins.
    pub overrides: Vec<Stated<Override>>,
    /// Versions that are no longer gated against.
    pub retired: Vec<Stated<Retired>>,
    /// The implementations whose readers matter.
    pub readers: Vec<Implementation>,
    /// Findings that fail nothing for a while.
    pub waivers: Vec<Arc<Stated<Waiver>>>,
    /// Findings that were known when the baseline was written.
    pub baseline: Option<Arc<Baseline>>,
    /// The directory that globs of paths start from.
    pub base: Base,
    /// The day on which waivers are judged.
    pub today: Date,
}

impl Policy {
    /// The policy without any settings but this level.
    pub fn at(level: Level) -> Policy {
        Policy {
            level: Stated { value: level, origin: SettingOrigin::Default },
            fail_on: Stated { value: FailOn::DEFAULT, origin: SettingOrigin::Default },
            since: None,
            grouping: Grouping::Together,
            rule_settings: Vec::new(),
            overrides: Vec::new(),
            retired: Vec::new(),
            readers: Implementation::DEFAULT.to_vec(),
            waivers: Vec::new(),
            baseline: None,
            base: Base::default(),
            today: Date::EARLIEST,
        }
    }
}

/// Settings for some subjects that replace the general ones.
#[derive(Clone, Default, Debug)]
pub struct Override {
    pub selection: Selection,
    pub level: Option<Level>,
    /// From which severity on their findings fail the run.
    pub fail_on: Option<FailOn>,
    /// From which version on they are gated.
    pub since: Option<Version>,
    /// The severities of rules.
    pub rule_settings: Vec<(&'static Rule, RuleSetting)>,
}

/// Versions that are no longer gated against, and why.
#[derive(Clone, Debug)]
pub struct Retired {
    pub selection: Selection,
    pub versions: Vec<Version>,
    pub reason: String,
}

/// A finding that fails nothing for a while, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiver {
    /// The finding; no other is waived with it.
    pub fingerprint: Fingerprint,
    pub reason: String,
    /// The last day on which it holds; without one it holds until it is removed.
    pub expires: Option<Date>,
    /// The only subject that it is about; without one, every subject with this finding.
    pub subject: Option<String>,
}

impl Waiver {
    /// Whether it holds on this day.
    pub fn holds_on(&self, today: Date) -> bool {
        self.expires.is_none_or(|last| today <= last)
    }
}
