//! The codecs by their names (specification: Required Codecs, Optional Codecs).

use std::fmt;
use std::str::FromStr;

/// How the data of each block are compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Codec {
    /// Not at all.
    Null,
    /// Raw deflate (RFC 1951), level 0 to 9: about as small as zlib makes it at that level. Every reader knows it; it has no checksum.
    Deflate(u32),
    /// Snappy's raw format, and the CRC-32 of the data after it.
    Snappy,
    /// Zstandard (RFC 8878), level 1 to 22.
    Zstandard(i32),
    /// bzip2, with blocks of 900 kB.
    Bzip2,
    /// The .xz format, as preset 6 makes it.
    Xz,
}

/// A codec that this library does not know.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("unknown codec \"{given}\"; there are null, deflate[:0-9], snappy, zstandard[:1-22], bzip2 and xz")]
pub struct UnknownCodec {
    /// As it was given.
    pub given: String,
}

/// A codec that this build does not have.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this program was built without the codec {codec}; build avro-resolve with its feature \"{codec}\"")]
pub struct SwitchedOff {
    /// Its name, which is that of the cargo feature.
    pub codec: &'static str,
}

impl Codec {
    /// The name in a file's header.
    pub fn name(self) -> &'static str {
        match self {
            Codec::Null => "null",
            Codec::Deflate(_) => "deflate",
            Codec::Snappy => "snappy",
            Codec::Zstandard(_) => "zstandard",
            Codec::Bzip2 => "bzip2",
            Codec::Xz => "xz",
        }
    }
}

const DEFLATE_LEVEL: u32 = 6;
const ZSTANDARD_LEVEL: i32 = 3;

impl FromStr for Codec {
    type Err = UnknownCodec;

    /// Reads a name, for some with a level after a colon: `deflate:9`.
    fn from_str(text: &str) -> Result<Codec, UnknownCodec> {
        let (name, level) = match text.split_once(':') {
            Some((name, level)) => (name, Some(level.parse::<u8>().ok())),
            None => (text, None),
        };
        match (name, level) {
            ("null", None) => Ok(Codec::Null),
            ("deflate", None) => Ok(Codec::Deflate(DEFLATE_LEVEL)),
            ("deflate", Some(Some(level @ 0..=9))) => Ok(Codec::Deflate(level.into())),
            ("snappy", None) => Ok(Codec::Snappy),
            ("zstandard", None) => Ok(Codec::Zstandard(ZSTANDARD_LEVEL)),
            ("zstandard", Some(Some(level @ 1..=22))) => Ok(Codec::Zstandard(level.into())),
            ("bzip2", None) => Ok(Codec::Bzip2),
            ("xz", None) => Ok(Codec::Xz),
            _ => Err(UnknownCodec { given: text.to_owned() }),
        }
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Codec::Deflate(level) => write!(f, "deflate:{level}"),
            Codec::Zstandard(level) => write!(f, "zstandard:{level}"),
            Codec::Null | Codec::Snappy | Codec::Bzip2 | Codec::Xz => f.write_str(self.name()),
        }
    }
}
