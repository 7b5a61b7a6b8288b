//! Data that were executed to show what a pair of versions does: witnesses, examples, round trips and previews.

pub mod example;
pub mod fixture;
pub mod preview;
pub mod proof;
pub mod round_trip;
