//! Why data cannot be read.

use super::schema::SchemaError;
use crate::data::binary::DecodeError;
use crate::data::translate::{Failure, TranslateError};
use crate::file::container::ContainerError;

/// Why data cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The text is not JSON, or not a datum of the writer.
    #[error("{0}")]
    Json(String),
    /// The bytes are not a datum of the writer.
    #[error(transparent)]
    Bytes(DecodeError),
    /// The datum is one of the writer, and the reader cannot read it.
    #[error(transparent)]
    Unreadable(Failure),
    /// The file is not a container file, is damaged, or has a codec that this build does not have.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// The schema in a container file cannot be understood.
    #[error("the writer's schema: {0}")]
    Schema(#[from] SchemaError),
}

impl From<TranslateError> for ReadError {
    fn from(error: TranslateError) -> ReadError {
        match error {
            TranslateError::Decode(error) => ReadError::Bytes(error),
            TranslateError::Fails(failure) => ReadError::Unreadable(failure),
        }
    }
}
