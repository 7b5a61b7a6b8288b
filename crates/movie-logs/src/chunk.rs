//! Reads chunks of whole input lines: each about a mebibyte, however long the input is.

use std::io::{self, Read};
use std::sync::Arc;

use memchr::memchr;

use super::csv::{self, End, Layout, Quotes, record_end};
use super::reason::{MAX_LINE, QuoteFault};

/// The form of the lines of an input.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InputForm {
    /// Log lines, one after the other.
    Raw,
    /// A CSV file with a header, which has the columns `Type` and `Log Entry`.
    Csv,
}

/// Bytes that are looked at together: enough for the longest line, its type and its end.
const CHUNK: usize = MAX_LINE + (64 << 10);

/// So many lines are enough for a chunk, be they as short as can be: memory is theirs, too.
const MAX_LINES: usize = 1 << 15;

/// Whole input lines.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// The columns of the lines, if they are records of a CSV file.
    pub(crate) layout: Option<Arc<Layout>>,
    /// Where each line is.
    pub(crate) lines: Vec<Line>,
    buffer: Vec<u8>,
    length: usize,
    /// The number of its first line in the input, from 1.
    pub(crate) first: u64,
}

/// Where an input line is in its chunk: of a CSV file, a record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    /// Its first byte.
    pub(crate) start: u32,
    /// Behind its last byte; the end of line is not part of it.
    pub(crate) end: u32,
    /// How many physical lines of the chunk come before it.
    pub(crate) number: u32,
    /// Of a CSV file, what its quotes are like.
    pub(crate) quotes: Quotes,
    /// Whether there is a line feed inside it, as it may in a CSV file.
    pub(crate) has_line_feed: bool,
}

/// What came next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Filled {
    /// Lines: the chunk has them.
    Lines,
    /// A physical line that is longer than a chunk, with its number: it waits in [`ChunkReader::long_line`].
    Long(u64),
    /// The end of the input.
    End,
}

/// Why an input cannot be cut into lines.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)] // the message of each variant documents it
pub enum InputError {
    #[error("cannot be read: {0}")]
    Read(#[from] io::Error),
    #[error(
        "starts with `{found}`, and a CSV file of log entries with {wanted}; with --input-format raw it is taken as log lines"
    )]
    WrongHeader { found: String, wanted: String },
}

/// An input on its way into chunks.
pub(crate) struct ChunkReader<R> {
    input: R,
    layout: Option<Arc<Layout>>,
    /// Bytes that were read and belong to no chunk yet.
    rest: Vec<u8>,
    is_at_end: bool,
    /// The number of the next physical line.
    number: u64,
}

impl Chunk {
    /// An empty chunk, to be filled again and again.
    pub(crate) fn new() -> Chunk {
        Chunk { layout: None, lines: Vec::with_capacity(MAX_LINES), buffer: vec![0; CHUNK + 1], length: 0, first: 1 }
    }

    /// Puts a line and an end behind the first `length` bytes, if there is room.
    pub(crate) fn append(&mut self, length: usize, line: &[u8]) -> bool {
        let end = length + line.len();
        let Some(room) = self.buffer.get_mut(length..=end) else { return false };
        room[..line.len()].copy_from_slice(line);
        room[line.len()] = b'\n';
        self.length = end + 1;
        true
    }

    /// The bytes of its lines.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[..self.length]
    }
}

impl<R: Read> ChunkReader<R> {
    /// Reads the start of an input, and leaves out a byte order mark. Without a form, it is CSV if its first line is a header.
    ///
    /// # Errors
    /// If it cannot be read, is to be CSV and starts with something else, or starts with a header that has another delimiter.
    pub(crate) fn new(mut input: R, form: Option<InputForm>, delimiter: u8) -> Result<ChunkReader<R>, InputError> {
        let (mut rest, mut looked_at) = (Vec::new(), 0);
        let mut is_at_end = false;
        while !is_at_end && memchr(b'\n', &rest[looked_at..]).is_none() && rest.len() < CHUNK {
            looked_at = rest.len();
            rest.resize(CHUNK.min(looked_at + FIRST_LOOK), 0);
            let read = read_some(&mut input, &mut rest[looked_at..])?;
            rest.truncate(looked_at + read);
            is_at_end = read == 0;
        }
        let (layout, before) = layout_of_start(&rest, form, delimiter)?;
        rest.drain(..before);
        let number = if layout.is_some() { 2 } else { 1 };
        Ok(ChunkReader { input, layout: layout.map(Arc::new), rest, is_at_end, number })
    }

    /// Cuts the next lines off.
    ///
    /// # Errors
    /// If the input cannot be read.
    pub(crate) fn next(&mut self, chunk: &mut Chunk) -> Result<Filled, InputError> {
        let mut filled = self.rest.len();
        chunk.buffer[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        while !self.is_at_end && filled < CHUNK {
            let read = read_some(&mut self.input, &mut chunk.buffer[filled..CHUNK])?;
            self.is_at_end = read == 0;
            filled += read;
        }
        if filled == 0 {
            return Ok(Filled::End);
        }
        if self.is_at_end && chunk.buffer[filled - 1] != b'\n' {
            // The last line may lack its end; there is room for it.
            chunk.buffer[filled] = b'\n';
            filled += 1;
        }
        chunk.layout.clone_from(&self.layout);
        chunk.first = self.number;
        let bytes = &chunk.buffer[..filled];
        let (length, physical_lines) = match &self.layout {
            None => raw_lines(bytes, &mut chunk.lines),
            Some(layout) => self.records(layout.delimiter, bytes, &mut chunk.lines),
        };
        self.rest.extend_from_slice(&bytes[length..]);
        chunk.length = length;
        if length == 0 {
            return Ok(Filled::Long(self.number));
        }
        self.number += u64::from(physical_lines);
        Ok(Filled::Lines)
    }

    fn records(&self, delimiter: u8, bytes: &[u8], lines: &mut Vec<Line>) -> (usize, u32) {
        lines.clear();
        let (mut start, mut number) = (0, 0);
        while start < bytes.len() && lines.len() < MAX_LINES {
            let rest = &bytes[start..];
            let fault = match record_end(rest, delimiter) {
                End::At { length, lines: physical, quotes } => {
                    let has_line_feed = physical > 1;
                    lines.push(Line { has_line_feed, ..line(bytes, start, start + length, number, quotes) });
                    start += length;
                    number += physical;
                    continue;
                }
                End::Wrong(fault) => fault,
                End::Unknown if self.is_at_end || start == 0 => QuoteFault::Unclosed,
                End::Unknown => break,
            };
            let Some(line_feed) = memchr(b'\n', rest) else { break };
            let end = start + line_feed + 1;
            lines.push(line(bytes, start, end, number, Quotes::Wrong(fault)));
            (start, number) = (end, number + 1);
        }
        (start, number)
    }

    /// What was read and belongs to no chunk yet: of a long line, its start.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.rest
    }

    /// Skips the line that is longer than a chunk, and passes it to `part` in parts, without its end.
    ///
    /// # Errors
    /// Those of `part`, and what `unread` makes of an input that cannot be read.
    pub(crate) fn long_line<E>(
        &mut self,
        mut part: impl FnMut(&[u8]) -> Result<(), E>,
        unread: impl Fn(InputError) -> E,
    ) -> Result<(), E> {
        self.number += 1;
        loop {
            let line_feed = memchr(b'\n', &self.rest);
            let line = &self.rest[..line_feed.unwrap_or(self.rest.len())];
            // A carriage return waits until it is known whether it belongs to the end of the line.
            let known = line.strip_suffix(b"\r").unwrap_or(line);
            part(known)?;
            match line_feed {
                Some(line_feed) => self.rest.drain(..=line_feed),
                None if self.is_at_end => self.rest.drain(..),
                None => self.rest.drain(..known.len()),
            };
            if line_feed.is_some() || self.is_at_end {
                return Ok(());
            }
            let read = self.input.by_ref().take(PART).read_to_end(&mut self.rest);
            self.is_at_end = read.map_err(|error| unread(error.into()))? == 0;
        }
    }
}

/// The columns that the start of an input names, if it is the header of a CSV file, and how many bytes come before the first line.
///
/// # Errors
/// If it is to be CSV and starts with something else, or starts with a header that has another delimiter.
pub(crate) fn layout_of_start(
    start: &[u8],
    form: Option<InputForm>,
    delimiter: u8,
) -> Result<(Option<Layout>, usize), InputError> {
    let text = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
    let mark = start.len() - text.len();
    let first = &text[..memchr(b'\n', text).map_or(text.len(), |at| at + 1)];
    let layout = Layout::of_header(first, delimiter).filter(|_| form != Some(InputForm::Raw));
    let is_wrong = || match form {
        Some(InputForm::Raw) => false,
        Some(InputForm::Csv) => !text.is_empty(),
        None => csv::fitting_delimiter(first).is_some(),
    };
    if layout.is_some() {
        return Ok((layout, mark + first.len()));
    }
    if is_wrong() {
        let wanted = csv::wanted(first);
        let line = String::from_utf8_lossy(first);
        let found = line.trim_end().chars().take(60).collect();
        return Err(InputError::WrongHeader { found, wanted });
    }
    Ok((None, mark))
}

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// A long line is read in parts of this size.
const PART: u64 = 64 << 10;

/// The first line is mostly shorter.
const FIRST_LOOK: usize = 4 << 10;

/// What is there, without waiting for more: of standard input, what arrived.
fn read_some(input: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

fn raw_lines(bytes: &[u8], lines: &mut Vec<Line>) -> (usize, u32) {
    lines.clear();
    let mut start = 0;
    for (number, line_feed) in (0..).zip(memchr::memchr_iter(b'\n', bytes).take(MAX_LINES)) {
        lines.push(line(bytes, start, line_feed + 1, number, Quotes::Simple));
        start = line_feed + 1;
    }
    (start, lines.len() as u32)
}

/// A line with its end, which is a line feed or a carriage return and a line feed.
#[inline]
fn line(bytes: &[u8], start: usize, behind: usize, number: u32, quotes: Quotes) -> Line {
    let mut end = behind - 1;
    if end > start && bytes[end - 1] == b'\r' {
        end -= 1;
    }
    Line { start: start as u32, end: end as u32, number, quotes, has_line_feed: false }
}
