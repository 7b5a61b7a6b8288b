//! Reads data with another schema, and says beforehand whether that goes well: the specification as an interpreter.
//!
//! A plain reading of the Avro 1.12 specification, kept free of any code of the crate under test:
//! where the two disagree, one of them is wrong. Speed does not matter here, being obvious does.

// Not every test uses all of it.
#![allow(dead_code, unused_imports)]

mod binary;
mod datum;
mod defaults;
mod model;
mod read;
mod resolve;
mod verdict;

pub use binary::encode;
pub use datum::Datum;
pub use model::Schema;
pub use read::{decode, read};
pub use verdict::{Verdict, verdict};
