//! Says what each word of Avro IDL is, for editors that colour it.

pub use super::idl::{IdlPart, parts, words};
