//! What can be wrong with the bytes of a datum.

use crate::limits;
pub use crate::schema::value::MAX_DEPTH;

/// Why bytes are not a datum, and where.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("byte {offset}: {what}")]
pub struct DecodeError {
    /// Offset of the part that is wrong.
    pub offset: usize,
    /// What is wrong with it.
    pub what: Malformed,
}

/// What can be wrong with the bytes of a datum.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum Malformed {
    #[error("{needed} bytes are needed, {left} are left")]
    Truncated { needed: u64, left: usize },
    #[error("a number does not fit 64 bits")]
    NotALong,
    #[error("{0} is out of the range of int")]
    NotAnInt(i64),
    #[error("{0} is not a boolean; booleans are 0 or 1")]
    NotABoolean(u8),
    #[error("{0} is not a length")]
    NotALength(i64),
    #[error("there is no branch {index} in a union of {count}")]
    NoBranch { index: i64, count: usize },
    #[error("there is no symbol {index} in an enum of {count}")]
    NoSymbol { index: i64, count: usize },
    #[error("a block of {actual} bytes says that it has {stated}")]
    WrongBlockSize { stated: i64, actual: u64 },
    #[error("the datum is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    #[error("the datum claims far more values than it has bytes")]
    TooManyValues,
    #[error("the datum has more than {} values, too many to keep in memory", limits::VALUES.most)]
    TooManyInMemory,
    #[error("the text of the record is longer than {} bytes, too long to keep in memory", limits::RECORD_TEXT.most)]
    TooMuchText,
    #[error("{0} bytes are left over behind the datum")]
    LeftOver(usize),
}

impl Malformed {
    /// Whether the bytes are refused for what they come to alone.
    pub fn is_bound(&self) -> bool {
        matches!(
            self,
            Malformed::TooDeep | Malformed::TooManyValues | Malformed::TooManyInMemory | Malformed::TooMuchText
        )
    }
}
