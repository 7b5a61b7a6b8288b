//! JSON that was written before, to be a part of what is written now.

use std::io;

use serde::{Serialize, Serializer};

use super::writer::JsonWriter;

/// A value as JSON on one line. A report takes it as it is.
pub(crate) struct WrittenJson(pub(crate) Vec<u8>);

impl WrittenJson {
    /// Writes a value that has about so many bytes.
    ///
    /// # Errors
    /// It is not JSON.
    pub(crate) fn new(value: &impl Serialize, expected: usize) -> io::Result<WrittenJson> {
        let mut writer = JsonWriter::with_capacity(expected);
        value.serialize(&mut writer)?;
        let mut text = writer.finish()?;
        if text.len() < text.capacity() / 2 {
            text.shrink_to_fit();
        }
        Ok(WrittenJson(text))
    }
}

impl Serialize for WrittenJson {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}
