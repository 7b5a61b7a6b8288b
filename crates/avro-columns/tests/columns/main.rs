//! Columns hold what a reader reads, in memory and in files.
#![allow(missing_docs, unreachable_pub)]

mod kinds;
mod laws;
mod read_back;
#[path = "../../../avro-resolve/tests/support/mod.rs"]
mod support;
