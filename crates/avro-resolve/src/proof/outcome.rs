//! What a proof shows, and the bounds that it keeps.

use crate::limits;

/// A datum of more values and bytes than this is not made: it would be too long to read.
pub const LARGEST: u64 = limits::PROOF_DATUM.most;

/// What the data of one pair may come to together, in values and bytes.
pub const MOST_FOR_A_PAIR: u64 = limits::PROOFS.most;

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

/// How much of a pair was exercised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Extent {
    /// Everything that finite data can reach.
    Whole,
    /// As much as the bounds allow.
    Bounded,
}

/// What may still be spent on a pair.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    pub(super) left: u64,
}

impl Budget {
    /// What may be spent on a pair, if no more than so much is left for all pairs.
    pub fn within(left: u64) -> Budget {
        Budget { left: MOST_FOR_A_PAIR.min(left) }
    }

    /// What is left.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// Takes what was spent, down to nothing.
    pub(super) fn take(&mut self, spent: u64) {
        self.left = self.left.saturating_sub(spent);
    }
}

impl Default for Budget {
    fn default() -> Budget {
        Budget { left: MOST_FOR_A_PAIR }
    }
}
