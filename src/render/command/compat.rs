//! What `avrocheck compat` says with `--verbose` about the time that it took.

use std::time::Duration;

use crate::model::effort::{Effort, Work};

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
