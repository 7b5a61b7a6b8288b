//! What a check has found, for all requests until the next one.

use super::types::TypeIndex;
use crate::model::date::Date;
use crate::model::input::Problem;
use crate::report::CompatReport;
use crate::source::config::Settings;

/// All that is known of the texts at one moment.
pub(super) struct EditorSnapshot {
    /// The change after which it was made.
    pub(super) generation: u64,
    /// What `compat` says, where there is a directory of schemas.
    pub(super) compat: Option<CompatReport>,
    /// What `lint` says of that directory, and of open files that are not in it.
    pub(super) lints: Vec<CompatReport>,
    pub(super) types: TypeIndex,
    pub(super) settings: Settings,
    /// Problems of a configuration that makes no sense at the moment; the last one that did is in force.
    pub(super) configuration_problems: Vec<Problem>,
    pub(super) today: Date,
}

impl EditorSnapshot {
    /// The reports: that of `compat` first.
    pub(super) fn reports(&self) -> impl Iterator<Item = &CompatReport> {
        self.compat.iter().chain(&self.lints)
    }
}
