//! Blocks of encoded data in, an Avro object container file out, and back (specification: Object Container Files).
//!
//! Writing is [`write_header`] and a [`BlockWriter`] for each worker; reading is [`Blocks`], which holds one block at a time.
//! Nothing in a file is believed: memory grows with the bytes that arrive and never with a number that claims them, and a block
//! may be no larger than a limit, stored or decompressed.

mod blocks;
mod codec;
mod error;
mod frames;
mod header;
mod pack;
#[cfg(test)]
mod tests;
mod unpack;
mod window;

pub use blocks::{Block, Blocks};
pub use codec::{Codec, UnknownCodec};
pub use error::{ContainerCause, ContainerError};
pub use frames::{Frame, Frames, Skipped};
pub use header::{Header, read_header, write_header};
pub use pack::{BlockWriter, HEAD, frame};
pub use unpack::Unpacker;

/// The four bytes that a container file starts with: `Obj` and the version of the format.
pub const MAGIC: [u8; 4] = *b"Obj\x01";

/// No block may be larger than this, neither as it is stored nor decompressed, unless a reader says otherwise: so small a file
/// as it takes to claim more is a decompression bomb rather than data. The limit of apache-avro is the same.
pub const MAX_BLOCK: u64 = 512 << 20;

/// Records that take no bytes, as those of the schema `"null"`, can claim any number of themselves. So many of them are granted
/// to a file beyond one record for each byte of its blocks.
pub const FREE_RECORDS: u64 = 1 << 20;
