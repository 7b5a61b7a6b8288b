//! Reads data that follow each other without a container: bare, each in single-object encoding, or each as a message of a registry.

use std::fmt;
use std::io::{self, Read};
use std::ops::ControlFlow;

use super::message::{Compression, GLUE_LENGTH, MessageError, SchemaVersionId};
use super::message::{has_glue_id, looks_confluent, looks_glue, open_confluent, open_glue};
use super::object::{MAGIC, SingleError, open};
use super::zlib::InflationBudget;
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
    /// What AWS Glue Schema Registry puts there: two bytes, and the id of the schema in sixteen. The datum may be compressed.
    Glue,
}

impl Framing {
    /// So many first bytes are enough to guess.
    pub const LENGTH: usize = GLUE_LENGTH;

    /// What data that start with these bytes have before each datum, if they are not bare: a bare datum may start with any.
    pub fn guessed(start: &[u8]) -> Option<Framing> {
        if start.starts_with(&MAGIC) {
            Some(Framing::SingleObject)
        } else if looks_confluent(start) {
            Some(Framing::Confluent)
        } else {
            looks_glue(start).then_some(Framing::Glue)
        }
    }

    /// The same for data that are said to be bare: only if hardly any bare datum starts so.
    pub fn guessed_of_bare(start: &[u8]) -> Option<Framing> {
        Framing::guessed(start).filter(|framing| *framing != Framing::Glue || has_glue_id(start))
    }
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
    /// The id that AWS Glue gave it.
    VersionId(SchemaVersionId),
}

/// What reports call it.
impl fmt::Display for SchemaKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SchemaKey::Unsaid => f.write_str("no id"),
            SchemaKey::Fingerprint(fingerprint) => write!(f, "fingerprint {fingerprint:016x}"),
            SchemaKey::RegistryId(id) => write!(f, "id {id}"),
            SchemaKey::VersionId(id) => write!(f, "id {id}"),
        }
    }
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
    #[error("byte {offset} of what the message at byte {start} decompresses to: {what}")]
    DamagedInside { start: u64, offset: u64, what: Malformed },
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
    let mut budget = InflationBudget::default();
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
        let attempt = framed(rest, framing, &budget).map_err(DatumFailure::Frame).and_then(|framed| {
            let datum = framed.datum(rest);
            let mut reader = Reader::with_free_values(datum, free_values);
            let next = each(framed.key, &mut reader).map_err(|error| DatumFailure::of(&framed, error))?;
            free_values = reader.free_values_after(reader.position());
            let length = match &framed.place {
                DatumPlace::Here => framed.frame + reader.position(),
                DatumPlace::Inside { data, stored } => {
                    let (read, decompressed) = (reader.position(), data.len());
                    if next.is_continue() && read < decompressed {
                        return Err(DatumFailure::Frame(MessageError::LeftOver { read, decompressed }.into()));
                    }
                    budget.charge(decompressed, *stored);
                    framed.frame + stored
                }
            };
            Ok((next, length))
        });
        let failure = match attempt {
            Ok((ControlFlow::Break(()), _)) => return Ok(()),
            Ok((ControlFlow::Continue(()), 0)) => return Err(StreamError::NoBytes { offset: start }),
            Ok((ControlFlow::Continue(()), length)) => {
                ahead.at += length;
                continue;
            }
            Err(failure) => failure,
        };
        if !ahead.is_end && failure.may_be_cut_off() {
            if rest.len() >= MAX_DATUM {
                return Err(StreamError::TooLong { start });
            }
            ahead.grow()?;
            continue;
        }
        return Err(failure.at(start));
    }
}

/// A datum after what comes before it.
struct FramedDatum {
    key: SchemaKey,
    /// How many bytes come before it.
    frame: usize,
    place: DatumPlace,
}

/// Where a datum is.
enum DatumPlace {
    /// In the input.
    Here,
    /// In what the input decompresses to, from so many bytes of it.
    Inside { data: Vec<u8>, stored: usize },
}

impl FramedDatum {
    fn datum<'b>(&'b self, bytes: &'b [u8]) -> &'b [u8] {
        match &self.place {
            DatumPlace::Here => &bytes[self.frame..],
            DatumPlace::Inside { data, .. } => data,
        }
    }
}

fn framed(bytes: &[u8], framing: Framing, budget: &InflationBudget) -> Result<FramedDatum, SingleError> {
    let (key, datum, compression) = match framing {
        Framing::Bare => (SchemaKey::Unsaid, bytes, Compression::None),
        Framing::SingleObject => {
            let (fingerprint, datum) = open(bytes)?;
            (SchemaKey::Fingerprint(fingerprint), datum, Compression::None)
        }
        Framing::Confluent => {
            let (id, datum) = open_confluent(bytes)?;
            (SchemaKey::RegistryId(id), datum, Compression::None)
        }
        Framing::Glue => {
            let (id, compression, datum) = open_glue(bytes)?;
            (SchemaKey::VersionId(id), datum, compression)
        }
    };
    let place = match compression {
        Compression::None => DatumPlace::Here,
        Compression::Zlib => {
            let inflated = budget.inflate(datum)?;
            DatumPlace::Inside { data: inflated.data, stored: inflated.stored }
        }
    };
    Ok(FramedDatum { key, frame: bytes.len() - datum.len(), place })
}

/// Why a datum was not read.
enum DatumFailure<E> {
    Frame(SingleError),
    /// The datum that is in the input behind so many bytes.
    Datum(usize, E),
    /// A datum that was decompressed.
    Inside(E),
}

impl<E: Blame> DatumFailure<E> {
    fn of(framed: &FramedDatum, error: E) -> DatumFailure<E> {
        match framed.place {
            DatumPlace::Here => DatumFailure::Datum(framed.frame, error),
            DatumPlace::Inside { .. } => DatumFailure::Inside(error),
        }
    }

    /// Whether more bytes could help.
    fn may_be_cut_off(&self) -> bool {
        match self {
            DatumFailure::Frame(SingleError::Truncated) => true,
            DatumFailure::Frame(SingleError::Message(error)) => error.is_truncation(),
            DatumFailure::Frame(_) | DatumFailure::Inside(_) => false,
            DatumFailure::Datum(_, error) => error.damage().is_some_and(|DecodeError { what, .. }| {
                matches!(
                    what,
                    Malformed::Truncated { .. } | Malformed::WrongBlockSize { .. } | Malformed::TooManyValues
                )
            }),
        }
    }

    fn at(self, start: u64) -> StreamError<E> {
        let (frame, error) = match self {
            DatumFailure::Frame(error) => return StreamError::Frame { offset: start, error },
            DatumFailure::Datum(frame, error) => (Some(frame), error),
            DatumFailure::Inside(error) => (None, error),
        };
        match (error.damage(), frame) {
            (Some(DecodeError { offset, what }), Some(frame)) => {
                StreamError::Damaged { start, offset: start + (frame + offset) as u64, what: what.clone() }
            }
            (Some(DecodeError { offset, what }), None) => {
                StreamError::DamagedInside { start, offset: *offset as u64, what: what.clone() }
            }
            (None, _) => StreamError::Unusable { start, error },
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
