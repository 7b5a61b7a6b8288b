//! The program as its users meet it: arguments and files in; standard output, standard error and the exit code out.
#![allow(missing_docs, unreachable_pub)]

mod bad_input;
mod faults;
mod fix;
mod homes;
mod human;
mod init;
mod json;
mod manual;
mod options;
mod preview;
#[path = "../support/python.rs"]
mod python;
mod repository;
mod revisions;
mod revisions_edges;
mod robust;
mod support;
mod trees;
