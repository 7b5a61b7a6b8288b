//! What every codec does, and the memory that it does it in.

use std::io;
#[cfg(any(feature = "bzip2", feature = "xz", feature = "zstandard"))]
use std::io::Read;

/// Compresses blocks, one after the other.
pub(in crate::file::container) trait Compress: Send {
    /// The compressed data, which may lie in `room`: memory that is used again.
    fn compress<'a>(&mut self, data: &[u8], room: &'a mut Vec<u8>) -> io::Result<&'a [u8]>;
}

/// Decompresses blocks, one after the other.
pub(in crate::file::container) trait Decompress: Send {
    /// Puts the data into `data`, whose memory is used again: at most `limit` bytes, whatever the stored ones claim.
    fn decompress(&mut self, stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble>;
}

/// Why stored bytes are not compressed data.
#[cfg_attr(
    not(any(feature = "bzip2", feature = "deflate", feature = "snappy", feature = "xz", feature = "zstandard")),
    allow(dead_code)
)]
pub(in crate::file::container) enum Trouble {
    Corrupt(String),
    TooLarge,
}

/// Reads to the end, or until there is a byte too many.
#[cfg(any(feature = "bzip2", feature = "xz", feature = "zstandard"))]
pub(super) fn read(mut from: impl Read, limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
    /// Memory of more bytes is taken for all that is allowed at once, as far as it is used: to grow would take it twice.
    const LARGE: u64 = 16 << 20;
    data.clear();
    let end = limit.saturating_add(1);
    from.by_ref().take(end.min(LARGE)).read_to_end(data).map_err(corrupt)?;
    if data.len() as u64 == LARGE && end > LARGE {
        data.try_reserve_exact((end - LARGE) as usize).map_err(corrupt)?;
        from.take(end - LARGE).read_to_end(data).map_err(corrupt)?;
    }
    if data.len() as u64 > limit { Err(Trouble::TooLarge) } else { Ok(()) }
}

#[cfg(any(feature = "bzip2", feature = "snappy", feature = "xz", feature = "zstandard"))]
pub(super) fn corrupt(error: impl std::fmt::Display) -> Trouble {
    Trouble::Corrupt(error.to_string())
}

/// Memory of at least `length` bytes. It never shrinks, so that it is cleared once.
#[cfg(any(feature = "deflate", feature = "snappy"))]
pub(super) fn at_least(room: &mut Vec<u8>, length: usize) -> &mut [u8] {
    if room.len() < length {
        room.resize(length, 0);
    }
    room
}
