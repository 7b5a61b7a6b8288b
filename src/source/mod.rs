//! Reads everything that a check needs from outside: schemas, their versions and fixtures, settings, data and logs.
//!
//! What cannot be read is a [`Problem`](crate::model::input::Problem) with its cause and remedy; messages read on from `FILE: `.
//! From the bottom: [`files`] are texts that have been read, or that a caller holds in memory; `disk` and `git` produce them,
//! where `overlay` has what an editor has not saved,
//! and `location` says which of the two a path means. `boundary` says how far a repository may lead, and `walk` follows its
//! links that far; `reach` leaves less to a program that serves others. [`layout`] reads subject and version off a path, [`directory`] a
//! directory of versions, [`fixtures`] the records beside it, [`roots`] both as the settings in [`config`] have it.
//! [`lookup`] finds the one schema that a user means, in the same way for every command. On top, [`check_input`] is what
//! `compat` checks, [`lint_input`] what `lint` looks at, [`survey`] what `init` finds.

#[cfg(feature = "cli")]
pub(crate) mod against;
mod arrangement;
#[cfg(feature = "cli")]
pub(crate) mod baseline;
#[cfg(feature = "cli")]
pub(crate) mod boundary;
#[cfg(feature = "cli")]
pub(crate) mod bundle;
#[cfg(feature = "cli")]
pub(crate) mod check_input;
#[cfg(feature = "cli")]
mod compression;
pub(crate) mod config;
#[cfg(feature = "cli")]
pub(crate) mod configured_base;
#[cfg(feature = "cli")]
pub(crate) mod data_files;
pub(crate) mod directory;
#[cfg(feature = "cli")]
pub(crate) mod disk;
#[cfg(feature = "cli")]
pub(crate) mod explicit;
pub(crate) mod files;
pub(crate) mod fixtures;
#[cfg(feature = "cli")]
pub(crate) mod git;
#[cfg(feature = "cli")]
mod globs;
#[cfg(feature = "cli")]
pub(crate) mod growing_log;
#[cfg(feature = "cli")]
mod ignored;
#[cfg(feature = "cli")]
pub(crate) mod impact_input;
pub(crate) mod layout;
#[cfg(feature = "cli")]
pub(crate) mod lint_input;
#[cfg(feature = "cli")]
pub(crate) mod location;
#[cfg(feature = "cli")]
pub(crate) mod log_input;
#[cfg(feature = "cli")]
mod lone_versions;
#[cfg(feature = "cli")]
pub(crate) mod lookup;
pub(crate) mod memory;
mod names;
#[cfg(feature = "cli")]
pub(crate) mod overlay;
#[cfg(feature = "cli")]
mod packed;
#[cfg(feature = "cli")]
mod part;
#[cfg(feature = "cli")]
pub(crate) mod pins;
#[cfg(feature = "cli")]
pub(crate) mod pulled_subject;
#[cfg(feature = "cli")]
pub(crate) mod reach;
#[cfg(feature = "cli")]
pub(crate) mod registry;
#[cfg(feature = "cli")]
pub(crate) mod roots;
mod shared_versions;
#[cfg(feature = "cli")]
pub(crate) mod survey;
#[cfg(feature = "cli")]
mod twins;
pub(crate) mod uncompared;
#[cfg(feature = "cli")]
pub(crate) mod units;
#[cfg(feature = "cli")]
pub(crate) mod value_checks;
#[cfg(feature = "cli")]
mod walk;
#[cfg(feature = "cli")]
pub(crate) mod watch;

#[cfg(all(test, feature = "cli"))]
mod test_tree;
