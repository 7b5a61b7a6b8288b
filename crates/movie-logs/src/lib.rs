//! Log bytes in, blocks of Avro container files out, and back: the lines of a movie streaming service's log.
//!
//! [`line`] is the grammar, [`event`] what a line says; [`plan`] binds a schema's fields to it, [`csv`] and [`cut`](mod@cut)
//! find the lines, [`convert`] drives them through, and [`restore`] gives the lines back.

pub mod convert;
pub mod csv;
pub mod cut;
mod encode;
mod error;
pub mod event;
mod in_order;
mod intake;
pub mod line;
pub mod plan;
pub mod reason;
pub mod restore;
mod short_scan;

#[cfg(test)]
mod tests;
