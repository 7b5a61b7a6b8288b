//! What reports are made of: lines, sentences, tables, and how they look.

pub mod address;
pub(in crate::report) mod change;
pub(in crate::report) mod confluent;
pub mod counts;
pub mod effort;
pub(in crate::report) mod event;
pub(in crate::report) mod frame;
pub(in crate::report) mod header;
pub mod last_line;
pub(in crate::report) mod line;
pub mod look;
pub(in crate::report) mod markup;
pub(in crate::report) mod matrix;
pub(in crate::report) mod phrase;
pub mod problem;
pub(in crate::report) mod remedy;
pub(in crate::report) mod round_trip;
pub(in crate::report) mod standing;
pub(in crate::report) mod told;
pub(in crate::report) mod tool;
pub mod unused;
pub mod view;
pub mod waived;
pub(in crate::report) mod witness;
