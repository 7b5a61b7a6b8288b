//! Reads and writes container files, block by block (specification: Object Container Files).
//!
//! Writing is [`write_header`] and a [`BlockWriter`] for each worker; reading is [`Blocks`], which holds one block at a time.
//! Nothing that a file claims is trusted: memory grows with the bytes that arrive and never with a number that claims them, and a block
//! may be no larger than a limit, stored or decompressed.

mod blocks;
mod codec;
mod compression;
mod error;
mod extents;
mod frames;
mod header;
mod pack;
mod unpack;
mod window;

pub use blocks::{Block, Blocks, FREE_RECORDS};
pub use codec::{Codec, SwitchedOff, UnknownCodec};
pub(super) use error::RECOVER;
pub use error::{ContainerCause, ContainerError};
pub use extents::follow_blocks;
pub use frames::{Frame, Frames, MAX_BLOCK, Skipped};
pub use header::{Header, MAGIC, read_header, write_header, write_header_with};
pub use pack::{BlockWriter, HEAD, frame};
pub use unpack::Unpacker;
