//! Numbers the pairs of a table.

/// The number of a (writer shape, reader shape) pair in its [`Resolution`](super::Resolution).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct PairId(pub u32);
