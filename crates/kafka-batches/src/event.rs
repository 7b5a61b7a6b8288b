//! What comes to a consumer.

use super::trouble::Trouble;

/// What a consumer has to know, or to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Nothing came in time.
    Nothing,
    /// The batch has messages.
    Messages,
    /// The group gives these partitions to this member; there may be none. [`start`](crate::Consumer::start) answers, with all of
    /// them. Until then the group waits.
    Assigned(Vec<i32>),
    /// The group takes these partitions from this member. [`release`](crate::Consumer::release) answers. Until then the group waits.
    Revoked {
        /// The partitions, all of which this member has.
        partitions: Vec<i32>,
        /// Whether others may have them already, so that commits for them will fail.
        is_lost: bool,
    },
    /// All messages that a partition had have been read. It comes once for each offset at which that is so.
    End {
        /// The partition.
        partition: i32,
        /// The offset of its next message. There may be more than one between it and the last message: transactions leave marks.
        offset: i64,
    },
    /// Something went wrong, and may go on by itself.
    Trouble(Trouble),
}
