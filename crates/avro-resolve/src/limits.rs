//! The limits of what is spent on one input, each with its reason: a stranger's schema or file must not eat the machine.

/// A limit of what is spent on one input.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is limited: "bytes of one block, decompressed".
    pub what: &'static str,
    /// The most that is accepted.
    pub most: u64,
    /// What happens beyond it: "the file is refused".
    pub beyond: &'static str,
    /// Why the limit is where it is.
    pub reason: &'static str,
}

impl Limit {
    /// The most that is accepted, for what is counted in memory.
    pub const fn size(&self) -> usize {
        self.most as usize
    }
}

/// All limits of this crate.
pub const ALL: &[&Limit] = &[];
