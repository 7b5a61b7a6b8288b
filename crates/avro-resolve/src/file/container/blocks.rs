//! Reads the blocks of a container file, decompressed, one at a time.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::error::{ContainerCause, ContainerError};
use super::frames::{Frame, Frames, MAX_BLOCK, Skipped};
use super::header::Header;
use super::unpack::Unpacker;
use crate::data::binary::Reader;
use crate::limits;
use crate::schema::LinkedSchema;
use crate::schema::shape::Shapes;

/// Records that take no bytes, as those of the schema `"null"`, can claim any number of themselves. So many of them are granted
/// to a file beyond one record for each byte of its blocks.
pub const FREE_RECORDS: u64 = limits::FREE_RECORDS.most;

/// The data of a block.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Block {
    /// Its number, from 0.
    pub index: u64,
    /// Where it starts in the file.
    pub offset: u64,
    /// How many records it says it has; reading them shows whether that is true.
    pub count: u64,
    /// How many bytes its data take in the file.
    pub stored: u64,
    /// The encoded records, one after the other.
    pub data: Vec<u8>,
}

/// The blocks of a file, decompressed. Memory is that of one block.
///
/// After an error there are no more blocks, until [`recover`](Blocks::recover) goes on after the damage.
pub struct Blocks<R> {
    frames: Frames<R>,
    unpacker: Unpacker,
    limit: u64,
    free_records: u64,
    free_values: u64,
    /// What the whole file may come to, if that has a limit.
    allowance: Option<Allowance>,
    /// How much of the file has been read as it is stored, if it is compressed as a whole.
    stored: Option<StoredSize>,
    /// Memory to use again.
    spare: Vec<u8>,
    /// The block that did not decompress; it ends where its start says.
    lost: Option<Skipped>,
}

/// What may still be spent on a file.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    /// Bytes to decompress.
    bytes: u64,
    values: u64,
    is_used_up: bool,
}

/// The bytes of a file that is compressed as a whole.
#[derive(Debug)]
struct StoredSize {
    read: Arc<AtomicU64>,
    /// How many of them have been added to the allowance.
    added: u64,
}

impl StoredSize {
    /// How many bytes were read since the last call.
    fn more(&mut self) -> u64 {
        let read = self.read.load(Ordering::Relaxed);
        read - std::mem::replace(&mut self.added, read)
    }
}

impl<R: Read> Blocks<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Those of [`read_header`](super::read_header).
    pub fn new(input: R) -> Result<Blocks<R>, ContainerError> {
        Ok(Blocks::of(Frames::new(input)?, MAX_BLOCK))
    }

    /// Takes blocks of up to so many bytes, stored or decompressed, instead of [`MAX_BLOCK`].
    #[must_use]
    pub fn with_limit(mut self, limit: u64) -> Blocks<R> {
        self.frames.set_limit(limit);
        Blocks::of(self.frames, limit)
    }

    fn of(frames: Frames<R>, limit: u64) -> Blocks<R> {
        let unpacker = Unpacker::new(&frames.header().codec, limit);
        let (free_records, free_values) = (FREE_RECORDS, limits::FREE_VALUES.most);
        Blocks {
            frames,
            unpacker,
            limit,
            free_records,
            free_values,
            allowance: None,
            stored: None,
            spare: Vec::new(),
            lost: None,
        }
    }

    /// For a file that is compressed as a whole, and decompressed by the input: `read` counts the bytes as they are stored, and
    /// never falls. What the whole file may come to is then in relation to them, and not to the stored bytes of its blocks.
    #[must_use]
    pub fn of_compressed_file(self, read: Arc<AtomicU64>) -> Blocks<R> {
        Blocks { stored: Some(StoredSize { read, added: 0 }), ..self }
    }

    /// Limits what the whole file may come to, in relation to its size: where its records are looked at and not wanted one by
    /// one.
    pub fn limit_file(&mut self) {
        let (bytes, values) = (limits::FILE_UNPACKED.most, limits::FILE_VALUES.most);
        self.allowance.get_or_insert(Allowance { bytes, values, is_used_up: false });
    }

    /// Reads the records of a block, within the limits of the file.
    pub fn reader<'b>(&self, block: &'b Block) -> Reader<'b> {
        let reader = Reader::with_free_values(&block.data, self.free_values);
        match self.allowance {
            Some(allowance) => reader.at_most(allowance.values),
            None => reader,
        }
    }

    /// Takes what a reader has read from the limits of the file.
    pub fn charge(&mut self, block: &Block, reader: &Reader<'_>) {
        if let Some(allowance) = &mut self.allowance {
            let before = self.free_values + limits::VALUES_A_BYTE.most * block.data.len() as u64;
            let read = before.min(allowance.values) - reader.values_left();
            allowance.values -= read;
        }
        self.free_values = self.free_values.min(reader.free_values_left());
    }

    /// Whether the last error was that another container file begins, as in files that were put one behind the other.
    pub fn is_at_another_file(&self) -> bool {
        self.frames.is_at_another_file()
    }

    /// Goes on with the container file that begins where this one has ended, within the same limits. Offsets stay those of the
    /// whole input.
    ///
    /// # Errors
    /// Those of [`read_header`](super::read_header).
    pub fn next_file(self) -> Result<Blocks<R>, ContainerError> {
        let frames = self.frames.next_file()?;
        let unpacker = Unpacker::new(&frames.header().codec, self.limit);
        Ok(Blocks { frames, unpacker, lost: None, ..self })
    }

    /// What comes before the blocks.
    pub fn header(&self) -> &Header {
        self.frames.header()
    }

    /// Parses the schema of the header, under a name for messages. Errors have their place in the whole input.
    ///
    /// # Errors
    /// Those of [`Header::schema`].
    pub fn schema(&self, name: &str, shapes: &mut Shapes) -> Result<LinkedSchema, ContainerError> {
        self.frames.schema(name, shapes)
    }

    /// Gives the memory of a block back, for the next one.
    pub fn recycle(&mut self, block: Block) {
        self.spare = block.data;
    }

    /// After an error, goes on after the damage: after the next sync marker, or to the end of the file. Without an error,
    /// nothing is passed over.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn recover(&mut self) -> Result<Skipped, ContainerError> {
        match self.lost.take() {
            Some(Skipped { offset, .. }) if self.allowance.is_some_and(|allowance| allowance.is_used_up) => {
                Err(ContainerError { block: None, offset, cause: used_up() })
            }
            Some(lost) => Ok(lost),
            None => self.frames.recover(),
        }
    }
}

impl<R: Read> Iterator for Blocks<R> {
    type Item = Result<Block, ContainerError>;

    fn next(&mut self) -> Option<Result<Block, ContainerError>> {
        if self.lost.is_some() {
            return None;
        }
        let Frame { index, offset, count, stored } = match self.frames.next()? {
            Ok(frame) => frame,
            Err(error) => return Some(Err(error)),
        };
        let mut data = std::mem::take(&mut self.spare);
        let mut limit = self.limit;
        if let Some(allowance) = &mut self.allowance {
            let size = self.stored.as_mut().map_or(stored.len() as u64, StoredSize::more);
            let earned = limits::FILE_RATIO.most.saturating_mul(size);
            allowance.bytes = allowance.bytes.saturating_add(earned);
            allowance.values = allowance.values.saturating_add(earned);
            limit = limit.min(allowance.bytes);
        }
        // Some writers make blocks without records, and leave nothing to decompress in them.
        let mut outcome = if count == 0 && stored.is_empty() {
            data.clear();
            Ok(())
        } else {
            self.unpacker.unpack_up_to(limit, stored, &mut data)
        };
        if let Some(allowance) = &mut self.allowance {
            let is_too_large = matches!(outcome, Err(ContainerCause::Bomb { .. }));
            allowance.bytes -= if is_too_large { limit } else { (data.len() as u64).min(limit) };
            if is_too_large && limit < self.limit {
                allowance.is_used_up = true;
                outcome = Err(used_up());
            }
        }
        let outcome = outcome.and_then(|()| {
            // Each record has a byte at least, but for the free ones.
            let size = data.len() as u64;
            let left = self.free_records.checked_sub(count.saturating_sub(size));
            self.free_records = left.ok_or(ContainerCause::TooManyRecords { count, size })?;
            if count == 0 && size > 0 { Err(ContainerCause::NoRecords { size }) } else { Ok(()) }
        });
        let stored = stored.len() as u64;
        Some(match outcome {
            Ok(()) => Ok(Block { index, offset, count, stored, data }),
            Err(cause) => {
                self.spare = data;
                let claimed = self.frames.current_len();
                self.frames.end_at_marker();
                let bytes = self.frames.current_len();
                // Where a block's claims are wrong, it is not known how many records are lost.
                let is_wrong =
                    matches!(cause, ContainerCause::TooManyRecords { .. } | ContainerCause::NoRecords { .. })
                        || bytes < claimed;
                let records = if is_wrong { None } else { Some(count) };
                self.lost = Some(Skipped { offset, bytes, records });
                Err(ContainerError { block: Some(index), offset, cause })
            }
        })
    }
}

fn used_up() -> ContainerCause {
    ContainerCause::FileBomb { free: limits::FILE_UNPACKED.most, ratio: limits::FILE_RATIO.most }
}
