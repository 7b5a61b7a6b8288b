//! Domain in, text out: one file for each format, and each a plain function of what it shows.

pub mod baseline;
mod change;
pub mod counts;
pub mod diff;
pub mod explain;
mod frame;
mod header;
pub mod human;
pub mod inspect;
pub mod json;
mod last_line;
pub mod look;
mod matrix;
mod phrase;
pub mod problem;
pub mod records;
mod round_trip;
pub mod serialize;
pub mod settings;
mod told;
pub mod unused;
pub mod waived;
