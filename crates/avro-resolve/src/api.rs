//! The few names at the root of the crate: a thin layer over its modules.

mod error;
mod message;
mod records;
mod resolved;
mod schema;

pub use error::ReadError;
pub use records::{Records, read_container};
pub use resolved::{Datum, Finding, Location, Resolved, resolve};
pub use schema::{Schema, SchemaError, SchemaFault};
