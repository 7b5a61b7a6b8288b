//! Data that travel alone or in a row: bare, in single-object encoding, which names the schema (specification: Single-object
//! encoding), or as messages that name it by an id of a schema registry.

mod message;
mod object;
mod stream;
mod zlib;

pub use message::{Compression, MessageError, SchemaVersionId, open_confluent, open_glue};
pub use object::{Envelope, MAGIC, SingleError, decode_avro, encode_avro, open};
pub use stream::{Framing, SchemaKey, StreamError, each_datum};
