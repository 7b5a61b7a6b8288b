//! Makes text of reports, for people and for machines.

pub(crate) mod cause;
#[cfg(feature = "cli")]
pub(crate) mod command;
pub(crate) mod contract;
pub(crate) mod datum;
pub(crate) mod diff;
pub mod format;
pub(crate) mod location;
pub(crate) mod patch;
pub(crate) mod problem;
pub(crate) mod record;
pub(crate) mod rule_page;
pub(crate) mod summary;
pub(crate) mod text;
pub(crate) mod waiver;
pub(crate) mod words;
