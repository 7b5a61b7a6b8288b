//! What reports are made of: lines, sentences, tables, and how they look.

pub mod address;
pub(crate) mod confluent;
pub mod counts;
pub mod effort;
pub(crate) mod frame;
pub(crate) mod header;
pub mod last_line;
pub(crate) mod line;
pub mod look;
pub(crate) mod markup;
pub(crate) mod matrix;
pub(crate) mod phrase;
pub mod problem;
pub(crate) mod round_trip;
pub(crate) mod standing;
pub(crate) mod told;
pub(crate) mod tool;
pub mod unused;
pub mod view;
pub mod waived;
pub(crate) mod witness;
