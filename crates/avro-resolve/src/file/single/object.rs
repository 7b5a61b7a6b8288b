//! Encodes one datum, with or without what names its schema in front.

use super::message::{
    Compression, MessageError, SchemaVersionId, looks_confluent, open_confluent, open_glue, put_confluent, put_glue,
};
use super::zlib::InflationBudget;
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
    /// A message of Confluent Schema Registry.
    Confluent {
        /// The id that the registry gave the writer's schema.
        id: u32,
    },
    /// A message of AWS Glue Schema Registry. It is written uncompressed.
    Glue {
        /// The id of the writer's schema.
        id: SchemaVersionId,
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
    #[error("the bytes end in the {} bytes that single-object encoding puts in front of the datum", LENGTH)]
    Truncated,
    #[error(
        "written with the schema of fingerprint {:016x}, not {:016x}; decode it with that schema",
        found.swap_bytes(), expected.swap_bytes()
    )]
    OtherSchema { found: u64, expected: u64 },
    #[error("written with the schema of id {found}, not {expected}; decode it with that schema")]
    OtherId { found: String, expected: String },
    #[error(transparent)]
    Message(#[from] MessageError),
    #[error(transparent)]
    Datum(#[from] DecodeError),
}

pub(super) const LENGTH: usize = MAGIC.len() + size_of::<u64>();

impl Envelope {
    /// Appends what comes before a datum.
    pub fn put(self, out: &mut Vec<u8>) {
        match self {
            Envelope::Raw => {}
            Envelope::SingleObject { fingerprint } => {
                out.extend(MAGIC);
                out.extend(fingerprint.to_le_bytes());
            }
            Envelope::Confluent { id } => put_confluent(id, out),
            Envelope::Glue { id } => put_glue(id, out),
        }
    }

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
    envelope.put(&mut bytes);
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
        Envelope::Confluent { id } => {
            let (found, datum) = open_confluent(bytes)?;
            demand_id(found, id)?;
            datum
        }
        Envelope::Glue { id } => {
            let (found, compression, rest) = open_glue(bytes)?;
            demand_id(found, id)?;
            match compression {
                Compression::None => rest,
                Compression::Zlib => {
                    let inflated = InflationBudget::default().inflate(rest)?;
                    return Ok(binary::decode(shapes, schema, &inflated.data)?);
                }
            }
        }
    };
    Ok(binary::decode(shapes, schema, datum)?)
}

fn demand_id<T: ToString + PartialEq>(found: T, expected: T) -> Result<(), SingleError> {
    match found == expected {
        true => Ok(()),
        false => Err(SingleError::OtherId { found: found.to_string(), expected: expected.to_string() }),
    }
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
