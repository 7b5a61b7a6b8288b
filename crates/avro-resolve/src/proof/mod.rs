//! Makes data that demonstrate a resolution: a smallest datum that fails at a place, or data that together use every part of
//! a pair that can be read. Each is executed before it is shown.
//!
//! [`Readings`] knows the smallest datum of everything; [`witness`](witness()) leads one to a failing place, [`success`] is one that can be
//! read, and [`cover`](cover()) makes as many as it takes to see all of a pair.

mod cover;
mod execute;
mod outcome;
mod path;
mod readings;
mod scalar;
mod smallest;
mod witness;

pub use cover::{Cover, Exercised, cover};
pub use execute::{Contradiction, Trials};
pub use outcome::{Absence, Budget, Extent, LARGEST, MOST_FOR_A_PAIR, Witness};
pub use path::{Subject, Suspect};
pub use readings::{ReadingId, Readings};
pub use witness::{success, witness};
