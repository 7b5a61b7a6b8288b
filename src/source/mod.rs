//! Reads everything that a check needs from outside: schemas, their versions and fixtures, settings, data and logs.
//!
//! What cannot be read is a [`Problem`](crate::model::input::Problem) with its cause and remedy; messages read on from `FILE: `.
//! From the bottom: [`files`] are texts that have been read, or that a caller holds in memory; `disk` and `git` produce them,
//! and `location` says which of the two a path means. [`layout`] reads subject and version off a path, [`directory`] a
//! directory of versions, [`fixtures`] the records beside it, [`roots`] both as the settings in [`config`] have it.
//! [`lookup`] finds the one schema that a user means, in the same way for every command. On top, [`check_input`] is what
//! `compat` checks, [`lint_input`] what `lint` looks at, [`survey`] what `init` finds.

#[cfg(feature = "cli")]
pub mod against;
mod arrangement;
#[cfg(feature = "cli")]
pub mod baseline;
#[cfg(feature = "cli")]
pub mod check_input;
#[cfg(feature = "cli")]
mod compression;
pub mod config;
#[cfg(feature = "cli")]
pub mod data_files;
pub mod directory;
#[cfg(feature = "cli")]
mod disk;
#[cfg(feature = "cli")]
pub mod explicit;
pub mod files;
pub mod fixtures;
#[cfg(feature = "cli")]
mod git;
pub mod layout;
#[cfg(feature = "cli")]
pub mod lint_input;
#[cfg(feature = "cli")]
pub mod location;
#[cfg(feature = "cli")]
pub mod log_input;
#[cfg(feature = "cli")]
pub mod lookup;
pub mod memory;
mod names;
mod other_forms;
#[cfg(feature = "cli")]
pub mod roots;
#[cfg(feature = "cli")]
pub mod survey;
#[cfg(feature = "cli")]
pub mod watch;

#[cfg(all(test, feature = "cli"))]
mod test_tree;
