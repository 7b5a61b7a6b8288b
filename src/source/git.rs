//! Reads git repositories: revisions, the files below a directory at one of them, and their contents.
//!
//! Everything is read from the object store: no work tree is touched, no command is run, no hook, and nothing is fetched.

mod around;
mod at_revision;
mod budget;
mod files;
mod history;
mod objects;
mod open;
mod remote;
mod repository;
mod revision;
mod sparse;
mod tracked;
mod unchanged;

pub(crate) use at_revision::{AtRevision, from_root, place_on_disk};
pub(crate) use budget::is_beyond_limit;
pub(crate) use files::{GitEntry, GitFile, GitListing};
pub(crate) use repository::{BlobId, Repository};
pub(crate) use revision::Revision;
