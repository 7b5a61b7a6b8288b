//! In: two schemas as JSON values and Avro binary. Out: the verdict, and the datum the reader sees.
//!
//! A plain reading of the Avro 1.12 specification, kept free of any code of the crate under test:
//! where the two disagree, one of them is wrong. Speed does not matter here, being obvious does.

// Every test file includes the whole interpreter and uses a part of it.
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
