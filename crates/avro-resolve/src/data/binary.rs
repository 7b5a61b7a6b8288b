//! Avro's binary encoding of values (specification: Binary Encoding).

mod decode;
mod encode;
mod malformed;
mod reader;

pub(super) use decode::read_primitive;
pub use decode::{decode, read, skip};
pub use encode::{encode, encoded, put_bytes, put_long};
pub use malformed::{DecodeError, MAX_DEPTH, Malformed};
pub use reader::Reader;
