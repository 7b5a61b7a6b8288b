//! Encodes lines, and publishes units.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

use crate::model::text::count;
use crate::model::unit::{Origin, Stream};
use crate::sink::rejects::RejectedLine;
use crate::sink::unit::{Head, Publication, Published, Taken};
use avro_resolve::file::container::Codec;
use movie_logs::batch::{BatchEncoder, InputLine};
use movie_logs::convert::sync_marker;
use movie_logs::event::Kind;
use movie_logs::plan::Plan;
use movie_logs::reason::{MAX_LINE, Reason};

use super::open_unit::{Behind, OpenRange, OpenUnit, Opened};

/// Where units end.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Roll {
    /// Behind so many lines.
    pub lines: Option<u64>,
    /// When the container files have so many bytes together, at the end of a batch of lines.
    pub bytes: Option<u64>,
    /// Before the first line of a later span of so much time; also if nothing has come for so long.
    pub interval: Option<Duration>,
}

/// How events are written.
#[derive(Debug)]
pub(crate) struct ContainerForm<'a> {
    pub plans: &'a [Plan; 3],
    pub schema_texts: &'a [String; 3],
    pub codec: &'a Codec,
    pub block_size: usize,
}

/// A unit came to its end.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ended {
    pub stream: Stream,
    pub start: u64,
    pub end: u64,
    pub publication: Publication,
}

/// Where lines go that are turned away, if not into the unit.
pub(crate) trait Elsewhere {
    /// Takes a line, or returns `false` if it is too large for there.
    ///
    /// # Errors
    /// If it cannot.
    fn take(&mut self, origin: &Origin, reject: &RejectedLine<'_>, line: &[u8]) -> io::Result<bool>;

    /// Waits until all lines so far have arrived.
    ///
    /// # Errors
    /// If one has not.
    fn flush(&mut self) -> io::Result<()>;
}

/// Encodes lines and publishes units.
pub(crate) struct Collector<'a> {
    out: PathBuf,
    pub(super) form: ContainerForm<'a>,
    roll: Roll,
    encoder: BatchEncoder<'a>,
    turned_away: TurnedAway<'a>,
    totals: UnitTotals,
    ended: Vec<Ended>,
}

/// What was published so far.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct UnitTotals {
    pub units: u64,
    /// Input lines, or messages.
    pub lines: u64,
    /// Those that were turned away.
    pub rejected: u64,
    /// Bytes of all lines.
    pub bytes_in: u64,
    /// Events and bytes of the container files, by what they hold, such as `movie_watches`.
    pub files: BTreeMap<String, (u64, u64)>,
}

/// The lines that are turned away.
struct TurnedAway<'a> {
    elsewhere: Option<Box<dyn Elsewhere + 'a>>,
    count: u64,
    most: Option<u64>,
}

impl<'a> Collector<'a> {
    /// Publishes units in the directory `out`. One line more than `most_rejects` that is turned away is an error.
    pub(crate) fn new(out: PathBuf, form: ContainerForm<'a>, roll: Roll, most_rejects: Option<u64>) -> Collector<'a> {
        let encoder = BatchEncoder::new(form.plans, form.codec, form.block_size);
        let turned_away = TurnedAway { elsewhere: None, count: 0, most: most_rejects };
        let (totals, ended) = (UnitTotals::default(), Vec::new());
        Collector { out, form, roll, encoder, turned_away, totals, ended }
    }

    /// Sends lines that are turned away elsewhere than into units.
    pub(crate) fn send_rejects(&mut self, elsewhere: Box<dyn Elsewhere + 'a>) {
        self.turned_away.elsewhere = Some(elsewhere);
    }

    /// What was published so far.
    pub(crate) fn totals(&self) -> &UnitTotals {
        &self.totals
    }

    /// Whether more lines were turned away than may be.
    pub(crate) fn is_over_limit(&self) -> bool {
        self.turned_away.most.is_some_and(|most| self.turned_away.count > most)
    }

    /// The units that have ended since this was asked last.
    pub(crate) fn ended(&mut self) -> Vec<Ended> {
        std::mem::take(&mut self.ended)
    }

    /// Starts the first unit of an input.
    pub(crate) fn open(&self, input: Opened, at: Behind) -> OpenUnit {
        OpenUnit::new(&self.out, input, at)
    }

    /// Forgets what was taken since the last unit, and goes on elsewhere than behind the last line.
    pub(crate) fn skip_to(&self, unit: &mut OpenUnit, at: Behind) {
        unit.skip_to(&self.out, at);
    }

    /// Takes a line with its number, by which rejects are called, and where it ends.
    ///
    /// # Errors
    /// If it cannot be written, or more lines are turned away than may be.
    pub(crate) fn take(
        &mut self,
        unit: &mut OpenUnit,
        number: u64,
        line: &InputLine<'_>,
        end: Behind,
    ) -> io::Result<()> {
        let time = if self.roll.interval.is_some() { unit.cutter.time(line) } else { None };
        self.end_before(unit, time)?;
        if line.bytes.len() > MAX_LINE {
            return self.refuse(unit, number, &Reason::TooLong, line.bytes, end);
        }
        if !unit.batch.push(number, line) {
            self.encode(unit)?;
            assert!(unit.batch.push(number, line), "there is room for a line in an empty batch");
        }
        self.count(unit, line.bytes.len(), end)
    }

    /// Takes a line that is turned away unseen, or the last part of one that is too long for memory.
    ///
    /// # Errors
    /// As for a line.
    pub(crate) fn refuse(
        &mut self,
        unit: &mut OpenUnit,
        number: u64,
        reason: &dyn fmt::Display,
        line: &[u8],
        end: Behind,
    ) -> io::Result<()> {
        self.encode(unit)?;
        self.turned_away.take(&mut unit.range, number, reason, line)?;
        self.count(unit, line.len(), end)
    }

    /// Takes a part of a line that is too long for memory; [`Self::refuse`] gets its last part.
    ///
    /// # Errors
    /// As for a line.
    pub(crate) fn long_part(&mut self, unit: &mut OpenUnit, number: u64, part: &[u8]) -> io::Result<()> {
        self.encode(unit)?;
        unit.range.taken.bytes += part.len() as u64;
        let source = unit.range.source().to_owned();
        let reject = RejectedLine { source: &source, number, reason: &Reason::TooLong };
        unit.range.write(|files| files.long_part(&reject, part))
    }

    /// Publishes what was taken, if anything was.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn end(&mut self, unit: &mut OpenUnit) -> io::Result<()> {
        if unit.range.taken.lines == 0 {
            return Ok(());
        }
        self.encode(unit)?;
        self.end_blocks(unit)?;
        if let Some(elsewhere) = &mut self.turned_away.elsewhere {
            elsewhere.flush()?;
        }
        unit.span = None;
        let range = &mut unit.range;
        let (start, end, taken) = (range.start.offset, range.behind.offset, range.taken);
        let origin = range.origin_now();
        let files = range.next(&self.out);
        let publication = if range.is_taken { Publication::Taken } else { files.publish(end, &taken, origin)? };
        match &publication {
            Publication::Published(files) => self.totals.add(&taken, files),
            Publication::Taken => range.is_taken = true,
        }
        self.ended.push(Ended { stream: range.stream.clone(), start, end, publication });
        Ok(())
    }

    /// Ends the unit if what comes next belongs to a later span of time.
    pub(super) fn end_before(&mut self, unit: &mut OpenUnit, time: Option<i64>) -> io::Result<()> {
        let (Some(interval), Some(time)) = (self.roll.interval, time) else { return Ok(()) };
        let span = time.div_euclid(interval.as_secs().max(1).cast_signed());
        if unit.span.is_some_and(|open| span > open) {
            self.end(unit)?;
        }
        unit.span.get_or_insert(span);
        Ok(())
    }

    /// Counts a line, and ends the unit if it is full.
    pub(super) fn count(&mut self, unit: &mut OpenUnit, bytes: usize, end: Behind) -> io::Result<()> {
        unit.range.behind = end;
        unit.range.taken.lines += 1;
        unit.range.taken.bytes += bytes as u64;
        if unit.batch.is_full() {
            self.encode(unit)?;
        }
        let is_full = self.roll.lines.is_some_and(|most| unit.range.taken.lines >= most)
            || self.roll.bytes.is_some_and(|most| unit.batch.is_empty() && unit.range.files.bytes() >= most);
        if is_full { self.end(unit) } else { Ok(()) }
    }

    /// Writes the lines that wait in the batch.
    fn encode(&mut self, unit: &mut OpenUnit) -> io::Result<()> {
        let OpenUnit { batch, range, .. } = unit;
        if batch.is_empty() {
            return Ok(());
        }
        let digest = range.digest();
        let ContainerForm { plans, schema_texts, codec, .. } = self.form;
        let sync = |at: usize| sync_marker(&schema_texts[at], plans[at].zone.as_ref(), *codec, digest);
        let syncs: [[u8; 16]; 3] = std::array::from_fn(sync);
        self.encoder.encode(batch, &syncs)?;
        for kind in Kind::ALL {
            let (blocks, events) = self.encoder.blocks(kind);
            if events > 0 {
                let (schema_text, sync) = (&schema_texts[kind.index()], syncs[kind.index()]);
                let head = Head { schema_text, codec, sync, of_lines: plans[kind.index()].metadata() };
                range.write(|files| files.write(kind.file(), &head, blocks, events))?;
            }
        }
        for (number, reason, line) in self.encoder.rejects(batch) {
            self.turned_away.take(range, number, &reason, line)?;
        }
        batch.clear();
        Ok(())
    }
}

/// So many lines: `1 line is`, `2 lines are`.
fn are(lines: u64) -> String {
    format!("{} {}", count(lines, "line"), if lines == 1 { "is" } else { "are" })
}

impl UnitTotals {
    fn add(&mut self, taken: &Taken, files: &[Published]) {
        self.units += 1;
        self.lines += taken.lines;
        self.rejected += taken.rejected;
        self.bytes_in += taken.bytes;
        for Published { what, events, bytes } in files {
            let total = self.files.entry(what.clone()).or_default();
            *total = (total.0 + events, total.1 + bytes);
        }
    }
}

impl TurnedAway<'_> {
    fn take(&mut self, range: &mut OpenRange, number: u64, reason: &dyn fmt::Display, line: &[u8]) -> io::Result<()> {
        range.taken.rejected += 1;
        self.count += 1;
        let source = range.source().to_owned();
        if let Some(most) = self.most.filter(|most| self.count > *most) {
            let what = format!("more than {} rejected; in this one, {reason}", are(most));
            return Err(io::Error::other(format!("{source}:{number}: {what}")));
        }
        let reject = RejectedLine { source: &source, number, reason };
        if let Some(elsewhere) = &mut self.elsewhere
            && elsewhere.take(&range.origin, &reject, line)?
        {
            return Ok(());
        }
        range.write(|files| files.reject(&reject, line))
    }
}
