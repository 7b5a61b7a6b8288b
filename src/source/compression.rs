//! Decompresses gzip and zstandard, and knows other compressed files, which are refused.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::bufread::GzDecoder;

use crate::model::limits::{DECOMPRESSED, DECOMPRESSED_SHARE};
use crate::model::path::{has_extension, without_extension};
use crate::model::text::grouped;

/// How a file is compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Compression {
    None,
    Gzip,
    Zstandard,
}

impl Compression {
    /// As the name says.
    pub(super) fn of(path: &str) -> Compression {
        if has_extension(path, "gz") {
            Compression::Gzip
        } else if has_extension(path, "zst") {
            Compression::Zstandard
        } else {
            Compression::None
        }
    }

    /// As the first bytes say: no line of text begins like a compressed file.
    ///
    /// # Errors
    /// They say that the file is compressed in a way that is not read, which this names with a remedy.
    pub(super) fn by_magic(start: &[u8]) -> io::Result<Compression> {
        let refused = |format: &str, command: &str| {
            let message = format!("these are {format} data, which are not read; decompress them: `{command}`");
            Err(io::Error::new(io::ErrorKind::Unsupported, message))
        };
        match start {
            [0x1f, 0x8b, ..] => Ok(Compression::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Ok(Compression::Zstandard),
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => refused("xz", "xz --decompress"),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => refused("bzip2", "bunzip2"),
            [0x04, 0x22, 0x4d, 0x18, ..] | [0x02, 0x21, 0x4c, 0x18, ..] => refused("lz4", "lz4 -d"),
            [b'L', b'Z', b'I', b'P', 1, ..] => refused("lzip", "lzip --decompress"),
            [0x1f, 0x9d, ..] => refused("compress", "uncompress"),
            [0x5d, 0, 0, _, _, _, _, _, _, _, _, _, _, 0, ..] => refused("lzma", "unlzma"),
            [0x89, b'L', b'Z', b'O', 0, ..] => refused("lzop", "lzop --decompress"),
            [b'P', b'K', 3, 4, ..] => refused("zip", "unzip"),
            [b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c, ..] => refused("7z", "7z x"),
            [0xff, 6, 0, 0, b's', b'N', b'a', b'P', b'p', b'Y', ..] => refused("snappy", "snzip -d"),
            _ => Ok(Compression::None),
        }
    }

    /// What to do about data that are to be read as they are, and start like a compressed file.
    #[cfg(feature = "cli")]
    pub(crate) fn warning(start: &[u8]) -> Option<String> {
        match Compression::by_magic(start) {
            Ok(Compression::None) => None,
            Ok(compression) => Some(format!(
                "starts like a compressed file; if it is one, decompress it first: `{}`",
                compression.command()
            )),
            Err(error) => Some(error.to_string()),
        }
    }

    /// As the first bytes of an input say, or if it has too few of them, the name of the file. Also returns the whole input again.
    ///
    /// # Errors
    /// It cannot be read, or is compressed in a way that is not read.
    pub(super) fn of_input<R: Read>(mut input: R, name: Option<&str>) -> io::Result<(Compression, WithStart<R>)> {
        let mut start = Vec::new();
        input.by_ref().take(MAGIC).read_to_end(&mut start)?;
        let compression = match (Compression::by_magic(&start)?, name) {
            (Compression::None, Some(name)) if (start.len() as u64) < MAGIC => Compression::of(name),
            (compression, _) => compression,
        };
        Ok((compression, Cursor::new(start).chain(input)))
    }

    /// What decompresses a whole file.
    fn command(self) -> &'static str {
        match self {
            Compression::None => "cat",
            Compression::Gzip => "gunzip",
            Compression::Zstandard => "zstd --decompress",
        }
    }

    /// The decompressed bytes of an input.
    ///
    /// # Errors
    /// There is no memory for the decompressor.
    pub(super) fn decompressed(self, input: impl Read + Send + 'static) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Compression::None => Box::new(input),
            Compression::Gzip => {
                let members = Members::Next(BufReader::with_capacity(BUFFER, input));
                Box::new(Clear { input: members, format: "gzip", has_begun: false })
            }
            Compression::Zstandard => {
                Box::new(Clear { input: zstd::Decoder::new(input)?, format: "zstandard", has_begun: false })
            }
        })
    }
}

/// An input after its first bytes, which were looked at.
type WithStart<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// So many first bytes are enough to say how a file is compressed.
const MAGIC: u64 = 16;

const BUFFER: usize = 64 << 10;

/// A path without the extension that says how the file is compressed.
pub(super) fn uncompressed_name(path: &str) -> &str {
    if Compression::of(path) == Compression::None { path } else { without_extension(path) }
}

/// Counts what is read.
pub(super) struct Counted<R> {
    input: R,
    count: Arc<AtomicU64>,
}

impl<R> Counted<R> {
    pub(super) fn new(input: R, count: Arc<AtomicU64>) -> Counted<R> {
        Counted { input, count }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Stops at what would be a decompression bomb.
pub(super) struct BombGuard<R> {
    input: R,
    compression: Compression,
    decompressed: u64,
    /// How many bytes were read of the file as it is stored.
    stored: Arc<AtomicU64>,
}

impl<R> BombGuard<R> {
    pub(super) fn new(input: R, compression: Compression, stored: Arc<AtomicU64>) -> BombGuard<R> {
        BombGuard { input, compression, decompressed: 0, stored }
    }
}

impl<R: Read> Read for BombGuard<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out)?;
        self.decompressed += read as u64;
        let earned = DECOMPRESSED_SHARE.most.saturating_mul(self.stored.load(Ordering::Relaxed));
        if self.decompressed <= DECOMPRESSED.most.saturating_add(earned) {
            return Ok(read);
        }
        let (free, share, command) = (grouped(DECOMPRESSED.most), DECOMPRESSED_SHARE.most, self.compression.command());
        Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            format!(
                "it decompresses to more than {free} bytes beyond {share} for each byte as it is stored, the limit for files that \
                 are compressed as a whole; unless it is a decompression bomb, decompress it before: `{command}`"
            ),
        ))
    }
}

/// The members of a gzip file (RFC 1952, 2.2), one after the other; the first has to be there.
enum Members<R> {
    /// Where the next starts.
    Next(R),
    Open(Box<GzDecoder<R>>),
    /// Where one has ended.
    Behind(R),
    End,
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            // Whatever goes wrong, the same can be tried again: it may be an interruption.
            match self {
                Members::Open(member) => match member.read(out)? {
                    0 if !out.is_empty() => {}
                    read => return Ok(read),
                },
                Members::Behind(input) => {
                    if input.fill_buf()?.first().is_some_and(|&byte| byte != GZIP) {
                        return Err(io::Error::new(io::ErrorKind::InvalidData, "more bytes follow"));
                    }
                }
                Members::Next(_) => {}
                Members::End => return Ok(0),
            }
            *self = match std::mem::replace(self, Members::End) {
                Members::Next(input) => Members::Open(Box::new(GzDecoder::new(input))),
                Members::Open(member) => Members::Behind(member.into_inner()),
                Members::Behind(mut input) => match input.fill_buf()? {
                    [] => Members::End,
                    _ => Members::Next(input),
                },
                Members::End => Members::End,
            };
        }
    }
}

/// The first byte of a member.
const GZIP: u8 = 0x1f;

/// Says clearly what is wrong with a compressed file.
struct Clear<R> {
    input: R,
    format: &'static str,
    /// Whether there were data.
    has_begun: bool,
}

impl<R: Read> Read for Clear<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(out).map_err(|error| self.clear(error))?;
        self.has_begun |= read > 0;
        Ok(read)
    }
}

impl<R> Clear<R> {
    fn clear(&self, error: io::Error) -> io::Error {
        if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
            return error;
        }
        let format = self.format;
        let message = match (error.kind(), self.has_begun) {
            (io::ErrorKind::UnexpectedEof, _) => {
                format!("the {format} data end too early; the file was cut off, get a whole copy")
            }
            (_, false) => format!("these are no {format} data ({error}); if they are not compressed, rename the file"),
            (_, true) => {
                format!("the {format} data are damaged, or something else follows them ({error}); get another copy")
            }
        };
        io::Error::new(error.kind(), message)
    }
}
