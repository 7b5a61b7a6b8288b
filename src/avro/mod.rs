//! Data in and out: bytes or JSON of one shape into a [`Value`](crate::schema::value::Value) and back, and a writer's bytes into
//! a reader's value by the table of actions.
//!
//! [`binary`] and [`json`] are the two encodings, [`container`] and [`single`] are how encoded data travel, many or one,
//! [`translate`](mod@translate) is what a reader does, [`sample`] makes data up, [`proof`] makes those that show
//! what a table says, and [`second_opinion`] asks another implementation.

pub mod binary;
pub mod container;
pub mod json;
pub mod meaning;
mod pointer;
pub mod proof;
pub mod records;
pub mod sample;
pub mod second_opinion;
pub mod single;
pub mod transcode;
pub mod translate;

#[cfg(test)]
mod testing;
