//! What a table of a scan says of one file.

use serde::{Deserialize, Serialize};

/// The schema of a row, for tables in columns.
#[cfg(feature = "parquet")]
pub(crate) const ROW_SCHEMA: &str = include_str!("row.avsc");

/// One line of a table. The names of its keys are a contract: keys are added, and never change their meaning.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Debug)]
pub(crate) struct FileRow {
    /// The name or the URL.
    pub file: String,
    /// Its size in bytes, if it is known without reading it.
    pub size: Option<u64>,
    /// What changes with its content: a time, or an entity tag.
    pub version: Option<String>,
    /// `headers`, `data-dependent` or `records`.
    pub depth: String,
    /// The full name of the writer's schema.
    pub schema: Option<String>,
    /// CRC-64-AVRO of its canonical form.
    pub schema_fingerprint: Option<String>,
    /// The name of the reader's schema.
    pub reader: Option<String>,
    /// SHA-256 of its text.
    pub reader_digest: Option<String>,
    /// That of the pair of schemas.
    pub verdict: Option<String>,
    /// Whether the reader fails on this file: by headers alone if it may, by records if it does.
    pub fails: bool,
    /// With records: the block of the first that fails, from 0.
    pub block: Option<u64>,
    /// The record in this block, from 0.
    pub record: Option<u64>,
    /// What is wrong with the file itself, or why there is no verdict.
    pub error: Option<String>,
}
