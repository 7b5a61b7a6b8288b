//! Makes data that show what the table of actions says: for a place that cannot be read a smallest datum that fails there, for
//! a pair that can be read data that take every way through it. Each is executed before it is shown.
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
