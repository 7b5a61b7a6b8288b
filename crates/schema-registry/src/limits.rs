//! The limits of what is read from one registry, besides those of [`Settings`](super::Settings).

/// Redirects that are followed for one request.
pub(crate) const REDIRECTS: u32 = 5;

/// Schemas that one schema refers to, over all levels.
pub(crate) const REFERENCES: usize = 1_000;

/// Levels of references.
pub(crate) const REFERENCE_LEVELS: usize = 64;

/// Entries of a list that is read in pages.
pub(crate) const LIST_ENTRIES: usize = 1_000_000;

/// Characters of a server's message in an error.
pub(crate) const MESSAGE: usize = 200;
