//! The place of a file among the versions.

/// Where a file stands among the versions, which decides what it sees of other files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Home {
    /// In a version directory, among files that are versioned together.
    Edition(Edition),
    /// It numbers its own versions (`user/v1.avsc`): other files' numbers mean nothing to it.
    Alone,
    /// It has no version: the same for all.
    Unversioned,
    /// It is what another file was: it sees what that one sees, and nothing refers to it.
    Former,
}

/// A version of a group of files that are versioned together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edition {
    /// The group.
    pub group: u32,
    /// The version's rank in the group: newer ones have larger numbers.
    pub number: u32,
}
