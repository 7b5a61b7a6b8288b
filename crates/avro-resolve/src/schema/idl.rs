//! Reads Avro IDL (grammar `Idl.g4` of Avro 1.12) into the tree of the JSON that it stands for.
//!
//! A file becomes the JSON of a protocol, with the places of the IDL: `types` and `messages`, and for a file without a protocol
//! `namespace`, `schema` and `types`. So one parser makes the model of both languages, finds the same mistakes in both, and JSON
//! Pointers name the same parts. Types refer to each other by name, as in the file, and imports stay apart: who reads files
//! follows them.

mod declaration;
mod doc;
mod escape;
mod json;
mod number;
mod reader;
#[cfg(test)]
mod tests;
mod token;
mod types;

pub(super) use reader::{IdlText, read};
pub use reader::{Import, ImportKind};
