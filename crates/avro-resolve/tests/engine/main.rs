//! The engine against the world: what other implementations recorded, what a plain interpreter of the specification does, and
//! laws that hold for every schema, every pair and every text.
#![allow(missing_docs, unreachable_pub)]

mod binary;
#[cfg(feature = "second-opinion")]
mod conformance;
#[cfg(all(feature = "bzip2", feature = "deflate", feature = "snappy", feature = "xz", feature = "zstandard"))]
mod container_files;
#[cfg(all(feature = "bzip2", feature = "deflate", feature = "snappy", feature = "xz", feature = "zstandard"))]
mod containers;
mod defaults;
#[cfg(feature = "stack")]
mod depth;
mod fingerprints;
mod hostile_depth;
mod interpreter;
mod json;
#[cfg(feature = "stack")]
mod laws;
mod messages;
mod names;
mod proof;
mod sample;
#[cfg(feature = "second-opinion")]
mod second_opinion;
mod single;
#[path = "../support/mod.rs"]
mod support;
#[cfg(not(feature = "zstandard"))]
mod switched_off;
mod texts;
mod translate;
mod witnesses;
