//! The .xz format, as preset 6 makes it.

use std::io::{self, Read};

use liblzma::bufread::{XzDecoder, XzEncoder};
use liblzma::stream::{CONCATENATED, Check, Filters, LzmaOptions, Stream};

use crate::limits;

use super::method::{Compress, Decompress, Trouble, corrupt, read};

pub(super) struct Xz;

impl Compress for Xz {
    fn compress<'a>(&mut self, data: &[u8], room: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        room.clear();
        XzEncoder::new_stream(data, encoder(data.len())?).read_to_end(room)?;
        Ok(room)
    }
}

impl Decompress for Xz {
    fn decompress(&mut self, stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
        let stream = Stream::new_stream_decoder(limits::DICTIONARY.most, CONCATENATED).map_err(corrupt)?;
        read(XzDecoder::new_stream(stored, stream), limit, data)
    }
}

/// Preset 6 with a dictionary no larger than the data can use: to clear its usual 8 MiB takes longer than to compress a block.
fn encoder(size: usize) -> Result<Stream, liblzma::stream::Error> {
    const PRESET: u32 = 6;
    const SMALLEST: usize = 4 << 10;
    const LARGEST: usize = 8 << 20;
    let mut options = LzmaOptions::new_preset(PRESET)?;
    options.dict_size(size.next_power_of_two().clamp(SMALLEST, LARGEST) as u32);
    Stream::new_stream_encoder(Filters::new().lzma2(&options), Check::Crc64)
}
