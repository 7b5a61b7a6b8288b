//! What a report comes to: the line above it, its last line, its numbers, and how each subject went.

pub(crate) mod counts;
pub(crate) mod header;
pub(crate) mod last_line;
pub(crate) mod matrix;
pub(crate) mod outcome;
pub(crate) mod round_trip;

use std::time::Duration;

use crate::model::effort::{Effort, Work};
use crate::rule::Severity;

/// `2 breaking, 1 dangerous`: how many of each severity there are, the worst first; empty if there are none.
pub(crate) fn severities(found: impl Iterator<Item = Severity> + Clone) -> String {
    let words = [Severity::Breaking, Severity::Dangerous, Severity::Safe].into_iter().filter_map(|severity| {
        let number = found.clone().filter(|one| *one == severity).count();
        (number > 0).then(|| format!("{number} {}", severity.name()))
    });
    words.collect::<Vec<_>>().join(", ")
}

/// What the parts of a check took, without those that took next to nothing.
pub(crate) fn effort(effort: &Effort) -> String {
    let word = |work: Work| match work {
        Work::Comparing => "to see what changed",
        Work::Parsing => "to parse",
        Work::Proofs => "for proofs",
        Work::RoundTrips => "for round trips",
        Work::Fixes => "for fixes",
        Work::Conflicts => "for conflicting definitions",
    };
    let spent = Work::ALL.iter().filter(|work| effort.of(**work) >= Duration::from_micros(50));
    let spent: Vec<String> = spent.map(|&work| format!("{:.1?} {}", effort.of(work), word(work))).collect();
    if spent.is_empty() { String::new() } else { format!(" (on all threads: {})", spent.join(", ")) }
}
