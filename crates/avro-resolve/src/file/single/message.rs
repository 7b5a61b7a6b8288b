//! Takes messages apart whose first bytes name their schema by an id: those of Confluent Schema Registry, and of AWS Glue Schema
//! Registry.

use std::fmt;
use std::str::FromStr;

/// What a message of Confluent Schema Registry starts with: <https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format>.
const CONFLUENT: u8 = 0;

/// What a message of AWS Glue Schema Registry starts with, its version of the format; this and the two values of the next byte are
/// constants of <https://github.com/awslabs/aws-glue-schema-registry>.
const GLUE: u8 = 3;
const UNCOMPRESSED: u8 = 0;
const ZLIB: u8 = 5;

/// A first byte, and an id in four bytes.
const CONFLUENT_LENGTH: usize = 1 + size_of::<u32>();

/// Two bytes, and an id in sixteen.
pub(super) const GLUE_LENGTH: usize = 2 + size_of::<SchemaVersionId>();

/// Why bytes are not a message of a registry.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum MessageError {
    #[error("the bytes do not start with a zero byte, so they are no message of Confluent Schema Registry")]
    NoConfluentMagic,
    #[error(
        "the bytes end in the {} bytes that Confluent Schema Registry puts in front of the datum",
        CONFLUENT_LENGTH
    )]
    ConfluentTruncated,
    #[error("the bytes do not start with 03, so they are no message of AWS Glue Schema Registry")]
    NoGlueMagic,
    #[error("the bytes end in the {} bytes that AWS Glue Schema Registry puts in front of the datum", GLUE_LENGTH)]
    GlueTruncated,
    #[error(
        "the byte behind the 03 is {found:02x}, and AWS Glue Schema Registry has 00 for no compression and 05 for zlib"
    )]
    UnknownCompression { found: u8 },
    #[error("the bytes end in the zlib data of the message (RFC 1950)")]
    ZlibTruncated,
    #[error("the datum is no zlib data (RFC 1950), although the message says so: {what}")]
    ZlibCorrupt { what: String },
    #[error(
        "the messages so far decompress to more than {free} bytes beyond {ratio} for each byte as it is stored, the limit for messages; \
         split the file, unless it is a decompression bomb"
    )]
    Bomb { free: u64, ratio: u64 },
    #[error(
        "the datum takes {read} of the {decompressed} bytes that the message decompresses to; is it of another schema?"
    )]
    LeftOver { read: usize, decompressed: usize },
    #[error("this build has no zlib: the feature `zlib` of avro-resolve is off")]
    NoZlib,
}

impl MessageError {
    /// Whether more bytes could help.
    pub(super) fn is_truncation(&self) -> bool {
        matches!(self, MessageError::ConfluentTruncated | MessageError::GlueTruncated | MessageError::ZlibTruncated)
    }
}

/// Takes a message of Confluent Schema Registry apart: the id that the registry gave the writer's schema, and the datum.
///
/// # Errors
/// If the bytes do not start like one.
pub fn open_confluent(bytes: &[u8]) -> Result<(u32, &[u8]), MessageError> {
    let rest = match bytes {
        [CONFLUENT, rest @ ..] => rest,
        [] => return Err(MessageError::ConfluentTruncated),
        [_, ..] => return Err(MessageError::NoConfluentMagic),
    };
    let (id, datum) = rest.split_first_chunk().ok_or(MessageError::ConfluentTruncated)?;
    Ok((u32::from_be_bytes(*id), datum))
}

/// How a message of AWS Glue Schema Registry holds its datum.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    /// As it is.
    None,
    /// As zlib data.
    Zlib,
}

/// Takes a message of AWS Glue Schema Registry apart: the id of the writer's schema, how the datum is compressed, and the rest.
///
/// # Errors
/// If the bytes do not start like one.
pub fn open_glue(bytes: &[u8]) -> Result<(SchemaVersionId, Compression, &[u8]), MessageError> {
    let (compression, rest) = match bytes {
        [GLUE, UNCOMPRESSED, rest @ ..] => (Compression::None, rest),
        [GLUE, ZLIB, rest @ ..] => (Compression::Zlib, rest),
        [GLUE, found, ..] => return Err(MessageError::UnknownCompression { found: *found }),
        [] | [GLUE] => return Err(MessageError::GlueTruncated),
        [_, ..] => return Err(MessageError::NoGlueMagic),
    };
    let (id, datum) = rest.split_first_chunk().ok_or(MessageError::GlueTruncated)?;
    Ok((SchemaVersionId(*id), compression, datum))
}

/// Appends what comes before a datum in a message of Confluent Schema Registry.
pub(super) fn put_confluent(id: u32, out: &mut Vec<u8>) {
    out.push(CONFLUENT);
    out.extend(id.to_be_bytes());
}

/// Appends what comes before an uncompressed datum in a message of AWS Glue Schema Registry.
pub(super) fn put_glue(id: SchemaVersionId, out: &mut Vec<u8>) {
    out.extend([GLUE, UNCOMPRESSED]);
    out.extend(id.0);
}

/// Whether bytes start as messages of Confluent Schema Registry do: with a zero byte and an id, which registries count from 1.
pub(super) fn looks_confluent(bytes: &[u8]) -> bool {
    /// No registry has more schemas.
    const MOST_SCHEMAS: u32 = 1 << 24;
    open_confluent(bytes).is_ok_and(|(id, _)| (1..MOST_SCHEMAS).contains(&id))
}

/// Whether bytes start as messages of AWS Glue Schema Registry do, or the first of them is cut off.
pub(super) fn looks_glue(bytes: &[u8]) -> bool {
    bytes.len() >= 2 && matches!(open_glue(bytes), Ok(_) | Err(MessageError::GlueTruncated))
}

/// Whether they have the id of such a message, a UUID as RFC 9562 defines it: hardly anything else does.
pub(super) fn has_glue_id(bytes: &[u8]) -> bool {
    open_glue(bytes).is_ok_and(|(SchemaVersionId(id), ..)| id[8] >> 6 == 0b10 && (1..=8).contains(&(id[6] >> 4)))
}

/// The id of a version of a schema in AWS Glue Schema Registry: a UUID.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct SchemaVersionId(pub [u8; 16]);

impl fmt::Display for SchemaVersionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
            write!(f, "{dash}{byte:02x}")?;
        }
        Ok(())
    }
}

/// A text that is no UUID.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("it is not a UUID, such as 6d2f0cc4-8f2c-4a5e-9d43-0f1f5c1f8a11")]
pub struct ParseSchemaVersionIdError;

impl FromStr for SchemaVersionId {
    type Err = ParseSchemaVersionIdError;

    fn from_str(text: &str) -> Result<SchemaVersionId, ParseSchemaVersionIdError> {
        let digits = text.replace('-', "");
        let is_whole = digits.len() == 32 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        let number = u128::from_str_radix(&digits, 16).ok().filter(|_| is_whole);
        let id = number.map(|number| SchemaVersionId(number.to_be_bytes()));
        id.filter(|id| id.to_string() == text.to_ascii_lowercase()).ok_or(ParseSchemaVersionIdError)
    }
}
