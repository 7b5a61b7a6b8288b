//! Checks reports for other programs: each is valid by its published schema, complete, and within the limits of its host.
#![allow(missing_docs, unreachable_pub)]

#[path = "../support/repository.rs"]
mod git_repository;
mod hostile;
mod hosts;
mod life;
mod outputs;
mod page;
mod playground;
#[path = "../support/python.rs"]
mod python;
mod repository;
#[path = "../support/sandbox.rs"]
mod sandbox;
mod valid;
