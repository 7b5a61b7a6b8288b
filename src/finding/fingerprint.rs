//! Makes the fingerprints of findings, which stay the same as long as the findings do.

use std::fmt;
use std::str::FromStr;

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use crate::rule::Rule;

/// 48 bits of SHA-256 over the rule, the full name of the type that defines the place, the way from there by names, and
/// the offending detail; printed as 12 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Fingerprint([u8; 6]);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // In JSON each finding of each pair has one, and formatting takes long.
        let digits = self.0.map(|byte| [byte >> 4, byte & 15].map(|digit| b"0123456789abcdef"[usize::from(digit)]));
        f.write_str(str::from_utf8(digits.as_flattened()).expect("digits are ASCII"))
    }
}

/// A word that is not a fingerprint.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("\"{0}\" is not a fingerprint (the 12 hexadecimal digits that reports show with each finding)")]
pub struct ParseFingerprintError(String);

impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Fingerprint, ParseFingerprintError> {
        let is_one = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let digits = is_one.then(|| u64::from_str_radix(text, 16).ok()).flatten();
        let bytes = digits.ok_or_else(|| ParseFingerprintError(text.to_owned()))?.to_be_bytes();
        Ok(Fingerprint(bytes[2..].try_into().expect("12 digits are 6 bytes")))
    }
}

impl Fingerprint {
    pub(crate) fn new(rule: &Rule, anchor: &str, way: &str, detail: &str) -> Fingerprint {
        Fingerprints::default().of(rule, anchor, way, detail)
    }
}

/// The fingerprints that were made: most findings are in many pairs of versions.
#[derive(Default)]
pub(crate) struct Fingerprints {
    known: FxHashMap<Box<[u8]>, Fingerprint>,
    text: Vec<u8>,
}

impl Fingerprints {
    pub(crate) fn of(&mut self, rule: &Rule, anchor: &str, way: &str, detail: &str) -> Fingerprint {
        /// Longer texts are not kept.
        const SHORT: usize = 512;
        self.text.clear();
        for part in [rule.id, anchor, way, detail] {
            self.text.extend_from_slice(part.as_bytes());
            self.text.push(0);
        }
        if let Some(known) = self.known.get(&self.text[..]) {
            return *known;
        }
        let digest = Sha256::digest(&self.text);
        let fingerprint = Fingerprint(digest[..6].try_into().expect("a SHA-256 has 32 bytes"));
        if self.text.len() <= SHORT {
            self.known.insert(self.text.as_slice().into(), fingerprint);
        }
        fingerprint
    }
}
