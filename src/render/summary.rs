//! Summarizes a report: the line above it, its last line, its numbers, and the result of each subject.

pub(crate) mod counts;
pub(crate) mod header;
pub(crate) mod last_line;
pub(crate) mod matrix;
pub(crate) mod outcome;
pub(crate) mod round_trip;
#[cfg(feature = "cli")]
pub(crate) mod statistics;

use crate::rule::Severity;

/// `2 breaking, 1 dangerous`: how many of each severity there are, the worst first; empty if there are none.
pub(crate) fn severities(found: impl Iterator<Item = Severity> + Clone) -> String {
    let words = [Severity::Breaking, Severity::Dangerous, Severity::Safe].into_iter().filter_map(|severity| {
        let number = found.clone().filter(|one| *one == severity).count();
        (number > 0).then(|| format!("{number} {}", severity.name()))
    });
    words.collect::<Vec<_>>().join(", ")
}
