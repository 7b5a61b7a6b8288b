//! Decompresses the data of messages, within a limit for all messages of a stream.

use super::message::MessageError;
use crate::limits;

/// The data of a message, decompressed, and how many bytes they take as they are stored.
pub(super) struct Inflated {
    pub(super) data: Vec<u8>,
    pub(super) stored: usize,
}

/// What the messages of a stream may still decompress to.
pub(super) struct InflationBudget {
    left: u64,
}

impl Default for InflationBudget {
    fn default() -> InflationBudget {
        InflationBudget { left: limits::FILE_UNPACKED.most }
    }
}

impl InflationBudget {
    /// Decompresses the zlib data that bytes start with; what follows them is not looked at.
    ///
    /// # Errors
    /// They are none, end too early, or are too much together with those before them.
    #[cfg(feature = "zlib")]
    pub(super) fn inflate(&self, bytes: &[u8]) -> Result<Inflated, MessageError> {
        use flate2::{Decompress, FlushDecompress, Status};

        const SMALLEST: usize = 4 << 10;
        let mut inflater = Decompress::new(true);
        let mut data = Vec::with_capacity(SMALLEST);
        loop {
            let stored = inflater.total_in() as usize;
            let limit = self.limit(stored);
            if data.len() > limit {
                return Err(bomb());
            }
            if data.len() == data.capacity() {
                // A byte more than the limit shows that it is too much.
                data.reserve_exact(data.len().min(limit + 1 - data.len()));
            }
            let status = inflater.decompress_vec(&bytes[stored..], &mut data, FlushDecompress::None);
            let stored = inflater.total_in() as usize;
            match status {
                Ok(Status::StreamEnd) if data.len() > self.limit(stored) => return Err(bomb()),
                Ok(Status::StreamEnd) => return Ok(Inflated { data, stored }),
                Ok(Status::Ok | Status::BufError) if data.len() < data.capacity() && stored == bytes.len() => {
                    return Err(MessageError::ZlibTruncated);
                }
                Ok(Status::Ok | Status::BufError) => {}
                Err(error) => return Err(MessageError::ZlibCorrupt { what: error.to_string() }),
            }
        }
    }

    /// Nothing is decompressed in this build.
    #[cfg(not(feature = "zlib"))]
    pub(super) fn inflate(&self, _: &[u8]) -> Result<Inflated, MessageError> {
        Err(MessageError::NoZlib)
    }

    /// Takes what a message decompressed to.
    pub(super) fn charge(&mut self, decompressed: usize, stored: usize) {
        let earned = limits::FILE_RATIO.most.saturating_mul(stored as u64);
        self.left = self.left.saturating_add(earned).saturating_sub(decompressed as u64);
    }

    #[cfg(feature = "zlib")]
    fn limit(&self, stored: usize) -> usize {
        let earned = limits::FILE_RATIO.most.saturating_mul(stored as u64);
        limits::DATUM.size().min(usize::try_from(self.left.saturating_add(earned)).unwrap_or(usize::MAX))
    }
}

#[cfg(feature = "zlib")]
fn bomb() -> MessageError {
    MessageError::Bomb { free: limits::FILE_UNPACKED.most, ratio: limits::FILE_RATIO.most }
}
