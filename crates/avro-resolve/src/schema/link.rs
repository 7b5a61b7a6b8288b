//! Ties names to the files that define them: parsed files become a [`Library`], and each schema of it [`Links`].

mod conflict;
#[cfg(any(test, not(feature = "stack")))]
mod depth;
mod find;
mod library;
mod links;
mod memory;
mod same;

pub use conflict::{Conflict, Definition, conflicting_definitions};
pub use library::{Edition, File, FileScope, Library, Pin};
pub use links::{Links, Replacement};
