//! Bytes in, files out that are there only when they are complete.
//!
//! [`file`](mod@file) is one such file, [`rejects`] the lines that were turned away, [`log_files`] all that a conversion
//! writes, [`report_file`] a report.

pub mod file;
pub mod log_files;
pub mod rejects;
pub mod report_file;
