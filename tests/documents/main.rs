//! Checks what is written about the program: the README and the book, the configuration's schema, and the files by which
//! pipelines and package managers get it.
#![allow(missing_docs, unreachable_pub)]
#![cfg(unix)]

mod book;
#[path = "../support/confluent_server.rs"]
mod confluent_server;
#[path = "../support/fake_registry.rs"]
mod fake_registry;
mod packaging;
#[path = "../support/python.rs"]
mod python;
#[path = "../support/server_process.rs"]
mod server_process;
