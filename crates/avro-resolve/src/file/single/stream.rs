//! Reads data that follow each other without a container: bare, or each in single-object encoding.

use std::io::{self, Read};
use std::ops::ControlFlow;

use super::object::{LENGTH, SingleError, open};
use crate::data::binary::{DecodeError, Malformed, Reader};
use crate::file::records::Blame;

/// What stands in front of each datum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Framing {
    /// Nothing.
    Bare,
    /// What single-object encoding puts there.
    SingleObject,
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
const MAX_DATUM: usize = 1 << 30;

/// So many bytes are asked for at a time, as long as data are no longer.
const PART: usize = 64 << 10;

/// Calls `each` at every datum with the fingerprint of its schema, if that stands there. It is called again for a datum
/// that was not there as a whole: what it did about the part has to be undone.
///
/// # Errors
/// The first datum that is none, or that `each` cannot use.
pub fn each_datum<E: Blame>(
    input: impl Read,
    framing: Framing,
    mut each: impl FnMut(Option<u64>, &mut Reader<'_>) -> Result<ControlFlow<()>, E>,
) -> Result<(), StreamError<E>> {
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
        let attempt = framed(rest, framing).map_err(|error| (0, error)).and_then(|(fingerprint, datum)| {
            let frame = rest.len() - datum.len();
            let mut reader = Reader::new(datum);
            let next = each(fingerprint, &mut reader).map_err(|error| (frame, error.into()))?;
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

fn framed<E>(bytes: &[u8], framing: Framing) -> Result<(Option<u64>, &[u8]), DatumFailure<E>> {
    match framing {
        Framing::Bare => Ok((None, bytes)),
        Framing::SingleObject => {
            let (fingerprint, datum) = open(bytes).map_err(DatumFailure::Frame)?;
            Ok((Some(fingerprint), datum))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::binary;
    use crate::data::testing::shape;
    use crate::file::single::{Envelope, encode_avro};
    use crate::schema::shape::{ShapeId, Shapes};
    use crate::schema::value::Value;

    /// An input that gives few bytes at a time.
    struct Pieces<'b>(&'b [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(out.len());
            self.0.read(&mut out[..count])
        }
    }

    fn read(shapes: &Shapes, id: ShapeId, bytes: &[u8], framing: Framing) -> Result<Vec<Value>, String> {
        let mut outcomes = [3, usize::MAX].map(|piece| {
            let mut values = Vec::new();
            let read = each_datum(Pieces(bytes, piece), framing, |_, reader| {
                values.push(binary::read(shapes, id, reader)?);
                Ok::<_, DecodeError>(ControlFlow::Continue(()))
            });
            read.map(|()| values).map_err(|error| error.to_string())
        });
        assert_eq!(outcomes[0], outcomes[1]);
        std::mem::replace(&mut outcomes[0], Err(String::new()))
    }

    /// Short texts, and some that are longer than what is read at a time.
    fn texts() -> Vec<Value> {
        let length = |at: usize| if at.is_multiple_of(97) { 3 * PART + at } else { at % 50 };
        (0..2_000).map(|at| Value::String(vec![b'a'; length(at)])).collect()
    }

    #[test]
    fn data_of_any_length_come_one_by_one() {
        let (shapes, id) = shape(r#""string""#);
        let single = Envelope::single_object(&shapes, id).expect("one schema");
        for (framing, envelope) in [(Framing::Bare, Envelope::Raw), (Framing::SingleObject, single)] {
            let bytes: Vec<u8> = texts().iter().flat_map(|text| encode_avro(&shapes, id, text, envelope)).collect();
            assert!(read(&shapes, id, &bytes, framing) == Ok(texts()), "{framing:?}");
            assert_eq!(read(&shapes, id, &[], framing), Ok(Vec::new()));
        }
    }

    #[test]
    fn offsets_are_those_of_the_input() {
        let (shapes, id) = shape(r#""string""#);
        let single = Envelope::single_object(&shapes, id).expect("one schema");
        let long = Value::String(vec![b'a'; 2 * PART]);
        let mut bytes = encode_avro(&shapes, id, &long, single);
        let start = bytes.len();
        let told = |bytes: &[u8]| read(&shapes, id, bytes, Framing::SingleObject).expect_err("it is damaged");
        bytes.extend([0xc3]);
        assert!(told(&bytes).starts_with(&format!("byte {start}: the bytes end in the 10 bytes")), "{}", told(&bytes));
        bytes.pop();
        bytes.extend(encode_avro(&shapes, id, &Value::String(b"abc".to_vec()), single));
        bytes.pop();
        let wanted = format!("byte {}, in the datum at byte {start}: 3 bytes are needed, 2 are left", start + 11);
        assert_eq!(told(&bytes), wanted);
        bytes.truncate(start);
        bytes.extend(b"garbage, and more of it");
        assert!(told(&bytes).starts_with(&format!("byte {start}: the bytes do not start with C3 01")));
    }

    #[test]
    fn data_without_bytes_are_counted_by_what_stands_in_front_of_them() {
        let (shapes, id) = shape(r#""null""#);
        let single = Envelope::single_object(&shapes, id).expect("one schema");
        let bytes = encode_avro(&shapes, id, &Value::Null, single).repeat(3);
        assert_eq!(read(&shapes, id, &bytes, Framing::SingleObject), Ok(vec![Value::Null; 3]));
        assert!(read(&shapes, id, b"x", Framing::Bare).expect_err("it is no null").contains("take no bytes"));
    }
}
