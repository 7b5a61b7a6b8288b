//! Snappy's raw format, and the CRC-32 of the data after it.

use std::io;

use snap::raw::{Decoder, Encoder, decompress_len, max_compress_len};

use super::method::{Compress, Decompress, Trouble, at_least, corrupt};

/// The length of a CRC-32.
const CHECKSUM: usize = 4;

impl Compress for Encoder {
    fn compress<'a>(&mut self, data: &[u8], room: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        let room = at_least(room, max_compress_len(data.len()) + CHECKSUM);
        let length = Encoder::compress(self, data, room)?;
        room[length..length + CHECKSUM].copy_from_slice(&crc32fast::hash(data).to_be_bytes());
        Ok(&room[..length + CHECKSUM])
    }
}

impl Decompress for Decoder {
    fn decompress(&mut self, stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
        let too_short = || Trouble::Corrupt(format!("{} bytes do not hold a checksum", stored.len()));
        let (stored, checksum) = stored.split_last_chunk::<CHECKSUM>().ok_or_else(too_short)?;
        let size = decompress_len(stored).map_err(corrupt)?;
        if size as u64 > limit {
            return Err(Trouble::TooLarge);
        }
        if size as u64 > RATIO * stored.len() as u64 {
            return Err(Trouble::Corrupt(format!("{} bytes cannot hold the {size} that they claim", stored.len())));
        }
        data.resize(size, 0);
        let length = Decoder::decompress(self, stored, data).map_err(corrupt)?;
        data.truncate(length);
        let (stated, actual) = (u32::from_be_bytes(*checksum), crc32fast::hash(data));
        if stated != actual {
            return Err(Trouble::Corrupt(format!("their CRC-32 is {actual:08x}, and {stated:08x} is stated")));
        }
        Ok(())
    }
}

/// Snappy copies at most 64 bytes for three bytes of input (format description, 2.2.2): more than this is a lie.
const RATIO: u64 = 64;
