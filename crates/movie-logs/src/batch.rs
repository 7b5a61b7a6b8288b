//! Encodes lines that come one by one, such as messages of a stream, and may come again: blocks depend on the lines alone, from
//! the first of a file on.

use std::io;
use std::sync::Arc;

use avro_resolve::file::container::{BlockWriter, Codec};
use memchr::memchr;

use super::chunk::{Chunk, InputError, InputForm, Line, layout_of_start};
use super::csv::{self, End, Layout, Quotes, record_end};
use super::encode::{Encoder, encode};
use super::event::{Event, Kind};
use super::line;
use super::plan::Plan;
use super::reason::{MAX_LINE, QuoteFault, Reason};

/// Bytes of lines from which on a batch is full. Many are held at a time: one for each partition of a topic.
const FULL: usize = 128 << 10;

/// The same in lines.
const FULL_LINES: usize = 4 << 10;

/// A line of an input or a message, without its end.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InputLine<'b> {
    /// Its bytes: of a CSV file, a record.
    pub bytes: &'b [u8],
    quotes: Quotes,
    has_line_feed: bool,
}

/// Cuts the bytes of an input into lines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cutter {
    layout: Option<Arc<Layout>>,
}

/// What bytes start with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut<'b> {
    /// A line.
    Line {
        /// The line.
        line: InputLine<'b>,
        /// How many bytes it has with its end.
        length: usize,
        /// How many physical lines it goes over.
        physical: u32,
    },
    /// A line that is longer than any that is looked at: all of the bytes, and what follows up to a line feed.
    TooLong,
    /// Less than a line.
    Part,
}

/// Lines that are encoded together.
#[derive(Debug)]
pub struct LineBatch {
    chunk: Chunk,
    length: usize,
}

/// Encodes batches, one after the other, of any inputs.
pub struct BatchEncoder<'p> {
    encoders: [Encoder<'p>; 3],
    writer: BlockWriter,
    rejects: Vec<(usize, Reason)>,
}

impl<'b> InputLine<'b> {
    /// A message is one line; the end of a line behind it is not part of it.
    pub fn of_message(value: &'b [u8]) -> InputLine<'b> {
        let line = value.strip_suffix(b"\n").unwrap_or(value);
        let bytes = line.strip_suffix(b"\r").unwrap_or(line);
        InputLine { bytes, quotes: Quotes::Simple, has_line_feed: memchr(b'\n', bytes).is_some() }
    }
}

impl Cutter {
    /// Cuts log lines.
    pub const RAW: Cutter = Cutter { layout: None };

    /// Looks at the start of an input: at the whole first line, or at 1 MiB of it. Also says how many bytes come before the first
    /// line: a byte order mark, and the header of a CSV file. Without a form, it is CSV if its first line is a header.
    ///
    /// # Errors
    /// If it is to be CSV and starts with something else, or starts with a header that has another delimiter.
    pub fn of_start(start: &[u8], form: Option<InputForm>, delimiter: u8) -> Result<(Cutter, usize), InputError> {
        let (layout, before) = layout_of_start(start, form, delimiter)?;
        Ok((Cutter { layout: layout.map(Arc::new) }, before))
    }

    /// The columns of a CSV file that are not looked at.
    pub fn ignored_columns(&self) -> &[String] {
        self.layout.as_ref().map_or(&[], |layout| &layout.ignored)
    }

    /// How many physical lines come before the first line.
    pub fn lines_before(&self) -> u64 {
        u64::from(self.layout.is_some())
    }

    /// Cuts the first line off. At the end of an input the last line may lack its end.
    pub fn cut<'b>(&self, bytes: &'b [u8], is_at_end: bool) -> Cut<'b> {
        let line = |length: usize, physical, quotes| {
            let line = bytes[..length].strip_suffix(b"\n").unwrap_or(&bytes[..length]);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            Cut::Line { line: InputLine { bytes: line, quotes, has_line_feed: physical > 1 }, length, physical }
        };
        let physical_line = |quotes| match memchr(b'\n', bytes) {
            Some(line_feed) => line(line_feed + 1, 1, quotes),
            None if bytes.len() > MAX_LINE => Cut::TooLong,
            None if is_at_end && !bytes.is_empty() => line(bytes.len(), 1, quotes),
            None => Cut::Part,
        };
        let Some(layout) = &self.layout else { return physical_line(Quotes::Simple) };
        let mut found = record_end(bytes, layout.delimiter);
        if found == End::Unknown && is_at_end && bytes.last().is_some_and(|&byte| byte != b'\n') {
            // As if the last line had its end.
            found = match record_end(&[bytes, b"\n"].concat(), layout.delimiter) {
                End::At { length, lines, quotes } => End::At { length: length.min(bytes.len()), lines, quotes },
                other @ (End::Wrong(_) | End::Unknown) => other,
            };
        }
        match found {
            End::At { length, lines, quotes } => line(length, lines, quotes),
            End::Wrong(fault) => physical_line(Quotes::Wrong(fault)),
            End::Unknown if memchr(b'\n', bytes).is_none() => physical_line(Quotes::Simple),
            End::Unknown if is_at_end || bytes.len() > MAX_LINE => physical_line(Quotes::Wrong(QuoteFault::Unclosed)),
            End::Unknown => Cut::Part,
        }
    }

    /// The time that a log line starts with, in seconds since 1970 if it was UTC, which it does not say.
    pub fn time(&self, line: &InputLine<'_>) -> Option<i64> {
        let Some(layout) = &self.layout else { return line::seconds(line.bytes) };
        let record = std::str::from_utf8(line.bytes).ok()?;
        let (_, entry) = csv::columns(record, line.quotes, layout).ok()?;
        line::seconds(entry.as_bytes())
    }

    /// Appends the datum of a line's event to `out`, by the plan of its kind in the order of [`Kind::ALL`].
    ///
    /// # Errors
    /// Why it is not a log line; `out` is as before then.
    pub fn encode(&self, line: &InputLine<'_>, plans: &[Plan; 3], out: &mut Vec<u8>) -> Result<Kind, Reason> {
        let text = std::str::from_utf8(line.bytes).map_err(|_| Reason::NotUtf8)?;
        let mut put = |event: Result<&Event<'_>, Reason>| {
            let event = event?;
            plans[event.kind.index()].encode(event, out).map(|()| event.kind)
        };
        let Some(layout) = &self.layout else {
            let parsed = if line.has_line_feed { Err(Reason::LineFeed) } else { line::parse(text) };
            return put(parsed.as_ref().map_err(|reason| *reason));
        };
        if let Quotes::Wrong(fault) = line.quotes {
            return Err(Reason::Quotes(fault));
        }
        if text.is_empty() {
            return Err(Reason::Empty);
        }
        let (stated, entry) = csv::columns(text, line.quotes, layout)?;
        let mut event = Event::EMPTY;
        if line.has_line_feed {
            return Err(Reason::LineFeed);
        }
        line::parse_one(&entry, &mut event)?;
        if event.kind != stated {
            return Err(Reason::WrongType { stated, actual: event.kind });
        }
        put(Ok(&event))
    }

    /// An empty batch for the lines that it cuts.
    pub fn batch(&self) -> LineBatch {
        let mut chunk = Chunk::new();
        chunk.layout.clone_from(&self.layout);
        LineBatch { chunk, length: 0 }
    }
}

impl LineBatch {
    /// Whether it has no lines.
    pub fn is_empty(&self) -> bool {
        self.chunk.lines.is_empty()
    }

    /// Whether it is time to encode it.
    pub fn is_full(&self) -> bool {
        self.length >= FULL || self.chunk.lines.len() >= FULL_LINES
    }

    /// Appends a line of at most [`MAX_LINE`] bytes and its number, by which rejects are called: numbers ascend. Returns whether
    /// there was room for it, as there always is in an empty batch.
    pub fn push(&mut self, number: u64, line: &InputLine<'_>) -> bool {
        if self.is_empty() {
            self.chunk.first = number;
        }
        let Ok(behind_first) = u32::try_from(number - self.chunk.first) else { return false };
        if self.is_full() || !self.chunk.append(self.length, line.bytes) {
            return false;
        }
        let (start, end) = (self.length as u32, (self.length + line.bytes.len()) as u32);
        let InputLine { quotes, has_line_feed, .. } = *line;
        self.chunk.lines.push(Line { start, end, number: behind_first, quotes, has_line_feed });
        self.length = self.chunk.bytes().len();
        true
    }

    /// Forgets its lines.
    pub fn clear(&mut self) {
        self.chunk.lines.clear();
        self.length = 0;
    }
}

impl<'p> BatchEncoder<'p> {
    /// Encodes with a plan for each kind of event, in the order of [`Kind::ALL`], into blocks of at least `block_size` bytes of
    /// encoded records, as far as a batch has them.
    pub fn new(plans: &'p [Plan; 3], codec: &Codec, block_size: usize) -> BatchEncoder<'p> {
        let writer = BlockWriter::new(codec);
        let encoders = Kind::ALL.map(|kind| Encoder::new(&plans[kind.index()], block_size, &writer));
        BatchEncoder { encoders, writer, rejects: Vec::new() }
    }

    /// Encodes a batch, with the sync marker of each kind's file.
    ///
    /// # Errors
    /// If a block cannot be compressed.
    pub fn encode(&mut self, batch: &LineBatch, syncs: &[[u8; 16]; 3]) -> io::Result<()> {
        for (encoder, sync) in self.encoders.iter_mut().zip(syncs) {
            encoder.start(*sync);
        }
        self.rejects.clear();
        encode(&batch.chunk, &mut self.encoders, &mut self.writer, &mut self.rejects)
    }

    /// The blocks that the batch has of a kind, as they are in a file, and how many events are in them.
    pub fn blocks(&self, kind: Kind) -> (&[u8], u64) {
        let encoder = &self.encoders[kind.index()];
        (encoder.blocks(), encoder.events())
    }

    /// The lines of the batch that are not log lines, with their numbers.
    pub fn rejects<'b>(&self, batch: &'b LineBatch) -> impl Iterator<Item = (u64, Reason, &'b [u8])> {
        let Chunk { lines, first, .. } = &batch.chunk;
        self.rejects.iter().map(move |&(at, reason)| {
            let line = &lines[at];
            let bytes = &batch.chunk.bytes()[line.start as usize..line.end as usize];
            (first + u64::from(line.number), reason, bytes)
        })
    }
}
