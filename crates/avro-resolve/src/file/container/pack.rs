//! The encoded records of a block in, the block as it stands in a file out.

use std::io::{self, Read};

use bzip2::Compression;
use bzip2::bufread::BzEncoder;
use libdeflater::{CompressionLvl, Compressor};
use liblzma::bufread::XzEncoder;
use liblzma::stream::{Check, Filters, LzmaOptions, Stream};
use snap::raw::{Encoder, max_compress_len};
use zstd::zstd_safe::CParameter;

use super::codec::Codec;
use crate::data::binary::put_long;

/// Writes blocks. Each worker keeps one: it uses its compressor and its memory again.
pub struct BlockWriter {
    packer: Packer,
    packed: Vec<u8>,
}

enum Packer {
    Null,
    Deflate(Compressor),
    Snappy(Box<Encoder>),
    Zstandard(i32, Option<zstd::bulk::Compressor<'static>>),
    Bzip2,
    Xz,
}

impl BlockWriter {
    /// Prepares to compress.
    pub fn new(codec: &Codec) -> BlockWriter {
        let packer = match *codec {
            Codec::Null => Packer::Null,
            Codec::Deflate(level) => Packer::Deflate(Compressor::new(deflate_level(level))),
            Codec::Snappy => Packer::Snappy(Box::new(Encoder::new())),
            Codec::Zstandard(level) => Packer::Zstandard(level, None),
            Codec::Bzip2 => Packer::Bzip2,
            Codec::Xz => Packer::Xz,
        };
        BlockWriter { packer, packed: Vec::new() }
    }

    /// Appends a block of `count` records, whose encodings are `data`. Without records there is none: apache-avro would take an
    /// empty block for the end of the file.
    ///
    /// # Errors
    /// Those of the compressor, which has none but a lack of memory.
    pub fn block(&mut self, count: u64, data: &[u8], sync: &[u8; 16], out: &mut Vec<u8>) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        let packed = self.packer.pack(data, &mut self.packed)?;
        out.reserve(packed.len() + 2 * LONGEST_LONG + sync.len());
        put_long(count as i64, out);
        put_long(packed.len() as i64, out);
        out.extend_from_slice(packed);
        out.extend_from_slice(sync);
        Ok(())
    }

    /// Whether blocks hold the records as they are encoded, so that [`frame`] can make a block of them where they are.
    pub fn is_plain(&self) -> bool {
        matches!(self.packer, Packer::Null)
    }
}

/// So many bytes are left free in front of records that [`frame`] makes a block of: the length of most blocks' head.
pub const HEAD: usize = 5;

/// Makes a block of the records that stand in `out` behind `start` and [`HEAD`] bytes, without a copy of them.
pub fn frame(count: u64, start: usize, sync: &[u8; 16], out: &mut Vec<u8>) {
    let mut head = Vec::with_capacity(2 * LONGEST_LONG);
    put_long(count as i64, &mut head);
    put_long((out.len() - start - HEAD) as i64, &mut head);
    if head.len() == HEAD {
        out[start..start + HEAD].copy_from_slice(&head);
    } else {
        out.splice(start..start + HEAD, head);
    }
    out.extend_from_slice(sync);
}

const LONGEST_LONG: usize = 10;

impl Packer {
    fn pack<'a>(&mut self, data: &'a [u8], room: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        match self {
            Packer::Null => return Ok(data),
            Packer::Deflate(compressor) => {
                let room = at_least(room, compressor.deflate_compress_bound(data.len()));
                let length = compressor.deflate_compress(data, room).map_err(io::Error::other)?;
                return Ok(&room[..length]);
            }
            Packer::Snappy(encoder) => {
                let room = at_least(room, max_compress_len(data.len()) + CHECKSUM);
                let length = encoder.compress(data, room)?;
                room[length..length + CHECKSUM].copy_from_slice(&crc32fast::hash(data).to_be_bytes());
                return Ok(&room[..length + CHECKSUM]);
            }
            Packer::Zstandard(level, compressor) => {
                let compressor = match compressor {
                    Some(compressor) => compressor,
                    None => compressor.insert(zstandard(*level)?),
                };
                room.clear();
                room.reserve(zstd::zstd_safe::compress_bound(data.len()));
                compressor.compress_to_buffer(data, room)?;
            }
            Packer::Bzip2 => {
                room.clear();
                BzEncoder::new(data, Compression::best()).read_to_end(room)?;
            }
            Packer::Xz => {
                room.clear();
                XzEncoder::new_stream(data, xz(data.len())?).read_to_end(room)?;
            }
        }
        Ok(room)
    }
}

/// The length of a CRC-32.
pub(super) const CHECKSUM: usize = 4;

/// A level promises a size, that of zlib: libdeflate gets there with less effort from 6 on. On records of log lines its 5 makes
/// 24.5 % of blocks of 64 KiB, zlib's 6 makes 24.7 %; its 9 takes a third longer than its 8, and saves a thousandth.
fn deflate_level(level: u32) -> CompressionLvl {
    let effort = match level {
        0..=5 => level as i32,
        6.. => level as i32 - 1,
    };
    CompressionLvl::new(effort).unwrap_or_default()
}

/// A compressor whose frames carry a checksum, which every reader checks: the format of blocks has none.
fn zstandard(level: i32) -> io::Result<zstd::bulk::Compressor<'static>> {
    let mut compressor = zstd::bulk::Compressor::new(level)?;
    compressor.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(compressor)
}

/// Preset 6 with a dictionary no larger than the data can use: to clear its usual 8 MiB takes longer than to compress a block.
fn xz(size: usize) -> Result<Stream, liblzma::stream::Error> {
    let mut options = LzmaOptions::new_preset(XZ_PRESET)?;
    options.dict_size(size.next_power_of_two().clamp(XZ_SMALLEST, XZ_LARGEST) as u32);
    Stream::new_stream_encoder(Filters::new().lzma2(&options), Check::Crc64)
}

const XZ_PRESET: u32 = 6;
const XZ_SMALLEST: usize = 4 << 10;
const XZ_LARGEST: usize = 8 << 20;

/// Memory of at least `length` bytes. It never shrinks, so that it is cleared once.
fn at_least(room: &mut Vec<u8>, length: usize) -> &mut [u8] {
    if room.len() < length {
        room.resize(length, 0);
    }
    room
}
