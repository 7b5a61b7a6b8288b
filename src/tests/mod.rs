//! Tests the library of the gate as its front ends call it: laws over made-up histories, and promises of the cases.
#![allow(missing_docs, unreachable_pub)]

mod check;
mod configuration;
mod fixes;
mod hazards;
mod idl;
#[cfg(feature = "parquet")]
mod limits;
mod lint;
mod policy;
mod preview;
mod rules;
#[path = "../../crates/avro-resolve/tests/support/mod.rs"]
mod support;
