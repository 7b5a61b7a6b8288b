//! The client against a scripted server. Answers that are called recordings were given by the server that is named, or follow
//! from its source; all others are made up. No test here speaks to a real registry.
#![allow(missing_docs, unreachable_pub)]

mod cached;
mod contexts;
mod credentials;
mod encrypted;
mod faults;
mod glue;
mod levels;
mod lists;
mod reading;
mod recorded;
mod server;
mod waiting;
