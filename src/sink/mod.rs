//! Writes files that are there only when they are complete.
//!
//! [`file`](mod@file) is one such file, [`texts`] reports, new files and schema files, [`rejects`] the lines that were turned
//! away, [`log_files`] all that a conversion writes.

pub(crate) mod file;
pub(crate) mod log_files;
pub(crate) mod rejects;
pub(crate) mod texts;
