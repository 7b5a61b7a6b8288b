//! Reads the settings in force: from flags, variables of the environment and `avrocheck.toml`, each with where it comes from.
//!
//! Flags come before variables, variables before the file, the file before defaults. The layering is written here and not
//! taken from a library because every value keeps its place, and every mistake is reported with it.
//! [`keys`] is the file's form, [`words`] what can be said in all three places, [`meaning`] what the rest of the file means;
//! [`edit`] adds a waiver to the file, [`find`] finds it.

#[cfg(feature = "cli")]
pub(crate) mod edit;
#[cfg(feature = "cli")]
pub(crate) mod environment;
#[cfg(feature = "cli")]
pub(crate) mod find;
mod keys;
mod meaning;
#[cfg(feature = "lsp")]
pub(crate) mod offered;
#[cfg(feature = "cli")]
mod read;
mod registries;
#[cfg(feature = "cli")]
mod registry_levels;
mod rows;
mod settings;
#[cfg(all(test, feature = "cli"))]
mod tests;
mod words;

#[cfg(feature = "cli")]
pub(crate) use find::FILE_NAME;
#[cfg(feature = "cli")]
pub(in crate::source) use keys::{explain, problem_at};
pub(crate) use meaning::Renaming;
#[cfg(feature = "cli")]
pub(crate) use read::{Sources, settings};
#[cfg(feature = "cli")]
pub(crate) use registries::{NamedRegistry, REGISTRY_SCHEME, SubjectNaming};
pub use settings::Settings;
#[cfg(feature = "cli")]
pub(crate) use words::{Layer, SettingKey, says_nothing};
