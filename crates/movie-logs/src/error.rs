//! Why a conversion was broken off.

use std::io;
use std::sync::Arc;

use super::cut::CutError;

/// Why a conversion was broken off.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ConvertError {
    #[error("{source_name}: {error}")]
    Input { source_name: Arc<str>, error: CutError },
    #[error("{0}")]
    Open(io::Error),
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}
