//! Holds small data that every module may use: texts with their places among versions, problems, levels, dates, paths as text.

#[cfg(feature = "cli")]
pub(crate) mod data_input;
pub(crate) mod date;
pub(crate) mod effort;
pub(crate) mod input;
pub(crate) mod json;
pub(crate) mod level;
pub(crate) mod limits;
pub(crate) mod message_part;
pub(crate) mod path;
#[cfg(feature = "cli")]
pub(crate) mod shell;
pub(crate) mod text;
pub(crate) mod threads;
#[cfg(feature = "cli")]
pub(crate) mod unit;
pub(crate) mod version;
