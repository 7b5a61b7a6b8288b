//! Writes rejected lines as JSON lines that hold them byte for byte: `source` and `line_number`, or of messages `topic`,
//! `partition` and `offset`; `reason`; and `line`, or `line_base64` where it is not UTF-8.

use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::file::NewFile;
use crate::model::json;
use crate::model::limits::{REJECTED_BYTES, REJECTED_SHARE};
use crate::model::text::grouped;
use movie_logs::convert::Reject;

/// The file of rejected lines, while it is being written.
pub(crate) struct Rejects<S> {
    out: Bounded,
    /// The parts of a line that is too long for memory, and whether they are UTF-8 so far.
    long: Option<(File, Utf8)>,
    room: S,
    numbers: Numbers,
}

/// A line or a message that is turned away.
#[derive(Clone, Copy)]
pub(crate) struct RejectedLine<'a> {
    pub source: &'a str,
    pub number: u64,
    pub reason: &'a dyn fmt::Display,
}

impl<'a> From<&'a Reject<'a>> for RejectedLine<'a> {
    fn from(reject: &'a Reject<'a>) -> RejectedLine<'a> {
        RejectedLine { source: reject.source, number: reject.line, reason: &reject.reason }
    }
}

/// What the numbers of rejected lines count.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Numbers {
    /// Physical lines of a source.
    Lines,
    /// Offsets of a partition of a topic.
    Offsets { topic: String, partition: i32 },
}

/// How many rejects there may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Room {
    /// As many as a log of this many bytes may make, as it is stored.
    ForLog(u64),
    /// As many as there are.
    Unlimited,
}

impl<S: Fn() -> Room> Rejects<S> {
    /// Writes them into a file. `room` is asked again and again, as a log may still be growing.
    pub(crate) fn new(file: NewFile, numbers: Numbers, room: S) -> Rejects<S> {
        Rejects { out: Bounded { out: BufWriter::new(file), written: 0, most: 0 }, long: None, room, numbers }
    }

    /// Appends a reject: the parts that came before, and the line.
    ///
    /// # Errors
    /// If it cannot be written, or there are too many.
    pub(crate) fn put(&mut self, reject: &RejectedLine<'_>, line: &[u8]) -> io::Result<()> {
        if self.long.is_some() {
            self.long_part(reject, line)?;
        }
        self.out.most = self.most();
        self.write(reject, line).map_err(|error| explained(error, self.out.most, reject))
    }

    fn write(&mut self, reject: &RejectedLine<'_>, line: &[u8]) -> io::Result<()> {
        let out = &mut self.out;
        write_place(&self.numbers, reject, out)?;
        match self.long.take() {
            Some((spool, utf8)) => copy_long(spool, utf8, out)?,
            None => write_line(line, out)?,
        }
        out.write_all(b"}\n")
    }

    /// Takes a part of a line that is too long for memory. Whether it is UTF-8 shows at its end, so it waits on the disk.
    ///
    /// # Errors
    /// If it cannot be written, or is too long.
    pub(crate) fn long_part(&mut self, reject: &RejectedLine<'_>, part: &[u8]) -> io::Result<()> {
        let most = self.most();
        let (spool, utf8) = match &mut self.long {
            Some(long) => long,
            None => self.long.insert((tempfile::tempfile()?, Utf8::default())),
        };
        utf8.follow(part);
        spool.write_all(part)?;
        let waiting = spool.stream_position()?;
        if self.out.written + waiting > most { Err(explained(io::Error::other(Full), most, reject)) } else { Ok(()) }
    }

    /// How many bytes may be written.
    fn most(&self) -> u64 {
        match (self.room)() {
            Room::ForLog(stored) => REJECTED_BYTES.most.saturating_add(stored.saturating_mul(REJECTED_SHARE.most)),
            Room::Unlimited => u64::MAX,
        }
    }

    /// Completes the file.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn finish(self) -> io::Result<NewFile> {
        self.out.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// The record of a rejected line, on one line, without its end.
#[cfg(feature = "kafka")]
pub(crate) fn record(numbers: &Numbers, reject: &RejectedLine<'_>, line: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let written = write_place(numbers, reject, &mut out).and_then(|()| write_line(line, &mut out));
    written.expect("memory takes all that is written");
    out.push(b'}');
    out
}

/// Begins the record of a rejected line.
fn write_place(numbers: &Numbers, reject: &RejectedLine<'_>, out: &mut impl Write) -> io::Result<()> {
    let RejectedLine { source, number, reason } = reject;
    match numbers {
        Numbers::Lines => write!(out, "{{\"source\":{},\"line_number\":{number},", json::line(source))?,
        Numbers::Offsets { topic, partition } => {
            write!(out, "{{\"topic\":{},\"partition\":{partition},\"offset\":{number},", json::line(topic))?;
        }
    }
    write!(out, "\"reason\":{},", json::line(&reason.to_string()))
}

fn write_line(line: &[u8], out: &mut impl Write) -> io::Result<()> {
    match std::str::from_utf8(line) {
        Ok(text) => write!(out, "\"line\":{}", json::line(&text)),
        Err(_) => write!(out, "\"line_base64\":\"{}\"", STANDARD.encode(line)),
    }
}

/// Takes no more than so many bytes.
struct Bounded {
    out: BufWriter<NewFile>,
    written: u64,
    most: u64,
}

/// More bytes came than may be written.
#[derive(Debug, thiserror::Error)]
#[error("there are more bytes than may be written")]
struct Full;

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.written + bytes.len() as u64 > self.most {
            return Err(io::Error::other(Full));
        }
        let written = self.out.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Says of what is too much where that was, and what to do.
fn explained(error: io::Error, most: u64, RejectedLine { source, number, reason }: &RejectedLine<'_>) -> io::Error {
    if !error.get_ref().is_some_and(|inner| inner.is::<Full>()) {
        return error;
    }
    io::Error::other(format!(
        "the rejected lines have more than {} bytes, which is the limit for this log; {source}:{number}: {reason}; to keep all of \
         them, give --max-rejects 100%",
        grouped(most)
    ))
}

fn copy_long(mut spool: File, utf8: Utf8, out: &mut impl Write) -> io::Result<()> {
    spool.rewind()?;
    let is_text = utf8.is_complete();
    out.write_all(if is_text { b"\"line\":\"" } else { b"\"line_base64\":\"" })?;
    // A multiple of three: base64 goes on without padding.
    let mut part = vec![0; 3 << 14];
    let mut carried = 0;
    loop {
        let mut filled = carried;
        while filled < part.len() {
            match spool.read(&mut part[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        if filled == 0 {
            return out.write_all(b"\"");
        }
        let bytes = &part[..filled];
        carried = 0;
        if is_text {
            // A character may go over the end of the part; its start goes to the front of the next.
            let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let text = String::from_utf8_lossy(&bytes[..valid]);
            let quoted = json::line(&text);
            out.write_all(&quoted.as_bytes()[1..quoted.len() - 1])?;
            carried = filled - valid;
            part.copy_within(valid..filled, 0);
        } else {
            out.write_all(STANDARD.encode(bytes).as_bytes())?;
        }
    }
}

/// Follows bytes that come in parts.
#[derive(Default)]
struct Utf8 {
    is_broken: bool,
    /// The start of a character that is not complete.
    open: Vec<u8>,
}

impl Utf8 {
    fn follow(&mut self, part: &[u8]) {
        if self.is_broken {
            return;
        }
        let mut rest = part;
        while !self.open.is_empty() && !rest.is_empty() {
            self.open.push(rest[0]);
            rest = &rest[1..];
            match std::str::from_utf8(&self.open) {
                Ok(_) => self.open.clear(),
                Err(error) if error.error_len().is_some() => {
                    self.is_broken = true;
                    return;
                }
                Err(_) => {}
            }
        }
        if let Err(error) = std::str::from_utf8(rest) {
            self.is_broken = error.error_len().is_some();
            self.open.extend_from_slice(
                &rest[error.valid_up_to()..][..if self.is_broken { 0 } else { rest.len() - error.valid_up_to() }],
            );
        }
    }

    fn is_complete(&self) -> bool {
        !self.is_broken && self.open.is_empty()
    }
}
