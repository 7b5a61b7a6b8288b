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
    #[error("the bytes do not start with C3 01, so they are not in single-object encoding; decode them as a raw datum")]
    NoMagic,
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
        None => return Err(SingleError::NoMagic),
    };
    let (fingerprint, datum) = rest.split_first_chunk().ok_or(SingleError::Truncated)?;
    Ok((u64::from_le_bytes(*fingerprint), datum))
}
