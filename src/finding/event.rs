//! Defines what can happen to versions after their release.

use crate::change::Change;

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
}
