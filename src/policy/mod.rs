//! What a team has agreed on: for each subject what counts, and for each finding whether it fails the run.
//!
//! [`terms`] says what holds for a subject, [`gate`] which of its pairs count, [`waiver`] and [`baseline`] which findings are
//! excused. A policy never changes a verdict: what cannot be read cannot be read.

pub(crate) mod assume;
pub(crate) mod baseline;
pub(crate) mod gate;
pub(crate) mod globs;
pub(crate) mod judgement;
pub(crate) mod origin;
pub(crate) mod setting;
pub(crate) mod terms;
pub(crate) mod waiver;

use std::sync::Arc;

use crate::model::date::Date;
use crate::model::level::Level;
use crate::model::version::Version;
use crate::rule::Rule;
use assume::Assumed;
use baseline::Baseline;
use globs::{Base, Selection};
use origin::{SettingOrigin, Stated};
pub(crate) use setting::{FailOn, Grouping, RuleSetting};
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
