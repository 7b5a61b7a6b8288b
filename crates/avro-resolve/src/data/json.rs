//! Values as JSON, and JSON as values (specification: JSON Encoding).
//!
//! Data may be plain JSON, or have their unions tagged as in Avro's JSON encoding, or both in one record.

mod lines;
mod plain;
mod read;
mod show;
mod stream;
mod tree;

pub use lines::{LineError, NotJson, each_line};
pub use read::{JsonMisfit, from_json};
pub(super) use show::hex;
pub use show::show;
pub use stream::{Encoded, Written};
pub(super) use tree::float_json;
pub use tree::to_json;
