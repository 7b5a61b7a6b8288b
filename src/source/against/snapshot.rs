//! A revision and a directory in, its schema files by path out.

use std::collections::BTreeMap;

use super::super::git::{BlobId, Entry, Repository, Revision};
use super::super::paths::{has_extension, problem};
use crate::model::input::Problem;

/// The schema files below a directory at a revision.
pub(super) struct Snapshot {
    pub(super) revision: Revision,
    /// The directory's path from the repository's root.
    pub(super) directory: String,
    /// The number of each file's content, by its path below the directory; `None` if there is no such directory.
    pub(super) files: Option<BTreeMap<String, BlobId>>,
}

impl Snapshot {
    /// Lists the files.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub(super) fn of(
        repository: &Repository,
        revision: Revision,
        directory: &str,
        notes: &mut Vec<String>,
    ) -> Result<Snapshot, Problem> {
        let failed = |message| problem(format!("{}:{directory}", revision.prefix), message);
        let files = match repository.entry(&revision, directory).map_err(failed)? {
            None | Some(Entry::File(_)) => None,
            Some(Entry::Directory(tree)) => {
                let listing = repository.list(&revision, directory, tree).map_err(failed)?;
                notes.extend(listing.notes);
                let schemas = listing.files.into_iter().filter(|file| has_extension(&file.relative, "avsc"));
                Some(schemas.map(|file| (file.relative, file.blob)).collect())
            }
        };
        Ok(Snapshot { revision, directory: directory.to_owned(), files })
    }

    /// What a file of it is called.
    pub(super) fn name_of(&self, relative: &str) -> String {
        match self.directory.as_str() {
            "" => format!("{}:{relative}", self.revision.prefix),
            directory => format!("{}:{directory}/{relative}", self.revision.prefix),
        }
    }
}
