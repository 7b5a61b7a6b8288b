//! Reads the records of a container file one at a time, and passes over what is damaged, or stops there.

use std::io::Read;
use std::ops::ControlFlow;

use super::container::{Blocks, ContainerError, RECOVER};
use crate::data::binary::{DecodeError, Reader};

/// What to do about damage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damage {
    /// Stop.
    Stops,
    /// Go on at the next sync marker. Where another container file begins there is none: that ends the reading.
    IsSkipped,
}

/// What was passed over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lost {
    /// How many times.
    pub places: u64,
    /// Bytes of the file.
    pub bytes: u64,
    /// Records, as far as the damaged blocks say how many they had.
    pub records: u64,
    /// At how many of the places it is not known how many records there were.
    pub uncounted: u64,
    /// What was wrong, at the first place.
    pub first: Option<String>,
    /// The block there, and where it starts.
    pub first_at: Option<(u64, u64)>,
}

/// Which record of a file it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct At {
    /// The number of its block, from 0.
    pub block: u64,
    /// Its number in the block, from 0.
    pub record: u64,
}

/// Why records could not be read.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum RecordsError<E> {
    #[error(transparent)]
    Container(#[from] ContainerError),
    #[error("block {block} at byte {offset}, record {record}: {error}")]
    Record { block: u64, offset: u64, record: u64, error: E },
    #[error("block {block} at byte {offset}: {error}")]
    BlockEnd { block: u64, offset: u64, error: DecodeError },
}

impl<E: Blame + std::fmt::Display> RecordsError<E> {
    /// What is wrong, and what to do about it if it is damage.
    pub fn with_advice(&self) -> String {
        let is_damage = match self {
            RecordsError::Container(_) => false, // its text has the advice
            RecordsError::Record { error, .. } => error.damage().is_some(),
            RecordsError::BlockEnd { .. } => true,
        };
        if is_damage {
            format!("{self}; the file is damaged, or was written with another schema; {RECOVER}")
        } else {
            self.to_string()
        }
    }
}

/// Whether an error is the data's fault.
pub trait Blame {
    /// What is damaged, where the bytes are not well-formed and of no use.
    fn damage(&self) -> Option<&DecodeError>;
}

/// Calls `each` at every record, until it breaks off. Also returns what was lost up to there, whether or not the reading ends
/// well.
///
/// # Errors
/// Damage that is not to be skipped, and what `each` cannot use.
pub fn each_record<R: Read, E: Blame + std::fmt::Display>(
    blocks: &mut Blocks<R>,
    damage: Damage,
    each: impl FnMut(At, &mut Reader<'_>) -> Result<ControlFlow<()>, E>,
) -> (Lost, Result<(), RecordsError<E>>) {
    let mut lost = Lost::default();
    let outcome = read_records(blocks, damage, each, &mut lost);
    (lost, outcome)
}

fn read_records<R: Read, E: Blame + std::fmt::Display>(
    blocks: &mut Blocks<R>,
    damage: Damage,
    mut each: impl FnMut(At, &mut Reader<'_>) -> Result<ControlFlow<()>, E>,
    lost: &mut Lost,
) -> Result<(), RecordsError<E>> {
    if damage == Damage::IsSkipped {
        blocks.limit_file();
    }
    while let Some(block) = blocks.next() {
        let block = match (block, damage) {
            (Ok(block), _) => block,
            (Err(error), Damage::Stops) => return Err(error.into()),
            (Err(_), Damage::IsSkipped) if blocks.is_at_another_file() => break,
            (Err(error), Damage::IsSkipped) => {
                let skipped = blocks.recover()?;
                let at = error.block.map(|block| (block, error.offset));
                lost.add(skipped.bytes, skipped.records, &error.without_advice(), at);
                continue;
            }
        };
        let mut reader = blocks.reader(&block);
        let mut done = 0;
        let mut outcome = Ok(());
        while done < block.count {
            match each(At { block: block.index, record: done }, &mut reader) {
                Ok(ControlFlow::Continue(())) => done += 1,
                Ok(ControlFlow::Break(())) => return Ok(()),
                Err(error) => {
                    let is_damage = error.damage().is_some();
                    let error = RecordsError::Record { block: block.index, offset: block.offset, record: done, error };
                    if !is_damage {
                        return Err(error);
                    }
                    outcome = Err(error);
                    break;
                }
            }
        }
        blocks.charge(&block, &reader);
        let at_end = |error| RecordsError::BlockEnd { block: block.index, offset: block.offset, error };
        outcome = outcome.and_then(|()| reader.finish().map_err(at_end));
        match (outcome, damage) {
            (Ok(()), _) => {}
            (Err(error), Damage::Stops) => return Err(error),
            (Err(error), Damage::IsSkipped) => {
                let bytes = (block.data.len() - reader.position()) as u64;
                lost.add(bytes, Some(block.count - done), &error.to_string(), Some((block.index, block.offset)));
            }
        }
        blocks.recycle(block);
    }
    Ok(())
}

impl Blame for DecodeError {
    fn damage(&self) -> Option<&DecodeError> {
        Some(self)
    }
}

impl Lost {
    /// Adds what was lost of a file behind this one.
    pub fn absorb(&mut self, other: Lost) {
        if self.places == 0 {
            self.first_at = other.first_at;
        }
        self.places += other.places;
        self.bytes += other.bytes;
        self.records += other.records;
        self.uncounted += other.uncounted;
        self.first = self.first.take().or(other.first);
    }

    fn add(&mut self, bytes: u64, records: Option<u64>, cause: &str, at: Option<(u64, u64)>) {
        if self.places == 0 {
            self.first_at = at;
        }
        self.places += 1;
        self.bytes += bytes;
        self.records += records.unwrap_or(0);
        self.uncounted += u64::from(records.is_none());
        self.first.get_or_insert_with(|| cause.to_owned());
    }
}
