//! Numbers contents of files as git does: at a revision, and as they are now.

use std::path::Path;

use crate::model::input::Problem;
use crate::source::disk;
use crate::source::git::{BlobId, GitEntry, Repository, Revision};

/// The number of a file at a revision; `None` if there is none.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn blob(repository: &Repository, revision: &Revision, path: &str) -> Result<Option<BlobId>, Problem> {
    match repository.entry(revision, path) {
        Ok(Some(GitEntry::File(blob))) => Ok(Some(blob)),
        Ok(Some(GitEntry::Directory(_) | GitEntry::Closed(_)) | None) => Ok(None),
        Err(message) => Err(Problem::of(format!("{}:{path}", revision.prefix), message)),
    }
}

/// The number of a file as git would store it: with line feeds.
pub(super) fn number(repository: &Repository, file: &Path) -> Option<BlobId> {
    let bytes = disk::bytes(file).ok()?;
    let lines = bytes.iter().enumerate();
    let kept = lines.filter(|(at, byte)| **byte != b'\r' || bytes.get(at + 1) != Some(&b'\n'));
    let bytes: Vec<u8> = kept.map(|(_, byte)| *byte).collect();
    repository.numbering()(&bytes)
}
