//! Compresses the encoded records of blocks, and frames them as they are in a file.

use std::io;

use super::codec::{Codec, SwitchedOff};
use super::compression::{Compress, compressor};
use crate::data::binary::put_long;

/// Writes blocks. Each worker keeps one: it uses its compressor and its memory again.
pub struct BlockWriter {
    compressor: Result<Option<Box<dyn Compress>>, SwitchedOff>,
    packed: Vec<u8>,
}

impl BlockWriter {
    /// Prepares to compress.
    pub fn new(codec: &Codec) -> BlockWriter {
        BlockWriter { compressor: compressor(*codec), packed: Vec::new() }
    }

    /// Appends a block of `count` records, whose encodings are `data`. Without records there is none: apache-avro would take an
    /// empty block for the end of the file.
    ///
    /// # Errors
    /// If this build does not have the codec ([`io::ErrorKind::Unsupported`]); else those of the compressor, which has none but a
    /// lack of memory.
    pub fn block(&mut self, count: u64, data: &[u8], sync: &[u8; 16], out: &mut Vec<u8>) -> io::Result<()> {
        if count == 0 {
            return Ok(());
        }
        let packed = match &mut self.compressor {
            Ok(None) => data,
            Ok(Some(compressor)) => compressor.compress(data, &mut self.packed)?,
            Err(off) => return Err(io::Error::new(io::ErrorKind::Unsupported, off.clone())),
        };
        out.reserve(packed.len() + 2 * LONGEST_LONG + sync.len());
        put_long(count as i64, out);
        put_long(packed.len() as i64, out);
        out.extend_from_slice(packed);
        out.extend_from_slice(sync);
        Ok(())
    }

    /// Whether blocks hold the records as they are encoded, so that [`frame`] can make a block of them where they are.
    pub fn is_plain(&self) -> bool {
        matches!(self.compressor, Ok(None))
    }
}

/// So many bytes are left free in front of records that [`frame`] makes a block of: the length of most blocks' head.
pub const HEAD: usize = 5;

/// Makes a block of the records that are in `out` after `start` and [`HEAD`] bytes, without a copy of them.
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
