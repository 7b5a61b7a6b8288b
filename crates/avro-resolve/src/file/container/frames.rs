//! Reads the blocks of a container file as they are stored, one at a time; damaged ones can be passed over.

use std::io::Read;

use super::error::{ContainerCause, ContainerError};
use super::header::{Header, MAGIC, read_header};
use super::window::Window;
use crate::data::binary::{Malformed, Reader};
use crate::limits;
use crate::schema::LinkedSchema;
use crate::schema::shape::Shapes;

/// No block may be larger than this, neither as it is stored nor decompressed, unless a reader says otherwise.
pub const MAX_BLOCK: u64 = limits::BLOCK.most;

/// A block as it is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame<'f> {
    /// Its number, from 0.
    pub index: u64,
    /// Where it starts in the file.
    pub offset: u64,
    /// How many records it says it has.
    pub count: u64,
    /// Its data, compressed.
    pub stored: &'f [u8],
}

/// What a recovery passed over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Skipped {
    /// Where it starts in the file.
    pub offset: u64,
    /// Its length.
    pub bytes: u64,
    /// How many records are lost, if that can be said: as many as the damaged block claims, where it is the only one that is lost.
    pub records: Option<u64>,
}

/// The blocks of a file as they are stored: to decompress them in several threads, or not at all.
pub struct Frames<R> {
    window: Window<R>,
    header: Header,
    /// Where the file starts in the input.
    start: u64,
    limit: u64,
    index: u64,
    /// The length of the block at the start of the window, once it has been handed out.
    current: usize,
    damage: Option<FrameDamage>,
}

/// What keeps the next block from being read. The window is at its start.
#[derive(Clone, Copy, Debug)]
enum FrameDamage {
    /// It has another marker after it, or another length.
    Sync(FrameExtent),
    /// The file ends in it.
    Truncated { count: Option<u64> },
    /// Another container file begins there.
    AnotherFile,
    /// All else: nothing can be said about its end.
    Unclear,
}

/// What the start of a block says.
#[derive(Clone, Copy, Debug)]
struct FrameExtent {
    count: u64,
    start: usize,
    size: usize,
}

/// The length of a sync marker.
pub(super) const SYNC: usize = 16;

/// A block starts with two numbers, which take no more bytes than these.
pub(super) const LONGEST_START: usize = 20;

impl FrameExtent {
    /// Reads the start of a block of no more than `limit` bytes. None where the file ends.
    fn read(start: &[u8], sync: [u8; SYNC], limit: u64) -> Result<Option<FrameExtent>, (FrameDamage, ContainerCause)> {
        let unclear = |cause| (FrameDamage::Unclear, cause);
        if start.is_empty() {
            return Ok(None);
        }
        let left = start.len() as u64;
        if start.starts_with(&MAGIC) {
            return Err((FrameDamage::AnotherFile, ContainerCause::AnotherFile));
        }
        if start.iter().all(|&byte| byte == 0) && sync != [0; SYNC] {
            return Err(unclear(ContainerCause::Zeros));
        }
        let mut reader = Reader::new(start);
        let mut long = || {
            reader.long().map_err(|error| match error.what {
                Malformed::Truncated { .. } => {
                    (FrameDamage::Truncated { count: None }, ContainerCause::Truncated { needed: left + 1, left })
                }
                _ => unclear(ContainerCause::NotANumber),
            })
        };
        let (count, size) = (long()?, long());
        let count = u64::try_from(count).map_err(|_| unclear(ContainerCause::NegativeCount(count)))?;
        let size = size?;
        let size = u64::try_from(size).map_err(|_| unclear(ContainerCause::NegativeSize(size)))?;
        let fits = usize::try_from(size).ok().filter(|_| size <= limit);
        let size = fits.ok_or_else(|| unclear(ContainerCause::TooLarge { size, limit }))?;
        Ok(Some(FrameExtent { count, start: reader.position(), size }))
    }

    fn len(self) -> usize {
        self.start + self.size + SYNC
    }
}

/// The length of the block whose first bytes are `start`, its sync marker included. None where the file ends.
///
/// # Errors
/// The first bytes are not those of a block of no more than [`MAX_BLOCK`] bytes.
pub(super) fn block_length(start: &[u8], sync: [u8; SYNC]) -> Result<Option<u64>, ContainerCause> {
    let extent = FrameExtent::read(start, sync, MAX_BLOCK).map_err(|(_, cause)| cause)?;
    Ok(extent.map(|extent| extent.len() as u64))
}

impl<R: Read> Frames<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// Those of [`read_header`].
    pub fn new(input: R) -> Result<Frames<R>, ContainerError> {
        let mut window = Window::new(input);
        let header = read_header(&mut window)?;
        Ok(Frames { window, header, start: 0, limit: MAX_BLOCK, index: 0, current: 0, damage: None })
    }

    /// Whether the last error was that another container file begins.
    pub fn is_at_another_file(&self) -> bool {
        matches!(self.damage, Some(FrameDamage::AnotherFile))
    }

    /// Goes on with the container file that begins where this one has ended. Offsets stay those of the whole input.
    ///
    /// # Errors
    /// Those of [`read_header`].
    pub fn next_file(mut self) -> Result<Frames<R>, ContainerError> {
        let start = self.window.offset();
        let header =
            read_header(&mut self.window).map_err(|error| ContainerError { offset: start + error.offset, ..error })?;
        Ok(Frames { header, start, index: 0, current: 0, damage: None, ..self })
    }

    /// Takes blocks of up to so many bytes, instead of [`MAX_BLOCK`].
    pub fn set_limit(&mut self, limit: u64) {
        self.limit = limit;
    }

    /// What comes before the blocks.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Parses the schema of the header, under a name for messages. Errors have their place in the whole input.
    ///
    /// # Errors
    /// Those of [`Header::schema`].
    pub fn schema(&self, name: &str, shapes: &mut Shapes) -> Result<LinkedSchema, ContainerError> {
        let moved = |error: ContainerError| ContainerError { offset: self.start + error.offset, ..error };
        self.header.schema(name, shapes).map_err(moved)
    }

    /// The length in the file of the block that was handed out last.
    pub(super) fn current_len(&self) -> u64 {
        self.current as u64
    }

    /// Of the block that was handed out last, takes no more than what precedes a sync marker within it: then its
    /// length was wrong.
    pub(super) fn end_at_marker(&mut self) {
        if let Some(at) = self.marker_within(self.current.saturating_sub(1)) {
            self.current = at + SYNC;
        }
    }

    /// The first sync marker that ends within so many bytes that have arrived.
    fn marker_within(&self, bytes: usize) -> Option<usize> {
        let sync = self.header.sync;
        self.window.arrived()[..bytes].windows(SYNC).position(|bytes| bytes == sync)
    }

    /// The next block; none at the end of the file, and none after an error until [`recover`](Frames::recover) is called.
    #[allow(clippy::should_implement_trait)] // a block lends the memory that the next one needs
    pub fn next(&mut self) -> Option<Result<Frame<'_>, ContainerError>> {
        if self.damage.is_some() {
            return None;
        }
        self.window.pass(std::mem::take(&mut self.current));
        let (index, offset) = (self.index, self.window.offset());
        match self.extent(0) {
            Ok(None) => None,
            Ok(Some(extent)) => {
                self.index += 1;
                self.current = extent.len();
                let stored = &self.window.arrived()[extent.start..extent.start + extent.size];
                Some(Ok(Frame { index, offset, count: extent.count, stored }))
            }
            Err((damage, cause)) => {
                self.index += 1;
                self.damage = Some(damage);
                Some(Err(ContainerError { block: Some(index), offset, cause }))
            }
        }
    }

    /// After an error, goes to the end of the damaged block: after the next sync marker, or to the end of the file. Without
    /// an error, nothing is passed over.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn recover(&mut self) -> Result<Skipped, ContainerError> {
        let offset = self.window.offset();
        let Some(damage) = self.damage else {
            return Ok(Skipped { offset, bytes: 0, records: Some(0) });
        };
        let records = match damage {
            // If another block or file follows where this one says it ends, its marker alone is damaged; a marker before that
            // shows that it ends earlier than it says.
            FrameDamage::Sync(extent)
                if self.marker_within(extent.len()).is_none()
                    && matches!(self.extent(extent.len()), Ok(_) | Err((FrameDamage::AnotherFile, _))) =>
            {
                self.window.pass(extent.len());
                Some(extent.count)
            }
            FrameDamage::Truncated { count } => {
                let end = self.pass_marker()?;
                count.filter(|_| end == Passed::End)
            }
            FrameDamage::Sync(_) | FrameDamage::AnotherFile | FrameDamage::Unclear => {
                self.pass_marker()?;
                None
            }
        };
        self.damage = None;
        Ok(Skipped { offset, bytes: self.window.offset() - offset, records })
    }

    /// Looks at the block that starts so many bytes ahead, until all of it has arrived. None where the file ends.
    fn extent(&mut self, ahead: usize) -> Result<Option<FrameExtent>, (FrameDamage, ContainerCause)> {
        let unclear = |cause| (FrameDamage::Unclear, cause);
        let io = |error| unclear(ContainerCause::Io(error));
        let start = self.window.fill(ahead + LONGEST_START).map_err(io)?.get(ahead..).unwrap_or_default();
        let Some(extent) = FrameExtent::read(start, self.header.sync, self.limit)? else { return Ok(None) };
        let extent = FrameExtent { start: ahead + extent.start, ..extent };
        let len = extent.len();
        let bytes = self.window.fill(len).map_err(io)?;
        if bytes.len() < len {
            let (needed, left) = ((len - ahead) as u64, (bytes.len() - ahead) as u64);
            let count = Some(extent.count);
            return Err((FrameDamage::Truncated { count }, ContainerCause::Truncated { needed, left }));
        }
        if bytes[len - SYNC..len] != self.header.sync {
            return Err((FrameDamage::Sync(extent), ContainerCause::SyncMismatch));
        }
        Ok(Some(extent))
    }

    /// Passes the next sync marker, and everything in front of it.
    fn pass_marker(&mut self) -> Result<Passed, ContainerError> {
        let sync = self.header.sync;
        loop {
            let bytes = self.window.arrived();
            if let Some(at) = bytes.windows(SYNC).position(|bytes| bytes == sync) {
                self.window.pass(at + SYNC);
                return Ok(Passed::Marker);
            }
            // The last bytes may be the start of a marker.
            let kept = bytes.len().min(SYNC - 1);
            self.window.pass(bytes.len() - kept);
            let (block, offset) = (self.index.checked_sub(1), self.window.offset());
            let filled = self.window.fill(SYNC);
            let filled = filled.map_err(|error| ContainerError { block, offset, cause: ContainerCause::Io(error) })?;
            if filled.len() < SYNC {
                let rest = filled.len();
                self.window.pass(rest);
                return Ok(Passed::End);
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Passed {
    Marker,
    End,
}
