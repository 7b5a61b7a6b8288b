//! Domain in, text out: one file for each format, and each a plain function of what it shows.

mod change;
mod confluent;
pub mod counts;
pub mod diff;
pub mod explain;
mod frame;
pub mod human;
pub mod inspect;
pub mod json;
mod last_line;
pub mod lint;
pub mod look;
mod matrix;
mod phrase;
pub mod preview;
mod problem;
pub mod records;
mod remedy;
mod round_trip;
pub mod scan;
pub mod serialize;
mod told;
mod witness;
