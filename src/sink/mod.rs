//! Bytes in, files out that are there only when they are complete.
//!
//! [`file`](mod@file) is one such file, [`schema_file`] one that is there already, [`rejects`] the lines that were turned
//! away, [`log_files`] all that a conversion writes, [`report_file`] a report, [`new_files`] what must not be there before.

pub mod file;
pub mod log_files;
pub mod new_files;
pub mod rejects;
pub mod report_file;
pub mod schema_file;
