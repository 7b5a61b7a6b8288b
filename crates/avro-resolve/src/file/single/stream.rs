//! Reads data that follow each other without a container: bare, or each in single-object encoding.

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::object::{LENGTH, SingleError, open, open_confluent};
use crate::data::binary::{DecodeError, Malformed, Reader};
use crate::file::records::Blame;
use crate::limits;

/// What comes before each datum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Framing {
    /// Nothing.
    Bare,
    /// What single-object encoding puts there.
    SingleObject,
    /// What Confluent Schema Registry puts there: a zero byte, and the id of the schema in four bytes.
    Confluent,
}

/// What the bytes before a datum say about its schema.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SchemaKey {
    /// Nothing.
    Unsaid,
    /// The CRC-64-AVRO fingerprint of its canonical form.
    Fingerprint(u64),
    /// The number that a registry gave it.
    RegistryId(u32),
}

/// Why data could not be read. Offsets are those of the input.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum StreamError<E> {
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("byte {offset}: {error}")]
    Frame { offset: u64, error: SingleError },
    #[error("byte {offset}, in the datum at byte {start}: {what}")]
    Damaged { start: u64, offset: u64, what: Malformed },
    #[error("the datum at byte {start}: {error}")]
    Unusable { start: u64, error: E },
    #[error("byte {offset}: data of this schema take no bytes, but there are some; is it the right one?")]
    NoBytes { offset: u64 },
    #[error("the datum at byte {start} does not end within {MAX_DATUM} bytes; is it of another schema?")]
    TooLong { start: u64 },
}

/// A datum is no longer than this.
const MAX_DATUM: usize = limits::DATUM.size();

/// So many bytes are asked for at a time, as long as data are no longer.
const PART: usize = 64 << 10;

/// Calls `each` at every datum with what the bytes before it say about its schema. It is called again for a datum
/// that was not there as a whole: what it did about the part has to be undone.
///
/// # Errors
/// The first datum that is none, or that `each` cannot use.
pub fn each_datum<E: Blame>(
    input: impl Read,
    framing: Framing,
    mut each: impl FnMut(SchemaKey, &mut Reader<'_>) -> Result<ControlFlow<()>, E>,
) -> Result<(), StreamError<E>> {
    let mut free_values = limits::FREE_VALUES.most;
    let mut ahead = Lookahead { input, bytes: Vec::new(), at: 0, base: 0, is_end: false };
    loop {
        let (rest, start) = (&ahead.bytes[ahead.at..], ahead.base + ahead.at as u64);
        if rest.is_empty() {
            if ahead.is_end {
                return Ok(());
            }
            ahead.grow()?;
            continue;
        }
        let attempt = framed(rest, framing).map_err(|error| (0, error)).and_then(|(key, datum)| {
            let frame = rest.len() - datum.len();
            let mut reader = Reader::with_free_values(datum, free_values);
            let next = each(key, &mut reader).map_err(|error| (frame, error.into()))?;
            free_values = reader.free_values_after(reader.position());
            Ok((next, frame + reader.position()))
        });
        let (frame, failure) = match attempt {
            Ok((ControlFlow::Break(()), _)) => return Ok(()),
            Ok((ControlFlow::Continue(()), 0)) => return Err(StreamError::NoBytes { offset: start }),
            Ok((ControlFlow::Continue(()), length)) => {
                ahead.at += length;
                continue;
            }
            Err(failure) => failure,
        };
        if !ahead.is_end && failure.may_be_cut_off(rest.len()) {
            if rest.len() >= MAX_DATUM {
                return Err(StreamError::TooLong { start });
            }
            ahead.grow()?;
            continue;
        }
        return Err(failure.at(start, frame as u64));
    }
}

fn framed<E>(bytes: &[u8], framing: Framing) -> Result<(SchemaKey, &[u8]), DatumFailure<E>> {
    match framing {
        Framing::Bare => Ok((SchemaKey::Unsaid, bytes)),
        Framing::SingleObject => {
            let (fingerprint, datum) = open(bytes).map_err(DatumFailure::Frame)?;
            Ok((SchemaKey::Fingerprint(fingerprint), datum))
        }
        Framing::Confluent => {
            let (id, datum) = open_confluent(bytes).map_err(DatumFailure::Frame)?;
            Ok((SchemaKey::RegistryId(id), datum))
        }
    }
}

enum DatumFailure<E> {
    Frame(SingleError),
    Datum(E),
}

impl<E> From<E> for DatumFailure<E> {
    fn from(error: E) -> DatumFailure<E> {
        DatumFailure::Datum(error)
    }
}

impl<E: Blame> DatumFailure<E> {
    /// Whether more bytes than these could help.
    fn may_be_cut_off(&self, bytes: usize) -> bool {
        match self {
            DatumFailure::Frame(_) => bytes < LENGTH,
            DatumFailure::Datum(error) => error.damage().is_some_and(|DecodeError { what, .. }| {
                matches!(
                    what,
                    Malformed::Truncated { .. } | Malformed::WrongBlockSize { .. } | Malformed::TooManyValues
                )
            }),
        }
    }

    fn at(self, start: u64, frame: u64) -> StreamError<E> {
        match self {
            DatumFailure::Frame(error) => StreamError::Frame { offset: start, error },
            DatumFailure::Datum(error) => match error.damage() {
                Some(DecodeError { offset, what }) => {
                    StreamError::Damaged { start, offset: start + frame + *offset as u64, what: what.clone() }
                }
                None => StreamError::Unusable { start, error },
            },
        }
    }
}

/// The part of the input that is in memory.
struct Lookahead<R> {
    input: R,
    bytes: Vec<u8>,
    /// Where the next datum starts.
    at: usize,
    /// How many bytes were in front of these.
    base: u64,
    is_end: bool,
}

impl<R: Read> Lookahead<R> {
    /// Drops what has been read, and reads more: as much again, so that a long datum is not tried at every piece.
    fn grow(&mut self) -> io::Result<()> {
        self.bytes.drain(..self.at);
        self.base += self.at as u64;
        self.at = 0;
        let wanted = self.bytes.len().max(PART);
        let read = self.input.by_ref().take(wanted as u64).read_to_end(&mut self.bytes)?;
        self.is_end = read < wanted;
        Ok(())
    }
}
