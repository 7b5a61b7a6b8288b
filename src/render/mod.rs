//! Makes text of reports: for people and for machines.

pub mod command;
pub mod format;
pub mod part;
pub(crate) mod words;
