//! Holds the bytes of a file of data, and knows whether one can go to any place in it, and whether it was compressed as a whole.

use std::io::{self, BufReader, Cursor, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use avro_resolve::file::container::{Blocks, ContainerError};

/// The bytes of a file of data.
pub enum DataInput<'i> {
    /// A file in which one can go to any place.
    File(Box<dyn ReadSeek + Send + 'i>),
    /// What can only be read from its beginning to its end.
    Stream(Box<dyn Read + Send + 'i>),
    /// The same of a file that is compressed as a whole.
    Decompressed {
        /// The bytes, decompressed.
        bytes: Box<dyn Read + Send + 'i>,
        /// How many bytes were read of the file as it is stored.
        stored: Arc<AtomicU64>,
    },
}

/// What can be read at any place.
pub trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

impl<'i> DataInput<'i> {
    /// Reads the header of a container file.
    ///
    /// # Errors
    /// Those of [`Blocks::new`].
    pub(crate) fn blocks(self) -> Result<Blocks<BufReader<DataInput<'i>>>, ContainerError> {
        let stored = match &self {
            DataInput::Decompressed { stored, .. } => Some(Arc::clone(stored)),
            DataInput::File(_) | DataInput::Stream(_) => None,
        };
        let blocks = Blocks::new(BufReader::new(self))?;
        Ok(match stored {
            Some(stored) => blocks.of_compressed_file(stored),
            None => blocks,
        })
    }
}

impl DataInput<'static> {
    /// The same with bytes in front, which were read of it before.
    pub(crate) fn with_start(self, start: Vec<u8>) -> DataInput<'static> {
        let start = Cursor::new(start);
        match self {
            DataInput::File(file) => DataInput::Stream(Box::new(start.chain(file))),
            DataInput::Stream(bytes) => DataInput::Stream(Box::new(start.chain(bytes))),
            DataInput::Decompressed { bytes, stored } => {
                DataInput::Decompressed { bytes: Box::new(start.chain(bytes)), stored }
            }
        }
    }
}

impl Read for DataInput<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            DataInput::File(file) => file.read(out),
            DataInput::Stream(bytes) | DataInput::Decompressed { bytes, .. } => bytes.read(out),
        }
    }
}
