//! `avrocheck serialize --roll-…`: makes units of logs that grow, once or for as long as it runs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::thread;
use std::time::{Duration, Instant};

use crate::collect::{Behind, Collector, OpenUnit, Opened};
use crate::model::path::typed;
use crate::model::text::count;
use crate::model::unit::{LogOrigin, Origin, Stream};
use crate::sink::file::lock_alone;
use crate::sink::unit::Publication;
use crate::source::growing_log::{
    GrowingLog, HEAD, KnownLog, KnownLogs, Likeness, Looks, allow_many_open_files, is_cut_off,
};
use crate::source::log_input::{self, LogSource, LogSources, Wanted};
use crate::source::units::last_units;
use movie_logs::batch::Cutter;
use movie_logs::reason::MAX_LINE;

use super::args::{Global, SerializeArgs};
use super::ending::Ending;
use super::meter::{Meter, Position};
use super::output::{one, remark};
use super::standard_input::pieces_of_standard_input;
use super::unfinished_line::Unfinished;

/// How long to wait between two looks at logs.
const PAUSE: Duration = Duration::from_millis(200);

/// Bytes that are looked at together: more than the longest line, so that one is either whole or too long.
const WINDOW: usize = MAX_LINE + (64 << 10);

/// Makes units until all logs are read, or with `--watch` until the process is asked to end. Returns why some logs could not be read,
/// if the others were.
///
/// # Errors
/// What cannot be written, or of all logs why none is read.
pub(super) fn run(
    args: &SerializeArgs,
    out: &Path,
    global: &Global,
    collector: &mut Collector<'_>,
) -> Result<Vec<String>, Vec<String>> {
    allow_many_open_files();
    fs::create_dir_all(out).map_err(|error| one(format!("{}: {error}", out.display())))?;
    let _lock = lock_alone(out).map_err(one)?;
    let meter = Meter::new(args.metrics.as_deref(), global).map_err(one)?;
    let (open, known, numbers) = (Vec::new(), Vec::new(), BTreeMap::new());
    let (begun, copies, unread) = (BTreeMap::new(), HashSet::new(), HashMap::new());
    let mut logs =
        Logs { args, out, collector, open, known, numbers, begun, copies, unread, said: BTreeSet::new(), meter };
    logs.read_units().map_err(one)?;
    let sources = log_input::find(&args.inputs, Wanted::Logs { out }).map_err(one)?;
    if !global.quiet {
        sources.notes.iter().for_each(|text| remark("note", text));
    }
    let ending = Ending::listen();
    let notes = match sources.sources.contains(&LogSource::Standard) {
        true if sources.sources.len() > 1 => {
            return Err(one("in units, standard input is read alone, without files"));
        }
        true => logs.standard_input(&ending),
        false => logs.files(sources, &ending),
    };
    let notes = notes.map_err(one)?;
    if !global.quiet {
        notes.iter().for_each(|text| remark("note", text));
    }
    Ok(logs.said.into_iter().collect())
}

/// The logs of a run.
struct Logs<'r, 'c> {
    args: &'r SerializeArgs,
    out: &'r Path,
    collector: &'r mut Collector<'c>,
    open: Vec<OpenLog>,
    /// Those that are not there now.
    known: Vec<(Stream, KnownLog)>,
    /// How many logs of a name there were.
    numbers: BTreeMap<String, u32>,
    /// Those that have less than a line, and how many bytes.
    begun: BTreeMap<String, u64>,
    /// Copies of which it was said that they are not read.
    copies: HashSet<String>,
    /// Those that cannot be read, until they change.
    unread: HashMap<PathBuf, Looks>,
    /// Why.
    said: BTreeSet<String>,
    meter: Meter,
}

/// A log that is being read.
struct OpenLog {
    log: GrowingLog,
    stream: Stream,
    origin: LogOrigin,
    unit: OpenUnit,
    /// What it looked like when it was read last.
    seen: Option<Looks>,
    unfinished: Unfinished,
}

/// Why reading a log has ended.
enum ReadError {
    /// The log cannot be read. Others can.
    Log(io::Error),
    /// Its lines cannot be written.
    Output(io::Error),
}

impl Logs<'_, '_> {
    /// Finds the logs of earlier runs.
    fn read_units(&mut self) -> Result<(), String> {
        for (stream, unit) in last_units(self.out)? {
            let (Origin::Log(log), Stream::Log(name, number)) = (unit.origin, &stream) else {
                let message = "holds units of a topic; name another directory for those of logs";
                return Err(format!("{}: {message} (such as {stream})", self.out.display()));
            };
            let highest = self.numbers.entry(name.clone()).or_default();
            *highest = (*highest).max(*number);
            self.known.push((stream, KnownLog { log, end: unit.end }));
        }
        Ok(())
    }

    fn files(&mut self, mut sources: LogSources, ending: &Ending) -> io::Result<Vec<String>> {
        loop {
            self.look(&sources)?;
            let mut has_read = false;
            let mut broken = Vec::new();
            for at in 0..self.open.len() {
                if ending.is_asked() {
                    break;
                }
                match self.read(at, ending, false) {
                    Ok(read) => has_read |= read,
                    Err(ReadError::Log(error)) => broken.push((at, error)),
                    Err(ReadError::Output(error)) => return Err(error),
                }
            }
            broken.into_iter().rev().for_each(|(at, error)| self.leave_open(at, error));
            if !self.args.watch || ending.is_asked() {
                break;
            }
            self.end_idle()?;
            self.measure(false)?;
            if !has_read {
                thread::sleep(PAUSE);
            }
            sources = match log_input::find(&self.args.inputs, Wanted::Logs { out: self.out }) {
                // All were taken away, and others will come.
                Err(error) if error.kind() == io::ErrorKind::NotFound => LogSources::default(),
                found => found?,
            };
        }
        self.measure(true)?;
        let mut notes = Vec::new();
        let mut waiting: Vec<(String, u64)> = std::mem::take(&mut self.begun).into_iter().collect();
        for mut log in std::mem::take(&mut self.open) {
            self.end(&mut log.unit)?;
            waiting.push((log.log.path.display().to_string(), log.unfinished.waiting));
        }
        for (path, bytes) in waiting {
            if bytes > 0 {
                let bytes = count(bytes, "byte");
                notes.push(format!(
                    "{path}: the last {bytes} have no end of line, and are left for the next run: more may be on its way"
                ));
            }
        }
        Ok(notes)
    }

    /// Opens the logs that are new or have changed, and knows again those that were read before.
    fn look(&mut self, sources: &LogSources) -> io::Result<()> {
        self.begun.clear();
        let (mut changed, mut is_there) = (Vec::new(), vec![false; self.open.len()]);
        // What is written itself is no log, whatever it is called.
        let metrics = self.args.metrics.iter().filter_map(|metrics| Looks::of(metrics).ok()?.id());
        let mut ids: HashSet<(u64, u64)> = metrics.collect();
        for source in &sources.sources {
            let LogSource::File(path) = source else { continue };
            let looks = match Looks::of(path) {
                // It was renamed since it was found.
                Err(error) if self.args.watch && error.kind() == io::ErrorKind::NotFound => continue,
                looks => looks?,
            };
            if self.unread.get(path) == Some(&looks) {
                continue;
            }
            // A link to a file is that file.
            if !looks.id().is_none_or(|id| ids.insert(id)) {
                continue;
            }
            match self.open.iter().position(|open| open.seen.as_ref() == Some(&looks) && open.log.path == *path) {
                Some(same) => is_there[same] = true,
                None => match GrowingLog::open(path) {
                    Ok(log) => changed.push(log),
                    Err(error) => self.leave(path.clone(), looks, &error),
                },
            }
        }
        let absent: Vec<usize> = (0..self.open.len()).filter(|at| !is_there[*at]).collect();
        let mut candidates: Vec<KnownLog> = absent.iter().map(|at| self.open[*at].known()).collect();
        candidates.extend(self.known.iter().map(|(_, known)| known.clone()));
        let mut taken = Vec::new();
        for (log, found) in self.recognize(changed, &candidates) {
            match found {
                Some(at) if at < absent.len() => {
                    is_there[absent[at]] = true;
                    self.open[absent[at]].log = log;
                }
                Some(at) => {
                    let (stream, known) = self.known[at - absent.len()].clone();
                    if self.open(log, stream, Some(&known)) {
                        taken.push(at - absent.len());
                    }
                }
                None => self.open_new(log, &is_there),
            }
        }
        taken.sort_unstable();
        taken.into_iter().rev().for_each(|at| drop(self.known.swap_remove(at)));
        self.close(&is_there)
    }

    /// Finds for each log which of those that were read before it is, by its place among them: first of all logs by number and content,
    /// then by content alone.
    fn recognize(&mut self, logs: Vec<GrowingLog>, known: &[KnownLog]) -> Vec<(GrowingLog, Option<usize>)> {
        if logs.is_empty() {
            return Vec::new();
        }
        let mut index = KnownLogs::new(known);
        let mut found: Vec<(GrowingLog, io::Result<Option<usize>>)> = Vec::with_capacity(logs.len());
        for log in logs {
            let by_number = index.find(&log, Likeness::Number);
            found.push((log, by_number));
        }
        let mut recognized = Vec::with_capacity(found.len());
        for (log, by_number) in found {
            let at = by_number.and_then(|found| match found {
                Some(at) => Ok(Some(at)),
                None => index.find(&log, Likeness::Content),
            });
            match at {
                Ok(at) => recognized.push((log, at)),
                Err(error) => self.leave_log(&log, &error),
            }
        }
        recognized
    }

    /// Leaves a log that cannot be read until it changes.
    fn leave(&mut self, path: PathBuf, looks: Looks, error: &io::Error) {
        // What is being compressed is cut off now, and whole later.
        let is_awaited = self.args.watch && is_cut_off(error);
        let is_news = !is_awaited && self.said.insert(error.to_string());
        if is_news && self.args.watch {
            remark("warning", &format!("{error}; it is not read until it changes"));
        }
        self.unread.insert(path, looks);
    }

    fn leave_log(&mut self, log: &GrowingLog, error: &io::Error) {
        let error = io::Error::new(error.kind(), format!("{}: {error}", log.path.display()));
        if let Ok(looks) = log.looks() {
            self.leave(log.path.clone(), looks, &error);
        }
    }

    /// Leaves a log that was being read. What was taken since its last unit is dropped, since it may be as damaged as what follows.
    fn leave_open(&mut self, at: usize, error: io::Error) {
        let OpenLog { log, stream, origin, unit, .. } = self.open.swap_remove(at);
        let Behind { offset, line } = unit.start();
        self.known.push((stream, KnownLog { log: LogOrigin { next_line: line, ..origin }, end: offset }));
        self.leave_log(&log, &error);
    }

    /// Opens a log that was never seen, once it has a whole line. A copy of a log that is being read waits until that is emptied: it
    /// goes on where that ended.
    fn open_new(&mut self, log: GrowingLog, is_there: &[bool]) {
        for (at, open) in self.open.iter().enumerate() {
            let known = open.known();
            let is_read = known.end > 0 && is_there.get(at).is_none_or(|is_there| *is_there);
            if is_read && known.log.head_bytes >= COPY && log.is(&known).unwrap_or(false) {
                let (copy, path) = (log.path.display().to_string(), open.log.path.display());
                if self.copies.insert(copy.clone()) {
                    remark("note", &format!("{copy}: is a copy of {path}, and is not read while that is there"));
                }
                return;
            }
        }
        match log.start(MAX_LINE) {
            Ok(start) if start.contains(&b'\n') || start.len() >= MAX_LINE || log.is_complete() => {
                let stream = self.new_stream(Stream::log_name(&log.name()));
                self.open(log, stream, None);
            }
            Ok(start) => {
                if !start.is_empty() {
                    self.begun.insert(log.path.display().to_string(), start.len() as u64);
                }
            }
            Err(error) => self.leave_log(&log, &error),
        }
    }

    /// Reads the rest of logs that were taken away, as long as they are open, and remembers them: they may come back compressed.
    fn close(&mut self, is_there: &[bool]) -> io::Result<()> {
        for at in (0..is_there.len()).rev().filter(|at| !is_there[*at]) {
            // What was emptied is another log by now.
            let is_same = self.open[at].log.is(&self.open[at].known()).map_err(ReadError::Log);
            let read =
                is_same.and_then(|is_same| if is_same { self.read(at, &Ending::never(), true) } else { Ok(false) });
            match read {
                Ok(_) => {
                    let mut log = self.open.swap_remove(at);
                    self.end(&mut log.unit)?;
                    self.known.push((log.stream.clone(), log.known()));
                }
                Err(ReadError::Log(error)) => self.leave_open(at, error),
                Err(ReadError::Output(error)) => return Err(error),
            }
        }
        Ok(())
    }

    fn new_stream(&mut self, name: String) -> Stream {
        let number = self.numbers.entry(name.clone()).or_default();
        *number += 1;
        Stream::Log(name, *number)
    }

    /// Opens a log, and returns whether it can be read.
    fn open(&mut self, log: GrowingLog, stream: Stream, known: Option<&KnownLog>) -> bool {
        match self.begin(&log, &stream, known) {
            Ok((origin, unit)) => {
                let (seen, unfinished) = (None, Unfinished::default());
                self.open.push(OpenLog { log, stream, origin, unit, seen, unfinished });
                true
            }
            Err(error) => {
                self.leave_log(&log, &error);
                false
            }
        }
    }

    fn begin(&self, log: &GrowingLog, stream: &Stream, known: Option<&KnownLog>) -> io::Result<(LogOrigin, OpenUnit)> {
        let start = log.start(MAX_LINE)?;
        let form = self.args.form().or_else(|| log_input::form_of(&log.path));
        let (cutter, before) = Cutter::of_start(&start, form, self.args.delimiter).map_err(io::Error::other)?;
        let at = match known {
            Some(known) => Behind { offset: known.end, line: known.log.next_line },
            None => Behind { offset: before as u64, line: 1 + cutter.lines_before() },
        };
        let origin = log.origin(at.line)?;
        let room = self.args.room(log.stored()?);
        let input = Opened { stream: stream.clone(), origin: Origin::Log(origin.clone()), cutter, room };
        Ok((origin, self.collector.open(input, at)))
    }

    /// Reads what there is; of a log that was taken away also a last line without an end. Returns whether there was anything.
    fn read(&mut self, at: usize, ending: &Ending, is_gone: bool) -> Result<bool, ReadError> {
        let open = &mut self.open[at];
        let looks = open.log.looks().map_err(ReadError::Log)?;
        let is_complete = is_gone || open.log.is_complete();
        if open.seen.as_ref() == Some(&looks) && !(is_complete && open.unfinished.waiting > 0) {
            return Ok(false);
        }
        if open.origin.head_bytes < HEAD as u64 || open.origin.path != typed(&open.log.path) {
            open.origin = open.log.origin(open.unit.behind().line).map_err(ReadError::Log)?;
            open.unit.set_origin(Origin::Log(open.origin.clone()));
        }
        let begun = open.unit.behind();
        let from = begun.offset + open.unfinished.long.unwrap_or(0);
        let mut input = open.log.read_from(from).map_err(ReadError::Log)?;
        let mut window = Vec::with_capacity(WINDOW);
        let (mut is_at_end, mut is_cut) = (false, false);
        while !(is_at_end || is_cut || ending.is_asked()) {
            let room = (WINDOW - window.len()) as u64;
            match input.by_ref().take(room).read_to_end(&mut window) {
                Ok(read) => is_at_end = read < room as usize,
                // What is there is right, and more may follow.
                Err(error) if is_cut_off(&error) => {
                    is_cut = true;
                    if is_gone || !self.args.watch {
                        self.said.insert(format!("{}: {error}", open.log.path.display()));
                    }
                }
                Err(error) => return Err(ReadError::Log(error)),
            }
            let taken =
                open.unfinished.take_lines(self.collector, &mut open.unit, &mut window, is_at_end && is_complete);
            taken.and_then(|()| demand_published(self.collector)).map_err(ReadError::Output)?;
        }
        open.unfinished.waiting = window.len() as u64;
        open.seen = (is_at_end || open.log.is_compressed()).then_some(looks);
        Ok(open.unit.behind() != begun)
    }

    /// Standard input is read by a thread, as nothing else can be done while one waits for it.
    fn standard_input(&mut self, ending: &Ending) -> io::Result<Vec<String>> {
        let pieces = pieces_of_standard_input();
        let mut window = Vec::new();
        let mut open: Option<(OpenUnit, Unfinished)> = None;
        loop {
            let (piece, is_at_end) = match pieces.recv_timeout(PAUSE) {
                Ok(piece) => (piece?, false),
                Err(RecvTimeoutError::Timeout) => (Vec::new(), false),
                Err(RecvTimeoutError::Disconnected) => (Vec::new(), true),
            };
            window.extend_from_slice(&piece);
            if open.is_none() && (is_at_end || window.contains(&b'\n') || window.len() > MAX_LINE) {
                open = Some((self.open_standard_input(&mut window)?, Unfinished::default()));
            }
            let is_ending = is_at_end || ending.is_asked();
            if let Some((unit, unfinished)) = &mut open {
                unfinished.take_lines(self.collector, unit, &mut window, is_at_end)?;
                demand_published(self.collector)?;
                if is_ending || unit.is_idle(Instant::now(), self.args.roll.patience()) {
                    self.end(unit)?;
                }
            }
            if is_ending {
                let left = count(window.len() as u64, "byte");
                let note = format!("-: the last {left} have no end of line, and were not taken");
                return Ok(if window.is_empty() { Vec::new() } else { vec![note] });
            }
        }
    }

    fn open_standard_input(&mut self, window: &mut Vec<u8>) -> io::Result<OpenUnit> {
        let named = |error| io::Error::other(format!("-: {error}"));
        let (cutter, before) = Cutter::of_start(window, self.args.form(), self.args.delimiter).map_err(named)?;
        window.drain(..before);
        let at = Behind { offset: before as u64, line: 1 + cutter.lines_before() };
        let stream = self.new_stream("stdin".to_owned());
        let origin = Origin::Log(LogOrigin::standard_input(&stream));
        let input = Opened { stream, origin, cutter, room: self.args.room(0) };
        Ok(self.collector.open(input, at))
    }

    /// Says how far it has come, if it is time.
    fn measure(&mut self, is_last: bool) -> io::Result<()> {
        if !is_last && !self.meter.is_due() {
            return Ok(());
        }
        let position = |open: &OpenLog| {
            let (stream, next) = (open.stream.clone(), open.unit.behind().offset);
            let stored = open.log.stored().ok().filter(|_| !open.log.is_compressed());
            Position { stream, next, end: stored }
        };
        let positions: Vec<Position> = self.open.iter().map(position).collect();
        self.meter.write(self.collector.totals(), &positions)
    }

    fn end_idle(&mut self) -> io::Result<()> {
        let now = Instant::now();
        for open in &mut self.open {
            if open.unit.is_idle(now, self.args.roll.patience()) {
                self.collector.end(&mut open.unit)?;
            }
        }
        demand_published(self.collector)
    }

    fn end(&mut self, unit: &mut OpenUnit) -> io::Result<()> {
        self.collector.end(unit)?;
        demand_published(self.collector)
    }
}

/// A log that begins with so many bytes of another is a copy of it.
const COPY: u64 = 1024;

/// Of logs, no other process makes units here: the directory is locked.
fn demand_published(collector: &mut Collector<'_>) -> io::Result<()> {
    match collector.ended().into_iter().find(|ended| ended.publication == Publication::Taken) {
        Some(ended) => Err(io::Error::other(format!(
            "there is a unit {}-o{:09} already, which does not belong to this log; name another directory",
            ended.stream, ended.start
        ))),
        None => Ok(()),
    }
}

impl OpenLog {
    /// How it is known again.
    fn known(&self) -> KnownLog {
        KnownLog { log: self.origin.clone(), end: self.unit.behind().offset }
    }
}
