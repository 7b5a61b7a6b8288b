//! Checks what is written about the program: the README and the book, the configuration's schema, and the files by which
//! pipelines and package managers get it.
#![allow(missing_docs, unreachable_pub)]
#![cfg(unix)]

mod book;
#[path = "../support/certificates.rs"]
mod certificates;
#[path = "../support/confluent_server.rs"]
mod confluent_server;
#[path = "../support/fake_registry.rs"]
mod fake_registry;
#[path = "../support/go.rs"]
mod go;
#[path = "../support/kafka.rs"]
mod kafka;
#[path = "../support/kept.rs"]
mod kept;
mod packaging;
#[path = "../support/python.rs"]
mod python;
#[path = "../support/sandbox.rs"]
mod sandbox;
#[path = "../support/server_process.rs"]
mod server_process;
#[path = "../support/topics.rs"]
mod topics;
