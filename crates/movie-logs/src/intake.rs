//! Reads the inputs one after the other, in numbered chunks of lines.

use std::io::{self, Read};
use std::sync::Arc;

use super::cut::{Chunk, Cut, CutError, Cutter, Form};
use super::error::ConvertError;

/// An input, opened.
pub struct Input {
    /// The name that rejects and messages give.
    pub name: Arc<str>,
    /// Its bytes, decompressed.
    pub bytes: Box<dyn Read + Send>,
    /// How lines stand in it, if that is known.
    pub form: Option<Form>,
}

/// All inputs on their way into chunks.
pub(super) struct Intake<I> {
    inputs: I,
    current: Option<Opened>,
    /// The first chunk, which was looked at before anybody asked for it.
    first: Option<(Taken, Chunk)>,
    next_number: u64,
}

/// The name of an input, and what is left of it.
type Opened = (Arc<str>, Cutter<Box<dyn Read + Send>>);

/// What came next, and its place in the order.
pub(super) struct Taken {
    pub(super) number: u64,
    pub(super) source: Arc<str>,
    pub(super) cut: Cut,
}

impl<I: Iterator<Item = io::Result<Input>>> Intake<I> {
    pub(super) fn new(inputs: I) -> Intake<I> {
        Intake { inputs, current: None, first: None, next_number: 0 }
    }

    /// A hash of the first chunk.
    pub(super) fn digest_of_first(&mut self) -> Result<[u8; 32], ConvertError> {
        use sha2::{Digest, Sha256};
        let mut chunk = Chunk::new();
        let taken = self.cut(&mut chunk)?;
        let digest = match (&taken.cut, &self.current) {
            (Cut::Long(_), Some((_, cutter))) => Sha256::digest(cutter.rest()),
            (Cut::Long(_) | Cut::Lines | Cut::End, _) => Sha256::digest(chunk.bytes()),
        };
        self.first = Some((taken, chunk));
        Ok(digest.into())
    }

    /// Fills the chunk with the next lines.
    pub(super) fn next(&mut self, chunk: &mut Chunk) -> Result<Taken, ConvertError> {
        match self.first.take() {
            Some((taken, first)) => {
                *chunk = first;
                Ok(taken)
            }
            None => self.cut(chunk),
        }
    }

    fn cut(&mut self, chunk: &mut Chunk) -> Result<Taken, ConvertError> {
        let cut = loop {
            let (name, cutter) = match &mut self.current {
                Some(current) => current,
                None => match self.inputs.next() {
                    None => break Cut::End,
                    Some(input) => {
                        let Input { name, bytes, form } = input.map_err(ConvertError::Open)?;
                        let cutter = Cutter::new(bytes, form).map_err(|error| of(&name, error))?;
                        self.current.insert((name, cutter))
                    }
                },
            };
            match cutter.next(chunk).map_err(|error| of(name, error))? {
                Cut::End => self.current = None,
                cut => break cut,
            }
        };
        let source = self.current.as_ref().map_or_else(|| Arc::from(""), |(name, _)| Arc::clone(name));
        let number = self.next_number;
        self.next_number += 1;
        Ok(Taken { number, source, cut })
    }

    /// Passes over a line that is longer than a chunk, part by part.
    pub(super) fn long_line(
        &mut self,
        mut part: impl FnMut(&[u8]) -> Result<(), ConvertError>,
    ) -> Result<(), ConvertError> {
        let Some((name, cutter)) = &mut self.current else { return Ok(()) };
        cutter.long_line(|bytes| part(bytes).map_err(Broken::Part)).map_err(|broken| match broken {
            Broken::Read(error) => of(name, error),
            Broken::Part(error) => error,
        })
    }
}

enum Broken {
    Read(CutError),
    Part(ConvertError),
}

impl From<CutError> for Broken {
    fn from(error: CutError) -> Broken {
        Broken::Read(error)
    }
}

fn of(name: &Arc<str>, error: CutError) -> ConvertError {
    ConvertError::Input { source_name: Arc::clone(name), error }
}
