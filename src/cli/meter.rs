//! Says how far a run that goes on has come: on a terminal, and in a file that others read.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use indicatif::ProgressBar;
use serde::Serialize;

use crate::collect::UnitTotals;
use crate::model::json;
use crate::model::text::grouped;
use crate::model::unit::Stream;
use crate::sink::file::{Existing, NewFile};

use super::args::Global;
use super::output::counter;

/// How often.
const INTERVAL: Duration = Duration::from_secs(5);

/// Where an input is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Position {
    pub stream: Stream,
    /// What is read next.
    pub next: u64,
    /// Behind the last that there is, as far as it is known.
    pub end: Option<u64>,
}

/// Measures a run.
pub(super) struct Meter {
    metrics: Option<Metrics>,
    bar: ProgressBar,
    started: Instant,
    last: Instant,
    last_lines: u64,
}

/// The file that others read.
enum Metrics {
    /// A line of JSON each time.
    Lines(File, PathBuf),
    /// Prometheus' text format, written anew each time.
    Prometheus(PathBuf),
}

impl Meter {
    /// Measures into a file, if there is to be one: its name ends in `.jsonl` or `.prom`.
    ///
    /// # Errors
    /// If it has another name, or cannot be written.
    pub(super) fn new(metrics: Option<&Path>, global: &Global) -> io::Result<Meter> {
        let metrics = metrics.map(Metrics::open).transpose()?;
        let now = Instant::now();
        Ok(Meter { metrics, bar: counter(global), started: now, last: now, last_lines: 0 })
    }

    /// Whether it is time to write.
    pub(super) fn is_due(&self) -> bool {
        self.last.elapsed() >= INTERVAL
    }

    /// Writes what was published, and where the inputs are.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub(super) fn write(&mut self, published: &UnitTotals, positions: &[Position]) -> io::Result<()> {
        let since = self.last.elapsed().as_secs_f64();
        let rate = if since > 0.0 { (published.lines - self.last_lines) as f64 / since } else { 0.0 };
        (self.last, self.last_lines) = (Instant::now(), published.lines);
        let lags: Vec<String> = positions
            .iter()
            .map(|position| format!("{} {}", position.stream, position.lag().map_or("?".to_owned(), grouped)))
            .collect();
        let lags = if lags.is_empty() { String::new() } else { format!(" · behind: {}", lags.join(", ")) };
        let (lines, per_second) = (grouped(published.lines), grouped(rate as u64));
        self.bar.set_message(format!("{lines} lines · {per_second}/s · {} units{lags}", grouped(published.units)));
        self.bar.tick();
        match &mut self.metrics {
            None => Ok(()),
            Some(metrics) => metrics.write(&Measured {
                time: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64()),
                seconds: self.started.elapsed().as_secs_f64(),
                lines: published.lines,
                lines_per_second: rate,
                rejected: published.rejected,
                events: published.files.iter().map(|(what, (events, _))| (what.clone(), *events)).collect(),
                bytes_in: published.bytes_in,
                bytes_out: published.files.values().map(|(_, bytes)| bytes).sum(),
                units: published.units,
                inputs: positions.iter().map(Position::measured).collect(),
            }),
        }
    }
}

impl Position {
    fn lag(&self) -> Option<u64> {
        self.end.map(|end| end.saturating_sub(self.next))
    }

    fn measured(&self) -> MeasuredInput {
        MeasuredInput { input: self.stream.to_string(), next: self.next, end: self.end, lag: self.lag() }
    }
}

#[derive(Serialize)]
struct Measured {
    /// Seconds since 1970.
    time: f64,
    /// Since the run began.
    seconds: f64,
    lines: u64,
    lines_per_second: f64,
    rejected: u64,
    events: BTreeMap<String, u64>,
    bytes_in: u64,
    bytes_out: u64,
    units: u64,
    inputs: Vec<MeasuredInput>,
}

#[derive(Serialize)]
struct MeasuredInput {
    input: String,
    next: u64,
    end: Option<u64>,
    lag: Option<u64>,
}

impl Metrics {
    fn open(path: &Path) -> io::Result<Metrics> {
        let failed = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("jsonl") => {
                let file = OpenOptions::new().append(true).create(true).open(path).map_err(failed)?;
                Ok(Metrics::Lines(file, path.to_owned()))
            }
            Some("prom") => Ok(Metrics::Prometheus(path.to_owned())),
            Some(_) | None => Err(failed(io::Error::other(
                "the name of a file of metrics ends in .jsonl (lines of JSON) or .prom (Prometheus)",
            ))),
        }
    }

    fn write(&mut self, measured: &Measured) -> io::Result<()> {
        let (path, written) = match self {
            Metrics::Lines(file, path) => (path, file.write_all((json::line(measured) + "\n").as_bytes())),
            Metrics::Prometheus(path) => {
                let written = NewFile::create(path, Existing::Replace).and_then(|mut file| {
                    file.write_all(prometheus(measured).as_bytes())?;
                    file.commit()
                });
                (path, written)
            }
        };
        written.map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
    }
}

/// Prometheus' text format, version 0.0.4.
fn prometheus(measured: &Measured) -> String {
    let mut text = String::new();
    let mut metric = |name: &str, kind: &str, help: &str, values: &[(String, u64)]| {
        text += &format!("# HELP avrocheck_{name} {help}\n# TYPE avrocheck_{name} {kind}\n");
        for (labels, value) in values {
            text += &format!("avrocheck_{name}{labels} {value}\n");
        }
    };
    let one = |value| vec![(String::new(), value)];
    metric("lines_total", "counter", "Input lines.", &one(measured.lines));
    metric("rejected_lines_total", "counter", "Lines that were rejected.", &one(measured.rejected));
    let events: Vec<(String, u64)> =
        measured.events.iter().map(|(kind, count)| (format!("{{type=\"{kind}\"}}"), *count)).collect();
    metric("events_total", "counter", "Events by type.", &events);
    metric("input_bytes_total", "counter", "Bytes of input lines.", &one(measured.bytes_in));
    metric("output_bytes_total", "counter", "Bytes of published container files.", &one(measured.bytes_out));
    metric("units_total", "counter", "Published units.", &one(measured.units));
    let by_input = |value: fn(&MeasuredInput) -> Option<u64>| -> Vec<(String, u64)> {
        let labelled = |input: &MeasuredInput| Some((format!("{{input=\"{}\"}}", input.input), value(input)?));
        measured.inputs.iter().filter_map(labelled).collect()
    };
    metric("next_offset", "gauge", "The offset that is read next.", &by_input(|input| Some(input.next)));
    metric("lag", "gauge", "Offsets between the next and the end.", &by_input(|input| input.lag));
    text
}
