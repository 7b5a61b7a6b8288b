//! The program as its users meet it: arguments and files in; standard output, standard error and the exit code out.
#![allow(missing_docs)]

mod bad_input;
mod faults;
mod fix;
mod homes;
mod human;
mod json;
mod options;
mod preview;
mod repository;
mod revisions;
mod revisions_edges;
mod robust;
mod support;
mod trees;
