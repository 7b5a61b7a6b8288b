//! Files and directories in, the input of a check out.
//!
//! [`directory`] reads schemas, [`fixtures`] the records beside them, [`config`] the settings, [`inspect`] single files,
//! [`lint_input`] schemas that are looked at one by one; [`tree`] joins them as the settings say, [`names`] gives subjects other
//! names than their paths do, [`baseline`] is what was known before. [`schema_choice`] and [`schema_argument`] find the one
//! schema that a user names, [`record_file`] records, [`home`] is where schemas are looked up; [`watch`] waits until something
//! is saved. [`survey`] looks for schemas where nobody has said where they are. [`layout`] is the one place
//! that knows how a path says its subject and version. What cannot be read is a
//! [`Problem`](crate::model::input::Problem) with its cause and remedy; messages read on from `FILE: `.

pub mod against;
pub mod argument;
pub mod baseline;
pub mod config;
pub mod containers;
pub mod data_input;
pub mod directory;
pub mod fixtures;
pub mod home;
pub mod inspect;
pub mod layout;
pub mod lint_input;
pub mod log_input;
pub mod log_schemas;
pub mod names;
pub mod record_file;
pub mod schema_argument;
pub mod schema_choice;
pub mod schema_file;
pub mod survey;
pub mod tree;
pub mod watch;

mod arrangement;
mod compression;
mod explicit;
mod git;
mod paths;
mod schema_files;
mod text;
mod walk;

#[cfg(test)]
mod test_tree;
