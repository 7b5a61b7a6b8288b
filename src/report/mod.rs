//! Domain in, text out: one file for each format, and each a plain function of what it shows.

pub mod explain;
