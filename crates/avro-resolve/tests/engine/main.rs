//! The engine against the world: what other implementations recorded, what a plain interpreter of the specification does, and
//! laws that hold for every schema, every pair and every text.
#![allow(missing_docs, unreachable_pub)]

mod conformance;
mod containers;
mod defaults;
mod depth;
mod fingerprints;
mod interpreter;
mod laws;
mod names;
mod proof;
#[path = "../support/mod.rs"]
mod support;
