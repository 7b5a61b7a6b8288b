//! Runs the program as its users do, with arguments and files, and looks at standard output, standard error and the exit code.
#![allow(missing_docs, unreachable_pub)]

mod bad_input;
mod boundary;
mod bounds;
#[path = "../support/certificates.rs"]
mod certificates;
#[cfg(feature = "parquet")]
mod columns;
mod compressed_data;
#[path = "../support/confluent_server.rs"]
mod confluent_server;
#[cfg(any(feature = "cloud", feature = "parquet"))]
#[path = "../support/container.rs"]
mod container;
mod convert;
#[path = "../support/fake_registry.rs"]
mod fake_registry;
mod faults;
mod fix;
mod gate_bounds;
mod gate_bypasses;
mod gate_identity;
mod gate_rules;
mod generated_log;
#[path = "../support/go.rs"]
mod go;
mod homes;
mod human;
mod idl;
mod impact;
mod init;
mod inspect;
mod interruptions;
mod json;
#[path = "../support/kept.rs"]
mod kept;
mod links_at_revisions;
mod log_compression;
mod log_inputs;
mod log_run;
mod logs;
mod manual;
#[cfg(feature = "mcp")]
mod mcp;
mod options;
mod outputs;
mod preview;
#[path = "../support/python.rs"]
mod python;
mod raw;
mod readers;
mod real_registries;
mod registry_check;
mod registry_drift;
mod registry_gate;
mod registry_messages;
mod registry_pull;
mod repositories;
#[path = "../support/repository.rs"]
mod repository;
mod revisions;
mod revisions_edges;
mod robust;
#[path = "../support/sandbox.rs"]
mod sandbox;
mod scan;
mod scan_table;
#[path = "../../crates/schema-registry/tests/support/server.rs"]
mod server;
#[path = "../support/server_process.rs"]
mod server_process;
mod several_roots;
mod standard_input;
#[cfg(feature = "cloud")]
#[path = "../support/store_server.rs"]
mod store_server;
#[cfg(feature = "cloud")]
mod stores;
#[cfg(not(feature = "cloud"))]
mod stores_absent;
#[path = "../../crates/avro-resolve/tests/support/mod.rs"]
mod support;
mod terminal;
mod typed_logs;
#[path = "../support/unit_files.rs"]
mod unit_files;
mod units;
