//! Reads and writes topics of Apache Kafka, and of a fake of it.
#![allow(missing_docs, unreachable_pub)]
#![cfg(unix)]

#[path = "../support/certificates.rs"]
mod certificates;
mod faults;
#[path = "../support/go.rs"]
mod go;
mod groups;
#[path = "../support/kafka.rs"]
mod kafka;
#[path = "../support/kept.rs"]
mod kept;
#[path = "../support/kfake.rs"]
mod kfake;
mod life;
mod messages;
mod messages_out;
mod printing;
#[path = "../support/python.rs"]
mod python;
#[path = "../../crates/kafka-batches/tests/support/reading.rs"]
mod reading;
#[path = "../support/sandbox.rs"]
mod sandbox;
mod scan;
#[path = "../support/server_process.rs"]
mod server_process;
#[path = "../support/topics.rs"]
mod topics;
#[path = "../support/unit_files.rs"]
mod unit_files;
mod units;
