//! Files and directories in, the input of a check out.
//!
//! [`directory`] reads schemas, [`fixtures`] the records beside them, [`config`] the settings, [`inspect`] single files;
//! [`layout`] is the one place that knows how a path says its subject and version. What cannot be read is a
//! [`Problem`](crate::compat::input::Problem) with its cause and remedy; messages read on from `FILE: `.

pub mod against;
pub mod argument;
pub mod config;
pub mod directory;
pub mod fixtures;
pub mod inspect;
pub mod layout;
pub mod log_input;
pub mod log_schemas;

mod arrangement;
mod explicit;
mod git;
mod paths;
mod schema_files;
mod text;
mod walk;

#[cfg(test)]
mod test_tree;
