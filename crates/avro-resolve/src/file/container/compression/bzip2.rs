//! bzip2, with blocks of 900 kB.

use std::io::{self, Read};

use bzip2::Compression;
use bzip2::bufread::{BzEncoder, MultiBzDecoder};

use super::method::{Compress, Decompress, Trouble, read};

pub(super) struct Bzip2;

impl Compress for Bzip2 {
    fn compress<'a>(&mut self, data: &[u8], room: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        room.clear();
        BzEncoder::new(data, Compression::best()).read_to_end(room)?;
        Ok(room)
    }
}

impl Decompress for Bzip2 {
    fn decompress(&mut self, stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
        read(MultiBzDecoder::new(stored), limit, data)
    }
}
