//! Parses schemas into graphs of types that know the place of every part.
//!
//! [`parse`] reads one file, [`link`] ties names across files, [`shape`] keeps what matters to resolution, each different
//! type once; [`LinkedSchema`] is all three. [`canonical`] and [`print`](mod@print) turn it into text again.

mod aliases;
pub mod canonical;
pub mod convert;
pub mod default;
pub mod edit;
pub mod fault;
pub mod fixpoint;
pub mod highlight;
mod idl;
mod json_text;
pub mod layout;
pub mod link;
mod linked;
pub mod logical;
pub mod model;
pub mod name;
pub mod parse;
pub mod place;
pub mod primitive;
pub mod print;
pub mod shape;
pub mod source;
mod suggestion;
pub mod syntax;
pub mod text;
pub mod value;

pub(crate) use aliases::JavaAliases;
pub use linked::{LinkedSchema, ReaderSchema, WriterSchema};
