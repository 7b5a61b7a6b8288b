//! Reads the inputs one after the other, in numbered chunks of lines.

use std::io::{self, Read};
use std::sync::Arc;

use super::chunk::{Chunk, ChunkReader, Filled, InputError, InputForm};
use super::reason::Reason;

/// An input, opened.
pub struct Input {
    /// The name that rejects and messages give.
    pub name: Arc<str>,
    /// Its bytes, decompressed.
    pub bytes: Box<dyn Read + Send>,
    /// The form of its lines, if that is known.
    pub form: Option<InputForm>,
    /// What separates the columns of a CSV file.
    pub delimiter: u8,
}

/// Why a conversion was broken off.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ConvertError {
    #[error("{source_name}: {error}")]
    Input { source_name: Arc<str>, error: InputError },
    #[error("{0}")]
    Open(io::Error),
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
    #[error("{source_name}:{line}: more than {most} lines are rejected; in this one, {reason}")]
    TooManyRejects { source_name: Arc<str>, line: u64, reason: Reason, most: u64 },
}

/// So many bytes tell one log from another: hundreds of lines, with their times.
const HASHED: usize = 64 << 10;

/// All inputs on their way into chunks.
pub(super) struct InputQueue<I> {
    inputs: I,
    current: Option<OpenInput>,
    /// The first chunk, which was read before it was asked for.
    first: Option<(NextChunk, Chunk)>,
    next_number: u64,
}

/// The name of an input, and what is left of it.
type OpenInput = (Arc<str>, ChunkReader<Box<dyn Read + Send>>);

/// What came next, and its place in the order.
pub(super) struct NextChunk {
    pub(super) number: u64,
    pub(super) source: Arc<str>,
    pub(super) found: Filled,
}

impl<I: Iterator<Item = io::Result<Input>>> InputQueue<I> {
    pub(super) fn new(inputs: I) -> InputQueue<I> {
        InputQueue { inputs, current: None, first: None, next_number: 0 }
    }

    /// A hash of the start of the first chunk.
    pub(super) fn digest_of_first(&mut self) -> Result<[u8; 32], ConvertError> {
        use sha2::{Digest, Sha256};
        let mut chunk = Chunk::new();
        let next = self.read(&mut chunk)?;
        let bytes = match (&next.found, &self.current) {
            (Filled::Long(_), Some((_, reader))) => reader.rest(),
            (Filled::Long(_) | Filled::Lines | Filled::End, _) => chunk.bytes(),
        };
        let digest = Sha256::digest(&bytes[..bytes.len().min(HASHED)]);
        self.first = Some((next, chunk));
        Ok(digest.into())
    }

    /// Fills the chunk with the next lines.
    pub(super) fn next(&mut self, chunk: &mut Chunk) -> Result<NextChunk, ConvertError> {
        match self.first.take() {
            Some((next, first)) => {
                *chunk = first;
                Ok(next)
            }
            None => self.read(chunk),
        }
    }

    fn read(&mut self, chunk: &mut Chunk) -> Result<NextChunk, ConvertError> {
        let found = loop {
            let (name, reader) = match &mut self.current {
                Some(current) => current,
                None => match self.inputs.next() {
                    None => break Filled::End,
                    Some(input) => {
                        let Input { name, bytes, form, delimiter } = input.map_err(ConvertError::Open)?;
                        let reader = ChunkReader::new(bytes, form, delimiter).map_err(|error| of(&name, error))?;
                        self.current.insert((name, reader))
                    }
                },
            };
            match reader.next(chunk).map_err(|error| of(name, error))? {
                Filled::End => self.current = None,
                found => break found,
            }
        };
        let source = self.current.as_ref().map_or_else(|| Arc::from(""), |(name, _)| Arc::clone(name));
        let number = self.next_number;
        self.next_number += 1;
        Ok(NextChunk { number, source, found })
    }

    /// Passes over a line that is longer than a chunk, part by part.
    pub(super) fn long_line(
        &mut self,
        part: impl FnMut(&[u8]) -> Result<(), ConvertError>,
    ) -> Result<(), ConvertError> {
        let Some((name, reader)) = &mut self.current else { return Ok(()) };
        reader.long_line(part, |error| of(name, error))
    }
}

fn of(name: &Arc<str>, error: InputError) -> ConvertError {
    ConvertError::Input { source_name: Arc::clone(name), error }
}
