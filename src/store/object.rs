//! Names objects of stores.

/// An object of a store, before it is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct StoredObject {
    pub url: String,
    /// How many bytes it has, if the store has said so.
    pub size: Option<u64>,
    /// What changes with its content: its entity tag, or the time of its last change.
    pub version: Option<String>,
}

impl StoredObject {
    /// An object that a user named. The store is not asked.
    pub(crate) fn named(url: &str) -> StoredObject {
        StoredObject { url: url.to_owned(), size: None, version: None }
    }
}

/// Whether an object may take the place of another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum PutCondition {
    /// The store refuses it if there is one of its name.
    IsAbsent,
    /// It replaces one of its name.
    Always,
}
