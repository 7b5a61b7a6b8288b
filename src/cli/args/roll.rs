//! The arguments that say how inputs without end are cut into units.

use std::time::Duration;

use clap::Args;

use crate::collect::Roll;

/// What data of older schemas are written with.
#[cfg(feature = "kafka")]
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Project {
    /// The newest version of their schema, where it reads all data of the older one
    Newest,
}

/// What becomes of messages whose schema is not known.
#[cfg(feature = "kafka")]
#[derive(Clone, Copy, clap::ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum UnknownSchemas {
    /// They end the run, and the next one tries again
    Stop,
    /// They are rejected
    Reject,
}

#[derive(Args, Debug)]
pub(crate) struct RollArgs {
    /// Write units of files, and start the next one behind N lines. What was published is not read again by the next run
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) roll_records: Option<u64>,
    /// Write units of files, and start the next one when their container files have so many bytes together: 1000000, 64MiB
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    pub(crate) roll_bytes: Option<u64>,
    /// Write units of files, and start the next one with the first line of a later span of time, such as 10m, 1h or 1d, by the
    /// times in the lines; a unit that has got no line for so long is published, too
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) roll_interval: Option<Duration>,
}

impl RollArgs {
    /// Whether any of them is given.
    pub(crate) fn is_given(&self) -> bool {
        self.roll_records.is_some() || self.roll_bytes.is_some() || self.roll_interval.is_some()
    }

    /// Where units end; if nothing is said, when they have 128 MiB, and by the hour.
    pub(crate) fn roll(&self) -> Roll {
        if !self.is_given() {
            return Roll { lines: None, bytes: Some(128 << 20), interval: Some(HOUR) };
        }
        Roll { lines: self.roll_records, bytes: self.roll_bytes, interval: self.roll_interval }
    }

    /// How long a unit waits for lines.
    pub(crate) fn patience(&self) -> Duration {
        self.roll_interval.unwrap_or(HOUR)
    }
}

const HOUR: Duration = Duration::from_secs(3600);

/// Reads a number of bytes: `1000000`, `64MiB`, `1GB`.
fn bytes(text: &str) -> Result<u64, String> {
    let units =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000)];
    let with_unit = units.iter().find_map(|(unit, size)| Some((text.strip_suffix(unit)?, *size)));
    let (digits, size): (&str, u64) = with_unit.unwrap_or((text, 1));
    let number = digits.trim_end().parse().ok().and_then(|number: u64| number.checked_mul(size));
    number.filter(|number| *number > 0).ok_or_else(|| "it is a number of bytes, such as 1000000 or 64MiB".to_owned())
}

/// Reads a length of time: `90s`, `10m`, `1h`, `1d`.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let units = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];
    let given = units.iter().find_map(|(unit, seconds)| Some((text.strip_suffix(unit)?, *seconds)));
    let seconds =
        given.and_then(|(digits, seconds)| digits.parse().ok().and_then(|number: u64| number.checked_mul(seconds)));
    let seconds = seconds.filter(|seconds| (1..=366 * 86_400).contains(seconds));
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| "it is a length of time up to a year, such as 90s, 10m, 1h or 1d".to_owned())
}
