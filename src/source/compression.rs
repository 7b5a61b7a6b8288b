//! Decompresses gzip and zstandard, and knows other compressed files, which are refused.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

use crate::model::path::has_extension;

/// How a file is compressed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Compression {
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

    /// So many first bytes are enough to say it.
    pub(super) const MAGIC: u64 = 16;

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

const BUFFER: usize = 64 << 10;

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
