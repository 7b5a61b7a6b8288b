//! Decompresses gzip and zstandard.

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

    /// So many bytes say it.
    pub(super) const MAGIC: u64 = 4;

    /// As the first bytes say.
    pub(super) fn by_magic(start: &[u8]) -> Compression {
        match start {
            [0x1f, 0x8b, ..] => Compression::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Compression::Zstandard,
            _ => Compression::None,
        }
    }

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
