//! Zstandard, in frames that carry a checksum, which every reader checks: the format of blocks has none.

use std::io;

use zstd::zstd_safe::{CParameter, DCtx, DParameter, ResetDirective, compress_bound};

use crate::limits;

use super::method::{Compress, Decompress, Trouble, read};

pub(super) struct Compressor {
    level: i32,
    /// Made for the first block.
    context: Option<zstd::bulk::Compressor<'static>>,
}

impl Compressor {
    pub(super) fn new(level: i32) -> Compressor {
        Compressor { level, context: None }
    }
}

impl Compress for Compressor {
    fn compress<'a>(&mut self, data: &[u8], room: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        let context = match &mut self.context {
            Some(context) => context,
            None => self.context.insert(context(self.level)?),
        };
        room.clear();
        room.reserve(compress_bound(data.len()));
        context.compress_to_buffer(data, room)?;
        Ok(room)
    }
}

fn context(level: i32) -> io::Result<zstd::bulk::Compressor<'static>> {
    let mut context = zstd::bulk::Compressor::new(level)?;
    context.set_parameter(CParameter::ChecksumFlag(true))?;
    Ok(context)
}

pub(super) struct Decompressor {
    context: DCtx<'static>,
}

impl Decompressor {
    pub(super) fn new() -> Decompressor {
        let mut context = DCtx::create();
        let window = DParameter::WindowLogMax(limits::DICTIONARY.most.ilog2());
        context.set_parameter(window).expect("every window up to 2 GiB can be the limit");
        Decompressor { context }
    }
}

impl Decompress for Decompressor {
    fn decompress(&mut self, stored: &[u8], limit: u64, data: &mut Vec<u8>) -> Result<(), Trouble> {
        let outcome = read(zstd::Decoder::with_context(stored, &mut self.context), limit, data);
        // The frame may have been left in its middle.
        let reset = self.context.reset(ResetDirective::SessionOnly);
        reset.map_err(|code| Trouble::Corrupt(format!("error {code}")))?;
        outcome
    }
}
