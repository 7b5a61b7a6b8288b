//! Data that travel alone or in a row: bare, or in single-object encoding, which names the schema (specification: Single-object
//! encoding).

mod object;
mod stream;

pub use object::{Envelope, MAGIC, SingleError, decode_avro, encode_avro, looks_confluent, open, open_confluent};
pub use stream::{Framing, SchemaKey, StreamError, each_datum};
