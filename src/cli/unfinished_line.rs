//! Takes the whole lines of what was read of a log, and keeps the beginning of the next one.

use std::io;

use crate::collect::{Behind, Collector, OpenUnit};
use movie_logs::batch::Cut;
use movie_logs::reason::Reason;

/// How far a log is read beyond its last whole line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Unfinished {
    /// Bytes of a line that is too long for memory, which were taken already.
    pub(super) long: Option<u64>,
    /// Bytes of a line that may be going to grow.
    pub(super) waiting: u64,
}

impl Unfinished {
    /// Takes the whole lines of a window. What is left of it is less than a line.
    pub(super) fn take_lines(
        &mut self,
        collector: &mut Collector<'_>,
        unit: &mut OpenUnit,
        window: &mut Vec<u8>,
        is_at_end: bool,
    ) -> io::Result<()> {
        let cutter = unit.cutter().clone();
        let mut at = 0;
        loop {
            let (rest, behind) = (&window[at..], unit.behind());
            if let Some(taken) = self.long {
                let line_feed = memchr::memchr(b'\n', rest);
                // A carriage return waits until it is known whether it belongs to the end of the line.
                let part = &rest[..line_feed.unwrap_or(rest.len())];
                let part = part.strip_suffix(b"\r").unwrap_or(part);
                if line_feed.is_none() && !is_at_end {
                    collector.long_part(unit, behind.line, part)?;
                    self.long = Some(taken + part.len() as u64);
                    at += part.len();
                    break;
                }
                let length = line_feed.map_or(rest.len(), |line_feed| line_feed + 1);
                let end = Behind { offset: behind.offset + taken + length as u64, line: behind.line + 1 };
                collector.refuse(unit, behind.line, &Reason::TooLong, part, end)?;
                self.long = None;
                at += length;
                continue;
            }
            match cutter.cut(rest, is_at_end) {
                Cut::Line { line, length, physical } => {
                    let end = Behind { offset: behind.offset + length as u64, line: behind.line + u64::from(physical) };
                    collector.take(unit, behind.line, &line, end)?;
                    at += length;
                }
                Cut::TooLong => self.long = Some(0),
                Cut::Part => break,
            }
        }
        window.drain(..at);
        Ok(())
    }
}
