//! Settings in, the policy that they are out.

use std::sync::Arc;

use super::Settings;
use crate::model::date::Date;
use crate::model::level::Level;
use crate::policy::assume::Assumed;
use crate::policy::baseline::Baseline;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::policy::{FailOn, Override, Policy};
use crate::source::names::Renaming;

impl Settings {
    /// The policy on this day. What a flag or a variable says holds for every subject: it comes before the file, and so
    /// before the file's overrides.
    pub fn policy(&self, today: Date, baseline: Option<Arc<Baseline>>) -> Policy {
        let plain = &self.plain;
        let level = plain.level.clone().unwrap_or(Stated { value: Level::DEFAULT, origin: self.silence() });
        let fail_on = plain.fail_on.clone().unwrap_or(Stated { value: FailOn::DEFAULT, origin: self.silence() });
        let special = |special: &Override| Override {
            level: special.level.filter(|_| may_be_overridden(&level.origin)),
            fail_on: special.fail_on.filter(|_| may_be_overridden(&fail_on.origin)),
            since: special
                .since
                .clone()
                .filter(|_| plain.since.as_ref().is_none_or(|since| may_be_overridden(&since.origin))),
            ..special.clone()
        };
        let overrides = self.tables.overrides.iter();
        let overrides = overrides.map(|stated| Stated { value: special(&stated.value), origin: stated.origin.clone() });
        let overrides = overrides.collect();
        Policy {
            since: plain.since.clone(),
            grouping: plain.group.as_ref().map(|group| group.value).unwrap_or_default(),
            rule_settings: self.tables.treatments.clone(),
            assumed: plain.assume.as_ref().map(|assume| Assumed::new(assume.value.clone())).unwrap_or_default(),
            retired: self.tables.retired.clone(),
            waivers: self.tables.waivers.clone(),
            baseline,
            base: self.base.clone(),
            today,
            overrides,
            level,
            fail_on,
        }
    }

    /// What subjects are called, where that is not what their paths say.
    pub fn renamings(&self) -> &[Renaming] {
        &self.tables.renamings
    }
}

fn may_be_overridden(origin: &SettingOrigin) -> bool {
    match origin {
        SettingOrigin::Flag(_) | SettingOrigin::Variable(_) => false,
        SettingOrigin::File(_) | SettingOrigin::Default | SettingOrigin::Unreadable => true,
    }
}
