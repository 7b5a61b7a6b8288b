//! A unit while lines are taken into it.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::model::unit::{Origin, Stream, UnitName};
use crate::sink::rejects::Room;
use crate::sink::unit::{NewUnit, Taken, is_taken};
use movie_logs::batch::{Cutter, LineBatch};

/// Where a line ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Behind {
    /// The offset of what follows.
    pub offset: u64,
    /// The number of the physical line that follows; of messages, the offset again.
    pub line: u64,
}

/// An input, to be made into units.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Opened {
    pub stream: Stream,
    pub origin: Origin,
    pub cutter: Cutter,
    /// How many of its lines may be turned away.
    pub room: Room,
}

/// A unit of one input, and after its end the next one.
pub(crate) struct OpenUnit {
    pub(super) cutter: Cutter,
    /// The span of time of its first line.
    pub(super) span: Option<i64>,
    /// Lines that are not encoded yet.
    pub(super) batch: LineBatch,
    /// Data that are not in a block yet, by their schemas.
    pub(super) blocks: BTreeMap<String, OpenBlock>,
    pub(super) range: OpenRange,
    /// How far it went at an earlier look, and when it got there.
    seen: (u64, Instant),
}

/// Data that are not in a block yet.
#[derive(Debug)]
pub(super) struct OpenBlock {
    pub(super) schema_text: String,
    pub(super) data: Vec<u8>,
    pub(super) count: u64,
}

/// The range that a unit is made of, and what was made of it so far.
pub(super) struct OpenRange {
    pub(super) stream: Stream,
    pub(super) origin: Origin,
    room: Room,
    pub(super) start: Behind,
    /// Behind the last line that was taken.
    pub(super) behind: Behind,
    /// What was taken into it.
    pub(super) taken: Taken,
    pub(super) files: NewUnit,
    /// Whether another process has published it. Nothing more is written then.
    pub(super) is_taken: bool,
}

impl OpenUnit {
    /// Starts the first unit of an input.
    pub(super) fn new(out: &Path, input: Opened, at: Behind) -> OpenUnit {
        let Opened { stream, origin, cutter, room } = input;
        let name = UnitName { stream: stream.clone(), start: at.offset };
        let files = NewUnit::new(out, name, origin.clone(), room);
        let (taken, is_taken) = (Taken::default(), false);
        let range = OpenRange { stream, origin, room, start: at, behind: at, taken, files, is_taken };
        OpenUnit {
            batch: cutter.batch(),
            blocks: BTreeMap::new(),
            cutter,
            span: None,
            range,
            seen: (at.offset, Instant::now()),
        }
    }

    /// Where the unit starts: behind what was published.
    pub(crate) fn start(&self) -> Behind {
        self.range.start
    }

    /// Where the next line starts.
    pub(crate) fn behind(&self) -> Behind {
        self.range.behind
    }

    /// How its lines are cut.
    pub(crate) fn cutter(&self) -> &Cutter {
        &self.cutter
    }

    /// Says anew how a log is known again.
    pub(crate) fn set_origin(&mut self, origin: Origin) {
        self.range.origin = origin;
    }

    /// Forgets what was taken since the last unit, and goes on elsewhere than behind the last line: behind messages that are no more,
    /// or what another process has published.
    pub(super) fn skip_to(&mut self, out: &Path, at: Behind) {
        self.batch.clear();
        self.blocks.clear();
        self.span = None;
        (self.range.behind, self.range.is_taken) = (at, false);
        self.range.next(out);
    }

    /// Whether it has lines, and got none for so long, as far as earlier looks can say.
    pub(crate) fn is_idle(&mut self, now: Instant, interval: Duration) -> bool {
        if self.seen.0 != self.range.behind.offset {
            self.seen = (self.range.behind.offset, now);
        }
        self.range.taken.lines > 0 && now.duration_since(self.seen.1) >= interval
    }
}

impl OpenRange {
    /// What rejects call its input.
    pub(super) fn source(&self) -> &str {
        match &self.origin {
            Origin::Kafka { topic, .. } => topic,
            Origin::Log(log) => &log.path,
        }
    }

    /// What it is made of, as it is now.
    pub(super) fn origin_now(&self) -> Origin {
        let mut origin = self.origin.clone();
        if let Origin::Log(log) = &mut origin {
            log.next_line = self.behind.line;
        }
        origin
    }

    /// A hash of what no other unit has: its input and its start.
    pub(super) fn digest(&self) -> [u8; 32] {
        use sha2::{Digest, Sha256};
        let origin = match &self.origin {
            Origin::Kafka { topic, partition, .. } => format!("{topic}/{partition}"),
            Origin::Log(log) => log.head_sha256.clone(),
        };
        Sha256::digest(format!("{origin}/{}", self.start.offset)).into()
    }

    /// Starts the next unit, and returns what is to be published of this one.
    pub(super) fn next(&mut self, out: &Path) -> NewUnit {
        let name = UnitName { stream: self.stream.clone(), start: self.behind.offset };
        (self.start, self.taken) = (self.behind, Taken::default());
        std::mem::replace(&mut self.files, NewUnit::new(out, name, self.origin.clone(), self.room))
    }

    /// Writes something, unless another process has published the unit.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(super) fn write(&mut self, write: impl FnOnce(&mut NewUnit) -> io::Result<()>) -> io::Result<()> {
        if self.is_taken {
            return Ok(());
        }
        match write(&mut self.files) {
            Err(error) if is_taken(&error) => {
                self.is_taken = true;
                Ok(())
            }
            written => written,
        }
    }
}
