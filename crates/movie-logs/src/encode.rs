//! Encodes the lines of a chunk into whole blocks for each kind of event.

use std::borrow::Cow;
use std::io;

use avro_resolve::file::container::{BlockWriter, HEAD, frame};

use super::chunk::{Chunk, Line};
use super::csv::{self, Layout, Quotes};
use super::event::{Event, Kind};
use super::line;
use super::plan::Plan;
use super::reason::{MAX_LINE, Reason};

/// The events of one kind, on their way into blocks.
pub(super) struct Encoder<'p> {
    plan: &'p Plan,
    block_size: usize,
    sync: [u8; 16],
    /// The chunk's blocks as they are in the file.
    blocks: Vec<u8>,
    /// The records of the block that is being filled. Where blocks are not compressed, it is filled in its place in the file.
    data: Vec<u8>,
    /// Where it starts in the memory that it is filled in.
    start: usize,
    count: u64,
    events: u64,
    is_plain: bool,
}

/// Encodes the lines of a chunk; those that are not log lines are listed by their index.
pub(super) fn encode(
    chunk: &Chunk,
    encoders: &mut [Encoder<'_>; 3],
    writer: &mut BlockWriter,
    rejects: &mut Vec<(usize, Reason)>,
) -> io::Result<()> {
    // Mostly the whole chunk is UTF-8; otherwise each line is looked at alone.
    let whole = std::str::from_utf8(chunk.bytes()).ok();
    let mut event = Event::EMPTY;
    for (at, line) in chunk.lines.iter().enumerate() {
        let range = line.start as usize..line.end as usize;
        let text = match whole {
            Some(whole) => Ok(&whole[range]),
            None => std::str::from_utf8(&chunk.bytes()[range]).map_err(|_| Reason::NotUtf8),
        };
        let outcome = text.and_then(|text| match &chunk.layout {
            None if line.has_line_feed => Err(Reason::LineFeed),
            None => {
                line::parse_one(text, &mut event)?;
                put(&event, encoders)
            }
            Some(layout) => put_record(line, text, layout, &mut event, encoders),
        });
        match outcome {
            Ok(kind) => {
                let encoder = &mut encoders[kind.index()];
                if encoder.is_full() {
                    encoder.end_block(writer)?;
                }
            }
            Err(reason) => rejects.push((at, reason)),
        }
    }
    encoders.iter_mut().try_for_each(|encoder| encoder.finish(writer))
}

#[inline]
fn put_record<'c>(
    line: &Line,
    record: &'c str,
    layout: &Layout,
    event: &mut Event<'c>,
    encoders: &mut [Encoder<'_>; 3],
) -> Result<Kind, Reason> {
    if let Quotes::Wrong(fault) = line.quotes {
        return Err(Reason::Quotes(fault));
    }
    if record.is_empty() {
        return Err(Reason::Empty);
    }
    let (stated, entry) = csv::columns(record, line.quotes, layout)?;
    if line.has_line_feed {
        return Err(Reason::LineFeed);
    }
    match entry {
        Cow::Borrowed(entry) => put_entry(stated, entry, event, encoders),
        Cow::Owned(entry) => put_entry(stated, &entry, &mut { Event::EMPTY }, encoders),
    }
}

#[inline]
fn put_entry<'c>(
    stated: Kind,
    entry: &'c str,
    event: &mut Event<'c>,
    encoders: &mut [Encoder<'_>; 3],
) -> Result<Kind, Reason> {
    line::parse_one(entry, event)?;
    if event.kind != stated {
        return Err(Reason::WrongType { stated, actual: event.kind });
    }
    put(event, encoders)
}

#[inline]
fn put(event: &Event<'_>, encoders: &mut [Encoder<'_>; 3]) -> Result<Kind, Reason> {
    let encoder = &mut encoders[event.kind.index()];
    let out = if encoder.is_plain { &mut encoder.blocks } else { &mut encoder.data };
    encoder.plan.encode(event, out)?;
    encoder.count += 1;
    Ok(event.kind)
}

/// A block is complete when it is full, and its last record goes beyond by about a line.
const USUAL_LINE: usize = 4 << 10;

impl<'p> Encoder<'p> {
    pub(super) fn new(plan: &'p Plan, block_size: usize, writer: &BlockWriter) -> Encoder<'p> {
        // Memory that is never used costs nothing, and memory that grows is copied.
        let is_plain = writer.is_plain();
        let data = Vec::with_capacity(if is_plain { 0 } else { block_size + USUAL_LINE });
        let blocks = Vec::with_capacity(MAX_LINE);
        Encoder { plan, block_size, sync: [0; 16], blocks, data, start: 0, count: 0, events: 0, is_plain }
    }

    /// Forgets the chunk before.
    pub(super) fn start(&mut self, sync: [u8; 16]) {
        (self.sync, self.count, self.events) = (sync, 0, 0);
        self.blocks.clear();
        self.start_block();
    }

    /// How many events the chunk had.
    pub(super) fn events(&self) -> u64 {
        self.events
    }

    /// The chunk's blocks as they are in the file.
    pub(super) fn blocks(&self) -> &[u8] {
        &self.blocks
    }

    fn start_block(&mut self) {
        self.count = 0;
        if self.is_plain {
            self.start = self.blocks.len();
            self.blocks.extend_from_slice(&[0; HEAD]);
        } else {
            self.data.clear();
        }
    }

    #[inline]
    fn is_full(&self) -> bool {
        let size = if self.is_plain { self.blocks.len() - self.start - HEAD } else { self.data.len() };
        size >= self.block_size
    }

    fn end_block(&mut self, writer: &mut BlockWriter) -> io::Result<()> {
        if self.count > 0 {
            if self.is_plain {
                frame(self.count, self.start, &self.sync, &mut self.blocks);
            } else {
                writer.block(self.count, &self.data, &self.sync, &mut self.blocks)?;
            }
            self.events += self.count;
            self.start_block();
        }
        Ok(())
    }

    /// Ends the last block of the chunk.
    fn finish(&mut self, writer: &mut BlockWriter) -> io::Result<()> {
        self.end_block(writer)?;
        if self.is_plain {
            self.blocks.truncate(self.start);
        }
        Ok(())
    }
}
