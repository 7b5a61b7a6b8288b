//! The records of a container file, as a reader sees them.

use std::io::Read;
use std::vec;

use super::error::ReadError;
use super::resolved::{Resolved, resolve, text};
use super::schema::Schema;
use crate::data::binary::{DecodeError, Reader};
use crate::data::transcode::Transcoder;
use crate::data::translate::TranslateError;
use crate::file::container::{Block, Blocks, ContainerCause, ContainerError};

/// Reads a container file with a schema that may be newer, or older, than the one in the file. Each record is JSON, unions without
/// the names of their branches.
///
/// Memory is that of one block.
///
/// # Errors
/// If the input does not start as a container file, or its schema cannot be understood.
pub fn read_container<R: Read>(input: R, reader: &Schema) -> Result<Records<R>, ReadError> {
    let blocks = Blocks::new(input)?;
    let writer = Schema::parse(&blocks.header().schema_text)?;
    let resolved = resolve(&writer, reader);
    Ok(Records { blocks, writer, resolved, ready: Vec::new().into_iter(), is_over: false })
}

/// The records of a container file; after an error there are no more.
pub struct Records<R> {
    blocks: Blocks<R>,
    writer: Schema,
    resolved: Resolved,
    /// The records of the block at hand, and what keeps the next one from being read.
    ready: vec::IntoIter<Result<String, ReadError>>,
    is_over: bool,
}

impl<R> Records<R> {
    /// The schema in the file.
    pub fn writer(&self) -> &Schema {
        &self.writer
    }

    /// What the reader makes of data of that schema.
    pub fn resolved(&self) -> &Resolved {
        &self.resolved
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<String, ReadError>;

    fn next(&mut self) -> Option<Result<String, ReadError>> {
        loop {
            if let Some(record) = self.ready.next() {
                return Some(record);
            }
            if self.is_over {
                return None;
            }
            match self.blocks.next()? {
                Ok(block) => self.read(block),
                Err(error) => {
                    self.is_over = true;
                    return Some(Err(error.into()));
                }
            }
        }
    }
}

impl<R: Read> Records<R> {
    /// Reads a whole block, as far as it can be read.
    fn read(&mut self, block: Block) {
        let Resolved { shapes, table, pair, .. } = &self.resolved;
        let transcoder = Transcoder::new(shapes, table, *pair);
        let mut reader = Reader::new(&block.data);
        let mut records = Vec::new();
        let mut read_all = || {
            for record in 0..block.count {
                let mut json = Vec::new();
                transcoder.json(&mut reader, &mut json).map_err(|error| match error {
                    TranslateError::Decode(error) => damage(&block, record, error),
                    TranslateError::Fails(_) => error.into(),
                })?;
                records.push(Ok(text(json)));
            }
            reader.finish().map_err(|error| damage(&block, block.count, error))
        };
        let outcome = read_all();
        self.is_over = outcome.is_err();
        records.extend(outcome.err().map(Err));
        self.ready = records.into_iter();
        self.blocks.recycle(block);
    }
}

fn damage(block: &Block, record: u64, error: DecodeError) -> ReadError {
    let cause = ContainerCause::BadRecord { record, error };
    ReadError::Container(ContainerError { block: Some(block.index), offset: block.offset, cause })
}
