//! Writes files that are there only when they are complete.
//!
//! [`file`](mod@file) is one such file, [`texts`] reports, new files and schema files, [`rejects`] the lines that were turned
//! away, [`log_files`] all that a conversion writes.

pub mod file;
pub mod log_files;
pub mod rejects;
pub mod texts;
