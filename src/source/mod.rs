//! Reads everything that a check needs from outside: schemas, their versions and fixtures, settings, data and logs.
//!
//! What cannot be read is a [`Problem`](crate::model::input::Problem) with its cause and remedy; messages read on from `FILE: `.
//! From the bottom: [`files`] are texts that have been read, or that a caller holds in memory; `disk` and `git` produce them,
//! and `location` says which of the two a path means. [`layout`] reads subject and version off a path, [`directory`] a
//! directory of versions, [`fixtures`] the records beside it, [`roots`] both as the settings in [`config`] have it.
//! [`lookup`] finds the one schema that a user means, in the same way for every command. On top, [`check_input`] is what
//! `compat` checks, [`lint_input`] what `lint` looks at, [`survey`] what `init` finds.

pub mod against;
pub mod baseline;
pub mod check_input;
pub mod config;
pub mod data_files;
pub mod directory;
pub mod explicit;
pub mod files;
pub mod fixtures;
pub mod layout;
pub mod lint_input;
pub mod location;
pub mod log_input;
pub mod lookup;
pub mod roots;
pub mod survey;
pub mod watch;

mod arrangement;
mod compression;
mod disk;
mod git;
mod names;
mod other_forms;

#[cfg(test)]
mod test_tree;
