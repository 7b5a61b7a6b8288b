//! Data of a schema as values, bytes and JSON, and what a reader makes of a writer's data.

pub mod binary;
mod decimal;
pub mod json;
pub mod meaning;
pub(crate) mod pointer;
pub mod sample;
pub mod transcode;
pub mod translate;
