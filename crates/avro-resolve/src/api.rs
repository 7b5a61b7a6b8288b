//! The few names at the root of the crate: a thin layer over its modules.

mod message;
mod records;
mod resolved;
mod schema;

pub use records::{ReadError, Records, read_container};
pub use resolved::{Datum, Finding, Location, Resolved, resolve};
pub use schema::{Schema, SchemaError, SchemaFault};
