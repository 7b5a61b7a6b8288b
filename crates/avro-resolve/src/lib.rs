//! Resolves a writer's Avro schema against a reader's.

pub mod data;
pub mod depth;
pub mod file;
pub mod proof;
pub mod resolution;
pub mod schema;
#[cfg(feature = "second-opinion")]
pub mod second_opinion;
