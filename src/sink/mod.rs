//! Writes files that are there only when they are complete.
//!
//! [`file`](mod@file) is one such file, [`directory`] a directory of them, [`tree`] one with directories in it, [`texts`] reports, new files and schema files,
//! [`scan_table`] what a scan found in each file, and `scan_columns` the same in columns, [`rejects`] the lines that were turned away, [`log_files`] all that a conversion writes, of which [`early_sync`] brings parts to
//! the disk while it goes on, [`object`] the same in object stores, and [`unit`](mod@unit) what is made of one range of an input that has no end.

mod directory;
mod early_sync;
pub(crate) mod file;
pub(crate) mod log_files;
pub(crate) mod object;
mod orphan;
pub(crate) mod rejects;
mod rename;
#[cfg(feature = "parquet")]
pub(crate) mod scan_columns;
pub(crate) mod scan_table;
pub(crate) mod texts;
#[cfg(feature = "parquet")]
pub(crate) mod tree;
pub(crate) mod unit;
