//! Looks at the next bytes of a stream: as many as are asked for, and they stay until they are passed.

use std::io::{self, Read};

/// The next bytes of a stream, and their place in it.
pub(super) struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    start: usize,
    offset: u64,
}

/// Fewer bytes are not asked for at once.
const PIECE: usize = 64 << 10;

/// More bytes are not asked for before these have arrived: what a file claims is not reason enough to get memory.
const LARGE_PIECE: usize = 4 << 20;

impl<R: Read> Window<R> {
    pub(super) fn new(input: R) -> Window<R> {
        Window { input, bytes: Vec::new(), start: 0, offset: 0 }
    }

    /// The offset in the stream of the next byte.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// The bytes that have arrived.
    pub(super) fn arrived(&self) -> &[u8] {
        &self.bytes[self.start..]
    }

    /// Waits until `wanted` bytes have arrived. There are fewer only where the stream ends.
    pub(super) fn fill(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.arrived().len() < wanted && self.start > 0 {
            self.bytes.drain(..self.start);
            self.start = 0;
        }
        while self.bytes.len() - self.start < wanted {
            let missing = wanted - (self.bytes.len() - self.start);
            let piece = missing.clamp(PIECE, LARGE_PIECE);
            if (&mut self.input).take(piece as u64).read_to_end(&mut self.bytes)? == 0 {
                break;
            }
        }
        Ok(self.arrived())
    }

    /// Passes bytes that have arrived.
    pub(super) fn pass(&mut self, count: usize) {
        self.start += count;
        self.offset += count as u64;
    }
}

impl<R: Read> Read for Window<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill(1)?;
        let count = bytes.len().min(into.len());
        into[..count].copy_from_slice(&bytes[..count]);
        self.pass(count);
        Ok(count)
    }
}
