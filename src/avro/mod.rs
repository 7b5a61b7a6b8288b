//! Data in and out: bytes or JSON of one shape into a [`Value`](crate::schema::value::Value) and back, and a writer's bytes into
//! a reader's value by the table of actions.
//!
//! [`binary`] and [`json`] are the two encodings, and [`translate`](mod@translate) is what a reader does.

pub mod binary;
pub mod json;
mod pointer;
pub mod translate;
