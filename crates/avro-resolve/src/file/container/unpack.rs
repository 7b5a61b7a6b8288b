//! The stored bytes of a block in, its data out: bounded, whatever the bytes claim.

use std::io::{self, Read};

use bzip2::bufread::MultiBzDecoder;
use libdeflater::{DecompressionError, Decompressor};
use liblzma::bufread::XzDecoder;
use liblzma::stream::{CONCATENATED, Stream};
use zstd::zstd_safe::{DCtx, ResetDirective};

use super::codec::Codec;
use super::error::ContainerCause;
use super::pack::CHECKSUM;

/// Decompresses blocks. Each worker keeps one: it uses its decompressor again.
pub struct Unpacker {
    codec: &'static str,
    kind: Decompression,
    limit: u64,
    /// The size of the last block: a guess at that of the next.
    guess: usize,
}

enum Decompression {
    Null,
    Deflate(Decompressor),
    Snappy(snap::raw::Decoder),
    Zstandard(DCtx<'static>),
    Bzip2,
    Xz,
}

/// Why stored bytes are no data.
enum Trouble {
    Corrupt(String),
    TooLarge,
}

impl Unpacker {
    /// Prepares to decompress blocks of up to `limit` bytes each.
    pub fn new(codec: &Codec, limit: u64) -> Unpacker {
        let kind = match codec {
            Codec::Null => Decompression::Null,
            Codec::Deflate(_) => Decompression::Deflate(Decompressor::new()),
            Codec::Snappy => Decompression::Snappy(snap::raw::Decoder::new()),
            Codec::Zstandard(_) => Decompression::Zstandard(DCtx::create()),
            Codec::Bzip2 => Decompression::Bzip2,
            Codec::Xz => Decompression::Xz,
        };
        Unpacker { codec: codec.name(), kind, limit, guess: 0 }
    }

    /// Puts the data of a block into `data`, whose memory is used again.
    ///
    /// # Errors
    /// [`ContainerCause::Corrupt`] if they do not decompress, [`ContainerCause::Bomb`] if they are larger than the limit.
    pub fn unpack(&mut self, stored: &[u8], data: &mut Vec<u8>) -> Result<(), ContainerCause> {
        let limit = self.limit;
        let outcome = match &mut self.kind {
            Decompression::Null => {
                data.clear();
                data.extend_from_slice(stored);
                Ok(())
            }
            Decompression::Deflate(decompressor) => inflate(decompressor, stored, self.guess, limit, data),
            Decompression::Snappy(decoder) => snappy(decoder, stored, limit, data),
            Decompression::Zstandard(context) => zstandard(context, stored, limit, data),
            Decompression::Bzip2 => read(MultiBzDecoder::new(stored), limit, data),
            Decompression::Xz => xz(stored, limit, data),
        };
        self.guess = data.len();
        outcome.map_err(|trouble| match trouble {
            Trouble::Corrupt(what) => ContainerCause::Corrupt { codec: self.codec, what },
            Trouble::TooLarge => ContainerCause::Bomb { stored: stored.len() as u64, limit },
        })
    }
}

/// libdeflate wants all the memory at once: it gets twice as much until that is enough.
fn inflate(
    decompressor: &mut Decompressor,
    stored: &[u8],
    guess: usize,
    limit: u64,
    data: &mut Vec<u8>,
) -> Result<(), Trouble> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut size = (guess + guess / 4).max(stored.len().saturating_mul(4)).max(SMALLEST).min(limit);
    loop {
        data.resize(size, 0);
        match decompressor.deflate_decompress(stored, data) {
            Ok(length) => {
                data.truncate(length);
                return Ok(());
            }
            Err(DecompressionError::BadData) => {
                data.clear();
                return Err(Trouble::Corrupt("they are no deflate stream (RFC 1951)".to_owned()));
            }
            Err(DecompressionError::InsufficientSpace) if size >= limit => {
                data.clear();
                return Err(Trouble::TooLarge);
            }
            Err(DecompressionError::InsufficientSpace) => {
                size = size.saturating_mul(2).min(limit);
                // It starts again, and needs nothing of what it has.
                *data = Vec::new();
                *data = vec![0; size];
            }
        }
    }
}

const SMALLEST: usize = 4 << 10;

fn snappy(decoder: &mut snap::raw::Decoder, stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
    let too_short = || Trouble::Corrupt(format!("{} bytes do not hold a checksum", stored.len()));
    let (stored, checksum) = stored.split_last_chunk::<CHECKSUM>().ok_or_else(too_short)?;
    let size = snap::raw::decompress_len(stored).map_err(corrupt)?;
    if size as u64 > limit {
        return Err(Trouble::TooLarge);
    }
    if size as u64 > SNAPPY_RATIO * stored.len() as u64 {
        return Err(Trouble::Corrupt(format!("{} bytes cannot hold the {size} that they claim", stored.len())));
    }
    data.resize(size, 0);
    let length = decoder.decompress(stored, data).map_err(corrupt)?;
    data.truncate(length);
    let (stated, actual) = (u32::from_be_bytes(*checksum), crc32fast::hash(data));
    if stated != actual {
        return Err(Trouble::Corrupt(format!("their CRC-32 is {actual:08x}, and {stated:08x} is stated")));
    }
    Ok(())
}

/// Snappy copies at most 64 bytes for three bytes of input (format description, 2.2.2): more than this is a lie.
const SNAPPY_RATIO: u64 = 64;

fn zstandard(context: &mut DCtx<'static>, stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
    let outcome = read(zstd::Decoder::with_context(stored, context), limit, data);
    // The frame may have been left in its middle.
    context.reset(ResetDirective::SessionOnly).map_err(|code| Trouble::Corrupt(format!("error {code}")))?;
    outcome
}

fn xz(stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
    let stream = Stream::new_stream_decoder(limit.max(XZ_MEMORY), CONCATENATED).map_err(corrupt)?;
    read(XzDecoder::new_stream(stored, stream), limit, data)
}

/// So much memory may always be used for a dictionary: preset 9 needs half of it.
const XZ_MEMORY: u64 = 128 << 20;

/// Reads to the end, or until there is a byte too many.
fn read(from: impl Read, limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
    data.clear();
    from.take(limit.saturating_add(1)).read_to_end(data).map_err(|error: io::Error| corrupt(error))?;
    if data.len() as u64 > limit { Err(Trouble::TooLarge) } else { Ok(()) }
}

fn corrupt(error: impl std::fmt::Display) -> Trouble {
    Trouble::Corrupt(error.to_string())
}
