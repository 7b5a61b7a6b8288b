//! Reports for other programs: each is valid by its published schema, says what was found in its place, and keeps to what its
//! host takes.
#![allow(missing_docs, unreachable_pub)]

mod hosts;
mod life;
mod outputs;
mod page;
#[path = "../support/python.rs"]
mod python;
mod repository;
mod valid;
