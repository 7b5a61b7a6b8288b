//! What `avrocheck serialize` prints: a summary of the conversion, for people or as JSON.

pub(crate) mod units;

use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;

use serde::Serialize;

use crate::model::json;
use crate::model::text::{count, grouped};
use crate::render::text::foreign::foreign;
use movie_logs::convert::Totals;
use movie_logs::event::Kind;

/// How many rejects a run may have.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum AllowedRejects {
    /// So many lines.
    Lines(u64),
    /// So many of a hundred lines.
    Percent(f64),
}

/// A conversion, summed up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Summary<'a> {
    pub totals: &'a Totals,
    pub seconds: f64,
    /// The directory of the files.
    pub out: &'a Path,
    pub codec: &'a str,
    pub allowed: AllowedRejects,
}

impl FromStr for AllowedRejects {
    type Err = String;

    /// Reads `10`, or `0.5%`.
    fn from_str(text: &str) -> Result<AllowedRejects, String> {
        let limit = match text.strip_suffix('%') {
            None => text.parse().ok().map(AllowedRejects::Lines),
            Some(percent) => {
                percent.parse().ok().filter(|percent| (0.0..=100.0).contains(percent)).map(AllowedRejects::Percent)
            }
        };
        limit.ok_or_else(|| "it is a number of lines, such as 10, or a share of them, such as 0.5%".to_owned())
    }
}

impl AllowedRejects {
    /// Whether so many rejects of so many lines are too many.
    fn is_exceeded(self, rejects: u64, lines: u64) -> bool {
        match self {
            AllowedRejects::Lines(most) => rejects > most,
            AllowedRejects::Percent(percent) => rejects as f64 * 100.0 > percent * lines as f64,
        }
    }
}

impl Summary<'_> {
    /// Whether there are more rejects than allowed.
    pub(crate) fn has_too_many_rejects(&self) -> bool {
        self.allowed.is_exceeded(self.totals.rejects, self.totals.lines)
    }

    fn accepted(&self) -> u64 {
        self.totals.events.iter().sum()
    }

    fn bytes_out(&self) -> u64 {
        self.totals.bytes_out.iter().sum()
    }

    fn megabytes_per_second(&self) -> f64 {
        if self.seconds > 0.0 { self.totals.bytes_in as f64 / 1e6 / self.seconds } else { 0.0 }
    }
}

/// The summary for people.
pub(crate) fn human(summary: &Summary<'_>) -> String {
    let totals = summary.totals;
    let mut text = String::new();
    for kind in Kind::ALL {
        let (events, bytes) = (totals.events[kind.index()], totals.bytes_out[kind.index()]);
        let file = format!("{}.avro", kind.file());
        let noun = if events == 1 { "event " } else { "events" };
        text += &format!("  {file:<28}{:>14} {noun}{:>14}\n", grouped(events), size(bytes));
    }
    if totals.rejects > 0 {
        let noun = if totals.rejects == 1 { "line" } else { "lines" };
        text += &format!("  {:<28}{:>14} {noun}\n", "rejects.jsonl", grouped(totals.rejects));
    }
    text += &format!(
        "{} = {} accepted + {} rejected · {} in, {} out ({}) · {:.0} MB/s · {}\n",
        count(totals.lines, "line"),
        grouped(summary.accepted()),
        grouped(totals.rejects),
        size(totals.bytes_in),
        size(summary.bytes_out()),
        summary.codec,
        summary.megabytes_per_second(),
        foreign(&summary.out.display().to_string()),
    );
    if summary.has_too_many_rejects() {
        text += "More lines were rejected than --max-rejects allows; rejects.jsonl says which and why.\n";
    }
    text
}

/// The summary as one JSON value.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn json(summary: &Summary<'_>, out: &mut dyn Write) -> io::Result<()> {
    let totals = summary.totals;
    let file = |kind: Kind| FileJson {
        file: format!("{}.avro", kind.file()),
        events: totals.events[kind.index()],
        bytes: totals.bytes_out[kind.index()],
    };
    let summary = SummaryJson {
        schema_version: 1,
        lines: totals.lines,
        accepted: summary.accepted(),
        rejected: totals.rejects,
        over_limit: summary.has_too_many_rejects(),
        files: Kind::ALL.map(file),
        codec: summary.codec,
        bytes_in: totals.bytes_in,
        bytes_out: summary.bytes_out(),
        seconds: summary.seconds,
        megabytes_per_second: summary.megabytes_per_second(),
    };
    out.write_all(json::pretty(&summary).as_bytes())
}

#[derive(Serialize)]
struct SummaryJson<'a> {
    schema_version: u32,
    lines: u64,
    accepted: u64,
    rejected: u64,
    over_limit: bool,
    files: [FileJson; 3],
    codec: &'a str,
    bytes_in: u64,
    bytes_out: u64,
    seconds: f64,
    megabytes_per_second: f64,
}

#[derive(Serialize)]
struct FileJson {
    file: String,
    events: u64,
    bytes: u64,
}

/// A number of bytes in units of a thousand.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        1_000_000_000.. => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}
