//! Reads logs that grow, are renamed, compressed and cut off, and knows them again.
//!
//! A log is what its first bytes are. Its device and number are looked at first, since a log that is renamed keeps them; a log that
//! was compressed or copied has others, and is known by its content.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
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
        if !fs::metadata(path).map_err(named)?.is_file() {
            let message = "is no regular file, and cannot be read again; read it as standard input, `-`";
            return Err(named(io::Error::other(message)));
        }
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

    /// Its first bytes, so many at the most. If it is cut off, there may be fewer, but enough to know it again.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn start(&self, most: usize) -> io::Result<Vec<u8>> {
        let mut start = Vec::new();
        match self.read_from(0)?.take(most as u64).read_to_end(&mut start) {
            Err(error) if !(is_cut_off(&error) && start.len() >= HEAD) => Err(error),
            Ok(_) | Err(_) => Ok(start),
        }
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

/// Logs that were read before, by their first bytes.
pub(crate) struct KnownLogs<'a> {
    known: &'a [KnownLog],
    /// For each length of first bytes, the longest first, the logs by the hash of these.
    by_head: BTreeMap<Reverse<u64>, HashMap<&'a str, Vec<usize>>>,
    /// Those that were found again.
    found: HashSet<usize>,
}

impl<'a> KnownLogs<'a> {
    pub(crate) fn new(known: &'a [KnownLog]) -> KnownLogs<'a> {
        let mut by_head: BTreeMap<_, HashMap<_, Vec<usize>>> = BTreeMap::new();
        for (at, KnownLog { log, .. }) in known.iter().enumerate() {
            let of_length = by_head.entry(Reverse(log.head_bytes)).or_default();
            of_length.entry(log.head_sha256.as_str()).or_default().push(at);
        }
        KnownLogs { known, by_head, found: HashSet::new() }
    }

    /// Finds which of them a log is, by its place among them, if none was found to be that: of several, the one of which most is known.
    /// With `Likeness::Number` it has to have the device and number, too.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub(crate) fn find(&mut self, log: &GrowingLog, likeness: Likeness) -> io::Result<Option<usize>> {
        let id = log.looks()?.id;
        if likeness == Likeness::Number && !self.known.iter().any(|known| id.is_some() && known.log.file == id) {
            return Ok(None);
        }
        let head = log.start(HEAD)?;
        let stored = log.stored()?;
        let hashes = self.hashes(&head);
        for (Reverse(length), of_length) in &self.by_head {
            let alike = hashes.get(length).and_then(|hash| of_length.get(hash.as_str()));
            let found = alike.into_iter().flatten().find(|&&at| {
                let KnownLog { log: known, end } = &self.known[at];
                let is_alike = match likeness {
                    Likeness::Number => id.is_some() && known.file == id,
                    Likeness::Content => *length > 0,
                };
                is_alike && !self.found.contains(&at) && (log.is_compressed || *end <= stored)
            });
            if let Some(&at) = found {
                self.found.insert(at);
                return Ok(Some(at));
            }
        }
        Ok(None)
    }

    /// The hashes of those beginnings of a log that have as many bytes as the beginnings of some that are known.
    fn hashes(&self, head: &[u8]) -> HashMap<u64, String> {
        let (mut hasher, mut hashed) = (Sha256::new(), 0);
        let lengths = self.by_head.keys().rev().map(|Reverse(length)| *length);
        let within = lengths.take_while(|length| *length <= head.len() as u64);
        let hash = |length: u64| {
            hasher.update(&head[hashed..length as usize]);
            hashed = length as usize;
            (length, hex(&hasher.clone().finalize()))
        };
        within.map(hash).collect()
    }
}

/// By what a log is known again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Likeness {
    /// By device, number and content.
    Number,
    /// By content alone.
    Content,
}

/// Logs are open while they are read, and a thousand of them are more than processes may open if nothing is said.
#[cfg(unix)]
pub(crate) fn allow_many_open_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // If it is not allowed, a log that cannot be opened is named.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
}

#[cfg(not(unix))]
pub(crate) fn allow_many_open_files() {}

/// Whether a compressed file has not been written to its end.
pub(crate) fn is_cut_off(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::UnexpectedEof
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
