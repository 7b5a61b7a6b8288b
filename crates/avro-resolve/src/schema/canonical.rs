//! The parsing canonical form and its fingerprints (specification: Parsing Canonical Form for Schemas).

use md5::{Digest, Md5};
use sha2::Sha256;

use super::print::{Style, TwoDefinitions, print};
use super::shape::{ShapeId, Shapes};

/// The three fingerprints that the specification names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fingerprints {
    /// CRC-64-AVRO, which single-object encoding uses (there, little-endian).
    pub rabin: u64,
    /// MD5, 16 bytes.
    pub md5: [u8; 16],
    /// SHA-256, 32 bytes.
    pub sha256: [u8; 32],
}

/// The parsing canonical form: equal for schemas that read and write the same bytes.
///
/// # Errors
/// If the schema joins files that define one name differently.
pub fn canonical_form(shapes: &Shapes, root: ShapeId) -> Result<String, TwoDefinitions> {
    print(shapes, root, Style::Canonical)
}

/// Fingerprints of a canonical form.
pub fn fingerprints(canonical_form: &str) -> Fingerprints {
    let bytes = canonical_form.as_bytes();
    Fingerprints { rabin: rabin(bytes), md5: Md5::digest(bytes).into(), sha256: Sha256::digest(bytes).into() }
}

/// CRC-64-AVRO (specification: Schema Fingerprints).
fn rabin(bytes: &[u8]) -> u64 {
    const EMPTY: u64 = 0xc15d_213a_a4d7_a795;
    const TABLE: [u64; 256] = {
        let mut table = [0; 256];
        let mut index = 0;
        while index < 256 {
            let mut fingerprint = index as u64;
            let mut bit = 0;
            while bit < 8 {
                fingerprint = (fingerprint >> 1) ^ (EMPTY & (fingerprint & 1).wrapping_neg());
                bit += 1;
            }
            table[index] = fingerprint;
            index += 1;
        }
        table
    };
    bytes.iter().fold(EMPTY, |fp, &byte| (fp >> 8) ^ TABLE[usize::from(fp as u8 ^ byte)])
}
