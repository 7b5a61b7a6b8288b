//! What `avrocheck serialize` prints when it made units: a summary of what was published, for people or as JSON.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use super::{AllowedRejects, size};
use crate::collect::UnitTotals;
use crate::model::json;
use crate::model::text::{count, grouped};
use crate::render::text::foreign::foreign;

/// What was published, summed up.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnitsSummary<'a> {
    pub totals: &'a UnitTotals,
    pub seconds: f64,
    /// The directory of the units.
    pub out: &'a Path,
    pub codec: &'a str,
    pub allowed: AllowedRejects,
}

impl UnitsSummary<'_> {
    /// Whether there are more rejects than allowed.
    pub(crate) fn has_too_many_rejects(&self) -> bool {
        self.allowed.is_exceeded(self.totals.rejected, self.totals.lines)
    }

    fn bytes_out(&self) -> u64 {
        self.totals.files.values().map(|(_, bytes)| bytes).sum()
    }

    /// The summary for people.
    pub(crate) fn human(&self) -> String {
        let totals = self.totals;
        let mut text = String::new();
        for (what, (events, bytes)) in &totals.files {
            let noun = if *events == 1 { "event " } else { "events" };
            text += &format!("  {:<28}{:>14} {noun}{:>14}\n", foreign(what), grouped(*events), size(*bytes));
        }
        if totals.rejected > 0 {
            let noun = if totals.rejected == 1 { "line" } else { "lines" };
            text += &format!("  {:<28}{:>14} {noun}\n", "rejects", grouped(totals.rejected));
        }
        text += &format!(
            "{} = {} accepted + {} rejected · {} · {} in, {} out ({}) · {}\n",
            count(totals.lines, "line"),
            grouped(totals.lines - totals.rejected),
            grouped(totals.rejected),
            count(totals.units, "unit"),
            size(totals.bytes_in),
            size(self.bytes_out()),
            self.codec,
            foreign(&self.out.display().to_string()),
        );
        if self.has_too_many_rejects() {
            text += "More lines were rejected than --max-rejects allows; their units say which and why.\n";
        }
        text
    }

    /// The summary as one JSON value.
    ///
    /// # Errors
    /// If it cannot be written.
    pub(crate) fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let totals = self.totals;
        let file =
            |(what, &(events, bytes)): (&String, &(u64, u64))| PublishedJson { what: what.clone(), events, bytes };
        let summary = UnitsJson {
            schema_version: 1,
            units: totals.units,
            lines: totals.lines,
            accepted: totals.lines - totals.rejected,
            rejected: totals.rejected,
            over_limit: self.has_too_many_rejects(),
            published: totals.files.iter().map(file).collect(),
            codec: self.codec,
            bytes_in: totals.bytes_in,
            bytes_out: self.bytes_out(),
            seconds: self.seconds,
        };
        out.write_all(json::pretty(&summary).as_bytes())
    }
}

#[derive(Serialize)]
struct UnitsJson<'a> {
    schema_version: u32,
    units: u64,
    lines: u64,
    accepted: u64,
    rejected: u64,
    over_limit: bool,
    published: Vec<PublishedJson>,
    codec: &'a str,
    bytes_in: u64,
    bytes_out: u64,
    seconds: f64,
}

/// All container files of one type of event.
#[derive(Serialize)]
struct PublishedJson {
    what: String,
    events: u64,
    bytes: u64,
}
