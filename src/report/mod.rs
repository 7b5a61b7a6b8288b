//! Domain in, text out: one file for each format, and each a plain function of what it shows.

pub mod address;
mod change;
pub mod concise;
pub mod counts;
pub mod diff;
pub mod explain;
mod frame;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod inspect;
pub mod json;
pub mod junit;
mod last_line;
pub mod look;
pub mod markdown;
mod markup;
mod matrix;
mod phrase;
mod problem;
pub mod records;
mod round_trip;
pub mod sarif;
pub mod scan;
pub mod serialize;
mod told;
