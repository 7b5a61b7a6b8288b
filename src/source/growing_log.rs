//! Reads logs that grow, are renamed, compressed and cut off, and knows them again.
//!
//! A log is what its first bytes are. Its device and number are looked at first, since a log that is renamed keeps them; a log that
//! was compressed or copied has others, and is known by its content.

use std::cmp::Reverse;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use super::compression::{BombGuard, Compression, Counted};
use crate::model::path::{file_name, typed};
use crate::model::text::hex;
use crate::model::unit::LogOrigin;

/// So many first bytes say which log it is.
pub(crate) const HEAD: usize = 64 << 10;

/// A log that nobody has written to for so long is complete.
const COMPLETE_AFTER: Duration = Duration::from_secs(3600);

/// A log.
#[derive(Debug)]
pub(crate) struct GrowingLog {
    /// Where it is now.
    pub path: PathBuf,
    file: File,
    is_compressed: bool,
}

/// What a file looks like: as long as it looks the same, nothing was written to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Looks {
    /// Its device and its number there, where the system has those.
    id: Option<(u64, u64)>,
    size: u64,
    modified: Option<SystemTime>,
}

/// A log that was read before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct KnownLog {
    pub log: LogOrigin,
    /// Behind what was read of it.
    pub end: u64,
}

impl Looks {
    /// Those of the file of this name now.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn of(path: &Path) -> io::Result<Looks> {
        fs::metadata(path).map(|about| Looks::from(&about))
    }

    /// Its device and its number there.
    pub(crate) fn id(&self) -> Option<(u64, u64)> {
        self.id
    }
}

impl From<&fs::Metadata> for Looks {
    fn from(about: &fs::Metadata) -> Looks {
        Looks { id: id(about), size: about.len(), modified: about.modified().ok() }
    }
}

impl GrowingLog {
    /// Opens a log.
    ///
    /// # Errors
    /// If it cannot be read, or is compressed in a way that is not read.
    pub(crate) fn open(path: &Path) -> io::Result<GrowingLog> {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let file = File::open(path).map_err(named)?;
        let (compression, _) = Compression::of_input(&file, Some(&typed(path))).map_err(named)?;
        Ok(GrowingLog { path: path.to_owned(), file, is_compressed: compression != Compression::None })
    }

    /// The name of its file.
    pub(crate) fn name(&self) -> String {
        file_name(&typed(&self.path)).to_owned()
    }

    /// Whether its offsets are not those of the file.
    pub(crate) fn is_compressed(&self) -> bool {
        self.is_compressed
    }

    /// Whether nothing will be appended to it: it is compressed, or has not changed for long.
    pub(crate) fn is_complete(&self) -> bool {
        let modified = self.file.metadata().and_then(|about| about.modified());
        let is_old = |time| SystemTime::now().duration_since(time).is_ok_and(|age| age >= COMPLETE_AFTER);
        self.is_compressed || modified.is_ok_and(is_old)
    }

    /// What it looks like now, whatever its name is by now.
    ///
    /// # Errors
    /// If the system does not say.
    pub(crate) fn looks(&self) -> io::Result<Looks> {
        self.file.metadata().map(|about| Looks::from(&about))
    }

    /// Bytes as it is stored.
    ///
    /// # Errors
    /// If the system does not say.
    pub(crate) fn stored(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// What it holds from an offset on, decompressed.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn read_from(&self, offset: u64) -> io::Result<Box<dyn Read + Send>> {
        let mut file = self.file.try_clone()?;
        if !self.is_compressed {
            file.seek(SeekFrom::Start(offset))?;
            return Ok(Box::new(file));
        }
        file.rewind()?;
        let stored = Arc::new(AtomicU64::new(0));
        let counted = Counted::new(file, Arc::clone(&stored));
        let (compression, input) = Compression::of_input(counted, Some(&typed(&self.path)))?;
        let mut clear = BombGuard::new(compression.decompressed(input)?, compression, stored);
        io::copy(&mut clear.by_ref().take(offset), &mut io::sink())?;
        Ok(Box::new(clear))
    }

    /// Its first bytes: the first line, or as many as are looked at.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn start(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        self.read_from(0)?.take(most as u64).read_to_end(&mut start)?;
        Ok(start)
    }

    /// How it is known again, if `next_line` is the next to be read of it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn origin(&self, next_line: u64) -> io::Result<LogOrigin> {
        let head = self.start(HEAD)?;
        let (path, head_bytes) = (typed(&self.path), head.len() as u64);
        let file = self.looks()?.id;
        Ok(LogOrigin { path, file, head_bytes, head_sha256: hash(&head), next_line })
    }

    /// Whether it begins with what was read of a log.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn is(&self, known: &KnownLog) -> io::Result<bool> {
        if !self.is_compressed && self.stored()? < known.end {
            return Ok(false);
        }
        let head = self.start(HEAD.min(usize::try_from(known.log.head_bytes).unwrap_or(HEAD)))?;
        Ok(head.len() as u64 == known.log.head_bytes && hash(&head) == known.log.head_sha256)
    }
}

/// Finds for each log which of those that were read before it is, by its place among them: first by number and content, then by
/// content alone.
///
/// # Errors
/// If one cannot be read.
pub(crate) fn recognize(logs: &[GrowingLog], known: &[KnownLog]) -> io::Result<Vec<Option<usize>>> {
    // Of two that begin alike, the one of which more is known.
    let mut left: Vec<usize> = (0..known.len()).collect();
    left.sort_by_key(|&at| (Reverse(known[at].log.head_bytes), at));
    let mut recognized = vec![None; logs.len()];
    for by_id in [true, false] {
        for (log, found) in logs.iter().zip(&mut recognized) {
            let id = log.looks()?.id;
            for (place, &at) in left.iter().enumerate() {
                let is_alike =
                    if by_id { id.is_some() && id == known[at].log.file } else { known[at].log.head_bytes > 0 };
                if found.is_none() && is_alike && log.is(&known[at])? {
                    *found = Some(at);
                    left.remove(place);
                    break;
                }
            }
        }
    }
    Ok(recognized)
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(unix)]
fn id(about: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((about.dev(), about.ino()))
}

#[cfg(not(unix))]
fn id(_about: &fs::Metadata) -> Option<(u64, u64)> {
    None
}
