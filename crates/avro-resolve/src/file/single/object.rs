//! Encodes one datum, with or without the fingerprint of its schema in front.

use crate::data::binary::{self, DecodeError};
use crate::schema::canonical::{canonical_form, fingerprints};
use crate::schema::print::TwoDefinitions;
use crate::schema::shape::{ShapeId, Shapes};
use crate::schema::value::Value;

/// What comes before a datum that is sent alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Envelope {
    /// Nothing: reader and writer know the schema from elsewhere.
    Raw,
    /// Single-object encoding: two magic bytes, and the CRC-64-AVRO fingerprint of the schema.
    SingleObject {
        /// The fingerprint of the writer's schema.
        fingerprint: u64,
    },
}

/// The bytes that single-object encoding starts with.
pub const MAGIC: [u8; 2] = [0xc3, 0x01];

/// Why bytes are not a datum in this envelope.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum SingleError {
    #[error(
        "the bytes do not start with C3 01, so they are not in single-object encoding; decode them as a raw datum{}",
        if *is_confluent { ", or, as they start like messages of Confluent Schema Registry, with --raw confluent" } else { "" }
    )]
    NoMagic {
        /// Whether they start as a message of Confluent Schema Registry may.
        is_confluent: bool,
    },
    #[error("the bytes do not start with a zero byte, so they are no message of Confluent Schema Registry")]
    NoConfluentMagic,
    #[error(
        "the bytes end in the {} bytes that Confluent Schema Registry puts in front of the datum",
        CONFLUENT_LENGTH
    )]
    ConfluentTruncated,
    #[error("the bytes end in the {} bytes that single-object encoding puts in front of the datum", LENGTH)]
    Truncated,
    #[error(
        "written with the schema of fingerprint {:016x}, not {:016x}; decode it with that schema",
        found.swap_bytes(), expected.swap_bytes()
    )]
    OtherSchema { found: u64, expected: u64 },
    #[error(transparent)]
    Datum(#[from] DecodeError),
}

pub(super) const LENGTH: usize = MAGIC.len() + size_of::<u64>();

impl Envelope {
    /// Single-object encoding for data of a schema.
    ///
    /// # Errors
    /// If the schema joins files that define one name differently: it has no fingerprint.
    pub fn single_object(shapes: &Shapes, schema: ShapeId) -> Result<Envelope, TwoDefinitions> {
        let fingerprint = fingerprints(&canonical_form(shapes, schema)?).rabin;
        Ok(Envelope::SingleObject { fingerprint })
    }
}

/// Encodes a datum.
///
/// # Panics
/// If the value is not a datum of the shape.
pub fn encode_avro(shapes: &Shapes, schema: ShapeId, datum: &Value, envelope: Envelope) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Envelope::SingleObject { fingerprint } = envelope {
        bytes.extend(MAGIC);
        bytes.extend(fingerprint.to_le_bytes());
    }
    binary::encode(shapes, schema, datum, &mut bytes);
    bytes
}

/// Decodes a datum, which must be all of `bytes`.
///
/// # Errors
/// If the bytes have another envelope, were written with another schema, or are not a datum of this one.
pub fn decode_avro(shapes: &Shapes, schema: ShapeId, bytes: &[u8], envelope: Envelope) -> Result<Value, SingleError> {
    let datum = match envelope {
        Envelope::Raw => bytes,
        Envelope::SingleObject { fingerprint: expected } => {
            let (found, datum) = open(bytes)?;
            if found != expected {
                return Err(SingleError::OtherSchema { found, expected });
            }
            datum
        }
    };
    Ok(binary::decode(shapes, schema, datum)?)
}

/// Takes single-object encoding apart: the fingerprint of the writer's schema, by which it can be found among many, and the datum.
///
/// # Errors
/// If the bytes are not in single-object encoding.
pub fn open(bytes: &[u8]) -> Result<(u64, &[u8]), SingleError> {
    let rest = match bytes.strip_prefix(&MAGIC) {
        Some(rest) => rest,
        None if MAGIC.starts_with(bytes) => return Err(SingleError::Truncated),
        None => return Err(SingleError::NoMagic { is_confluent: looks_confluent(bytes) }),
    };
    let (fingerprint, datum) = rest.split_first_chunk().ok_or(SingleError::Truncated)?;
    Ok((u64::from_le_bytes(*fingerprint), datum))
}

/// A zero byte, and an id in four bytes.
const CONFLUENT_LENGTH: usize = 1 + size_of::<u32>();

/// Takes a message of Confluent Schema Registry apart: the id that the registry gave the writer's schema, and the datum.
///
/// # Errors
/// If the bytes do not start like one.
pub fn open_confluent(bytes: &[u8]) -> Result<(u32, &[u8]), SingleError> {
    let rest = match bytes {
        [0, rest @ ..] => rest,
        [] => return Err(SingleError::ConfluentTruncated),
        [_, ..] => return Err(SingleError::NoConfluentMagic),
    };
    let (id, datum) = rest.split_first_chunk().ok_or(SingleError::ConfluentTruncated)?;
    Ok((u32::from_be_bytes(*id), datum))
}

/// Whether bytes start as messages of Confluent Schema Registry do: with a zero byte and an id, which registries count from 1.
pub fn looks_confluent(bytes: &[u8]) -> bool {
    /// No registry has more schemas.
    const MOST_SCHEMAS: u32 = 1 << 24;
    open_confluent(bytes).is_ok_and(|(id, _)| (1..MOST_SCHEMAS).contains(&id))
}
