//! The codecs that this build has. Each is a cargo feature; without it, its name is known and its data are refused.

#[cfg(feature = "bzip2")]
mod bzip2;
#[cfg(feature = "deflate")]
mod deflate;
mod method;
#[cfg(feature = "snappy")]
mod snappy;
#[cfg(feature = "xz")]
mod xz;
#[cfg(feature = "zstandard")]
mod zstandard;

pub(super) use method::{Compress, Decompress, Trouble};

use super::codec::{Codec, SwitchedOff};

/// What compresses blocks; nothing for [`Codec::Null`], whose blocks stay as they are.
pub(super) fn compressor(codec: Codec) -> Result<Option<Box<dyn Compress>>, SwitchedOff> {
    match codec {
        Codec::Null => Ok(None),
        #[cfg(feature = "deflate")]
        Codec::Deflate(level) => Ok(Some(Box::new(deflate::Deflater::new(level)))),
        #[cfg(feature = "snappy")]
        Codec::Snappy => Ok(Some(Box::new(snap::raw::Encoder::new()))),
        #[cfg(feature = "zstandard")]
        Codec::Zstandard(level) => Ok(Some(Box::new(zstandard::Compressor::new(level)))),
        #[cfg(feature = "bzip2")]
        Codec::Bzip2 => Ok(Some(Box::new(bzip2::Bzip2))),
        #[cfg(feature = "xz")]
        Codec::Xz => Ok(Some(Box::new(xz::Xz))),
        #[allow(unreachable_patterns)] // where all codecs are there
        codec => Err(SwitchedOff { codec: codec.name() }),
    }
}

/// What decompresses blocks; nothing for [`Codec::Null`].
pub(super) fn decompressor(codec: Codec) -> Result<Option<Box<dyn Decompress>>, SwitchedOff> {
    match codec {
        Codec::Null => Ok(None),
        #[cfg(feature = "deflate")]
        Codec::Deflate(_) => Ok(Some(Box::new(deflate::Inflater::default()))),
        #[cfg(feature = "snappy")]
        Codec::Snappy => Ok(Some(Box::new(snap::raw::Decoder::new()))),
        #[cfg(feature = "zstandard")]
        Codec::Zstandard(_) => Ok(Some(Box::new(zstandard::Decompressor::new()))),
        #[cfg(feature = "bzip2")]
        Codec::Bzip2 => Ok(Some(Box::new(bzip2::Bzip2))),
        #[cfg(feature = "xz")]
        Codec::Xz => Ok(Some(Box::new(xz::Xz))),
        #[allow(unreachable_patterns)] // where all codecs are there
        codec => Err(SwitchedOff { codec: codec.name() }),
    }
}
