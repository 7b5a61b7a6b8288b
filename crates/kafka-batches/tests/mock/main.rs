//! Holds consumers and producers to librdkafka's own cluster of brokers, which runs in this process.
#![allow(missing_docs, unreachable_pub)]

mod cluster;
mod consuming;
mod faults;
mod groups;
mod producing;
#[path = "../support/reading.rs"]
mod reading;
mod settings;
