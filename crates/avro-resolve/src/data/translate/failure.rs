//! Why and where data do not translate.

use crate::data::binary::DecodeError;
use crate::data::pointer;
use crate::resolution::{FailureKind, PairId};

/// Why bytes do not translate.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TranslateError {
    /// They are not a datum of the writer.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// They are, and reach a place that the reader cannot read.
    #[error(transparent)]
    Fails(Failure),
}

/// Where a datum fails, and why.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, thiserror::Error)]
#[error("{}: {}", if path.is_empty() { "the datum" } else { path }, kind.java_name())]
pub struct Failure {
    /// The entry of the table.
    pub pair: PairId,
    /// Why nothing can be read there.
    pub kind: FailureKind,
    /// Of an enum: the index of the writer's symbol.
    pub symbol: Option<u32>,
    /// The place in the reader's data, as in [`Trace`](super::Trace): `/lines/[]/price`. A missing field is named itself.
    pub path: String,
}

impl Failure {
    /// A failure of the datum as a whole; [`TranslateError::inside`] gives it its place.
    #[cold]
    pub(in crate::data) fn new(pair: PairId, kind: FailureKind) -> Failure {
        Failure { pair, kind, symbol: None, path: String::new() }
    }
}

impl TranslateError {
    #[cold]
    pub(super) fn inside(mut self, step: &str) -> TranslateError {
        if let TranslateError::Fails(failure) = &mut self {
            pointer::put_in_front(&mut failure.path, step);
        }
        self
    }
}
