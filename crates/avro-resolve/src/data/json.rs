//! Values as JSON, and JSON as values (specification: JSON Encoding).
//!
//! Data may be plain JSON, or have their unions tagged as in Avro's JSON encoding, or both in one record.

mod binary;
mod lines;
mod plain;
mod read;
mod show;
mod write;

pub use binary::Written;
pub use lines::{LineError, NotJson, each_line};
pub use read::{JsonMisfit, JsonReader, from_json};
pub(super) use show::hex;
pub use show::show;
pub(super) use write::float_json;
pub use write::tag;
pub use write::{Encoded, to_json};
