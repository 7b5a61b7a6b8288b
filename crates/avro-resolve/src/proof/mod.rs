//! A table of actions in, data that show what it says out: for a place that cannot be read a smallest datum that fails there,
//! for a pair that can be read data that take every way through it. Each is executed before it is shown.
//!
//! [`Readings`] knows the smallest datum of everything; [`witness`](witness()) leads one to a failing place, [`success`] is one that can be
//! read, and [`cover`](cover()) makes as many as it takes to see all of a pair.

mod cover;
mod execute;
mod path;
mod readings;
mod scalar;
mod smallest;
#[cfg(test)]
mod tests;
mod witness;

pub use cover::{Cover, Exercised, Extent, cover};
pub use execute::{Contradiction, Trials};
pub use path::{Subject, Suspect};
pub use readings::{ReadingId, Readings};
pub use witness::{success, witness};

/// A datum of more values and bytes than this is not made: nobody would read it.
pub const LARGEST: u64 = 1 << 15;

/// What the data of one pair may come to together, in values and bytes.
pub const MOST_FOR_A_PAIR: u64 = 1 << 20;

/// A datum that shows something, or the reason why there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Witness {
    /// The datum, in the writer's encoding.
    Datum(Box<[u8]>),
    /// There is none to show.
    Absent(Absence),
}

/// Why there is no datum to show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Absence {
    /// No finite datum of the writer's gets there.
    NoFiniteDatum,
    /// There is one, and it is too large or too deep, or too much work was done for the pair already.
    BoundReached,
}

impl Absence {
    /// Whether more might have been shown.
    pub fn extent(self) -> Extent {
        match self {
            Absence::NoFiniteDatum => Extent::Whole,
            Absence::BoundReached => Extent::Bounded,
        }
    }

    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Absence::NoFiniteDatum => "no-finite-datum",
            Absence::BoundReached => "bound-reached",
        }
    }
}

/// What may still be spent on a pair.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    left: u64,
}

impl Budget {
    /// Takes what was spent, down to nothing.
    fn take(&mut self, spent: u64) {
        self.left = self.left.saturating_sub(spent);
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { left: MOST_FOR_A_PAIR }
    }
}
