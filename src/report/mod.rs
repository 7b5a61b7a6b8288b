//! Domain in, text out: one file for each format, and each a plain function of what it shows.

mod change;
pub mod counts;
pub mod diff;
mod event;
pub mod explain;
mod frame;
pub mod human;
pub mod inspect;
pub mod json;
mod last_line;
pub mod look;
mod matrix;
mod phrase;
mod problem;
pub mod records;
mod round_trip;
pub mod serialize;
mod told;
