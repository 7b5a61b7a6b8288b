//! Converts files between the languages of schemas: IDL, protocols and schemas as JSON.
//!
//! A file and what it imports is a [`Bundle`]. Of a bundle, one protocol or schema is made as [`NormalJson`]: JSON as Java writes it,
//! every type defined where it is first used. That is printed as JSON or as IDL.

mod bundle;
mod definitions;
mod idl;
mod idl_text;
mod normal;
mod plain;
mod pretty;

pub use bundle::{Bundle, BundledFile, Importer};
pub(super) use idl::as_type;
pub use idl_text::NotInIdl;
pub(super) use idl_text::as_identifier;
pub use normal::{Converted, protocol_of_types};
pub use plain::NormalJson;
pub(super) use pretty::{WIDTH, is_structure};
