//! Ties names to the files that define them: parsed files become a [`Library`], and each schema of it [`Links`].

mod conflict;
#[cfg(any(test, not(feature = "stack")))]
mod depth;
mod find;
mod home;
mod library;
mod links;

pub use conflict::{Conflict, Definition, conflicting_definitions};
pub use home::{Edition, Home};
pub use library::{File, Library};
pub use links::Links;
