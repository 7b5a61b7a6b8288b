//! Makes text of reports, for people and for machines.

pub(crate) mod cause;
pub mod command;
pub(crate) mod contract;
pub(crate) mod datum;
pub mod format;
pub mod location;
pub mod problem;
pub mod summary;
pub mod text;
pub mod waiver;
pub(crate) mod words;
