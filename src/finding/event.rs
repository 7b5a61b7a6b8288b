//! Defines what can happen to versions after their release.

use crate::change::Change;
use crate::model::level::Level;

/// Something that happened to versions, and not between two of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// The schema of a released version was changed.
    Edited {
        /// The version; `None` for a file that is part of every one.
        version: Option<String>,
        /// What changed.
        change: Change,
    },
    /// A file of a released version is gone.
    Removed {
        /// The version; `None` for a file that is part of every one.
        version: Option<String>,
        /// The file's subject.
        subject: String,
    },
    /// A version came in between released ones.
    Inserted {
        /// The version.
        version: String,
        /// The next one, released before.
        before: String,
    },
    /// A field's name is used again for something else.
    Returned {
        /// The field.
        field: String,
        /// The version that had it last, and what it was there.
        last: (String, String),
        /// The version that has it again, and what it is there.
        again: (String, String),
    },
    /// A schema that was edited in place is gone.
    SubjectRemoved {
        /// Its name.
        subject: String,
    },
    /// A message of a protocol is gone.
    MessageRemoved {
        /// The last version that had it.
        last: String,
        /// How many versions came after that.
        later: usize,
    },
}

impl Event {
    /// Whether it breaks what a level promises: a message may go where the newest version does not have to read what the last one that
    /// had it wrote.
    pub(crate) fn counts_at(&self, level: Level) -> bool {
        match self {
            Event::MessageRemoved { later, .. } => level.gates((0, *later), |rank| rank == *later),
            Event::Edited { .. }
            | Event::Removed { .. }
            | Event::Inserted { .. }
            | Event::Returned { .. }
            | Event::SubjectRemoved { .. } => true,
        }
    }
}
