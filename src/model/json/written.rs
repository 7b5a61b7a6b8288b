//! JSON that was written before, to be a part of what is written now.

use std::io;

use serde::{Serialize, Serializer};

use super::writer::JsonWriter;

/// A value as JSON on one line. A report takes it as it is.
pub(crate) struct WrittenJson(pub(crate) Vec<u8>);

impl WrittenJson {
    /// Writes a value.
    ///
    /// # Errors
    /// It is not JSON.
    pub(crate) fn new(value: &impl Serialize) -> io::Result<WrittenJson> {
        let mut writer = JsonWriter::default();
        value.serialize(&mut writer)?;
        Ok(WrittenJson(writer.finish()?))
    }
}

impl Serialize for WrittenJson {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_bytes(&self.0)
    }
}
