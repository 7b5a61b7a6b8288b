//! What can be wrong with a container file, and where.

use std::fmt;
use std::io;

use super::codec::{SwitchedOff, UnknownCodec};
use crate::data::binary::DecodeError;

/// What is wrong with a container file, and where.
#[derive(Debug, thiserror::Error)]
pub struct ContainerError {
    /// The number of the block, from 0; none for the header.
    pub block: Option<u64>,
    /// Where the block starts in the file; for the header, where the part that is wrong does.
    pub offset: u64,
    /// What is wrong.
    #[source]
    pub cause: ContainerCause,
}

impl fmt::Display for ContainerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.block {
            Some(block) => write!(f, "block {block} at byte {}: {}", self.offset, self.cause),
            None => write!(f, "header at byte {}: {}", self.offset, self.cause),
        }
    }
}

/// What can be wrong with a container file. The text of each names the cause and the remedy.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum ContainerCause {
    #[error("the file cannot be read: {0}")]
    Io(io::Error),

    // The header.
    #[error("the file is empty, without even a header; it was not written to its end, get a whole copy")]
    Empty,
    #[error(
        "the file starts with {}, not with the magic number \"Obj\\x01\"; it is not an Avro container file{}",
        bytes(found),
        other_format(found)
    )]
    NotAContainer { found: Vec<u8> },
    #[error("the file ends in its header; it was cut off, get a whole copy")]
    HeaderTruncated,
    #[error("the header is not a map of bytes: {what}; the file is damaged, get another copy")]
    HeaderMalformed { what: String },
    #[error("the header is longer than {limit} bytes; the file is damaged, or not an Avro container file")]
    HeaderTooLong { limit: u64 },
    #[error("the header has no \"avro.schema\"; the data cannot be read without it, write the file again")]
    NoSchema,
    #[error("the header's schema, line {line}, column {column}: {what}")]
    BadSchema { line: u32, column: u32, what: String },
    #[error("{0}; write the file again with one of these")]
    UnknownCodec(UnknownCodec),

    // A block.
    #[error(
        "another container file begins here: files were put one behind the other, as `cat` does; split the file at this byte, \
         or read all of it with `deserialize --recover`"
    )]
    AnotherFile,
    #[error(
        "zero bytes follow, where a block has to begin or the file to end; it was padded, or not written to its end; {RECOVER}"
    )]
    Zeros,
    #[error("{0}")]
    SwitchedOff(SwitchedOff),
    #[error("the file ends in this block: {needed} bytes are needed, {left} are left; it was cut off; {RECOVER}")]
    Truncated { needed: u64, left: u64 },
    #[error("the block's count of records or of bytes does not fit 64 bits; the file is damaged; {RECOVER}")]
    NotANumber,
    #[error("{0} is not a count of records; the file is damaged; {RECOVER}")]
    NegativeCount(i64),
    #[error("{0} is not a size of a block; the file is damaged; {RECOVER}")]
    NegativeSize(i64),
    #[error(
        "the block claims {count} records in {size} bytes, more than can be in there; the file is damaged; {RECOVER}"
    )]
    TooManyRecords { count: u64, size: u64 },
    #[error("the block says that it has no records, and has {size} bytes of them; the file is damaged; {RECOVER}")]
    NoRecords { size: u64 },
    #[error("the block claims {size} bytes, and the limit is {limit}; the file is damaged; {RECOVER}")]
    TooLarge { size: u64, limit: u64 },
    #[error("the file's sync marker does not follow this block; the file is damaged; {RECOVER}")]
    SyncMismatch,
    #[error("its {codec} data do not decompress: {what}; the file is damaged; {RECOVER}")]
    Corrupt { codec: &'static str, what: String },
    #[error("record {record} of it, {error}; the file is damaged, or was written with another schema; {RECOVER}")]
    BadRecord { record: u64, error: DecodeError },
    #[error(
        "its {stored} bytes decompress to more than {limit}, the limit for one block; unless they are a decompression bomb, \
         write the file again with smaller blocks"
    )]
    Bomb { stored: u64, limit: u64 },
    #[error(
        "the file decompresses to more than {free} bytes beyond {ratio} for each byte as it is stored, the limit where records are \
         only looked at; unless it is a decompression bomb, `deserialize` without --recover reads it as far as each block keeps to its limit"
    )]
    FileBomb { free: u64, ratio: u64 },
}

impl ContainerError {
    /// What is wrong, without the advice to save the rest: for those who are saving it.
    pub(crate) fn without_advice(&self) -> String {
        let text = self.to_string();
        text.strip_suffix(RECOVER).map_or(text.as_str(), |text| text.trim_end_matches("; ")).to_owned()
    }
}

pub(in crate::file) const RECOVER: &str = "get another copy, or save the rest with `deserialize --recover`";

fn bytes(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes.escape_ascii())
}

/// Says what else starts with these bytes, and what to do with it.
fn other_format(start: &[u8]) -> &'static str {
    match start {
        [] | [_] | [_, _] | [_, _, _] => "; it ends there, so that it may be cut off",
        [b'O', b'b', b'j', ..] => "; its version of the format is not 1",
        [0xc3, 0x01, ..] => ", but may be data in single-object encoding: `deserialize --raw single-object`",
        [0, 0, ..] => {
            ", but may be messages of Confluent Schema Registry: `deserialize --raw confluent --registry URL`"
        }
        [3, 0 | 5, ..] => {
            ", but may be messages of AWS Glue Schema Registry: `deserialize --raw glue --registry glue://REGION/REGISTRY`"
        }
        [0x1f, 0x8b, ..] => ", but gzip; decompress it first",
        [0x28, 0xb5, 0x2f, 0xfd] => ", but Zstandard; decompress it first",
        b"PK\x03\x04" => ", but a zip archive; unpack it first",
        b"PAR1" => ", but Parquet",
        [b'O', b'R', b'C', _] => ", but ORC",
        [b'S', b'E', b'Q', _] => ", but a sequence file of Hadoop",
        [b'{' | b'[', ..] => ", but may be JSON; `serialize --raw` makes data of JSON records",
        _ => "",
    }
}
