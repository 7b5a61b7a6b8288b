//! Checks reports for other programs: each is valid by its published schema, complete, and within the limits of its host.
#![allow(missing_docs, unreachable_pub)]

mod hosts;
mod life;
mod outputs;
mod page;
#[path = "../support/python.rs"]
mod python;
mod repository;
mod valid;
