//! Reads the settings in force: from flags, variables of the environment and `avrocheck.toml`, each with where it comes from.
//!
//! Flags come before variables, variables before the file, the file before defaults. The layering is written here and not
//! taken from a library because every value keeps its place, and every mistake is reported with it.
//! [`keys`] is the file's form, [`words`] what can be said in all three places, [`meaning`] what the rest of the file means;
//! [`edit`] adds a waiver to the file, [`find`] finds it.

pub mod edit;
pub mod environment;
pub mod find;
mod keys;
mod meaning;
mod read;
mod rows;
mod settings;
#[cfg(test)]
mod tests;
mod words;

pub use find::FILE_NAME;
pub use read::{Sources, settings};
pub use settings::{ConfigChoice, Settings};
pub use words::{Layer, Plain, SettingKey};
