//! Lists the files that a sparse checkout leaves out of the work tree.

use gix::index::entry::{Flags, Mode};

use super::files::{GitFile, GitListing};
use super::open::one_line;
use super::repository::{BlobId, Repository};
use crate::model::path::{inside, join};

impl Repository {
    /// The files that are not there because nobody asked for them: to take them for removed would be wrong.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn left_out(&self, path: &str) -> Result<Vec<GitFile>, String> {
        self.timed(|| self.read_index(path))
    }

    fn read_index(&self, path: &str) -> Result<Vec<GitFile>, String> {
        let index = self.git.index_or_empty();
        let index = index.map_err(|error| format!("git's index cannot be read ({}); `git fsck`", one_line(&error)))?;
        let mut found = Vec::new();
        for entry in index.entries().iter().filter(|entry| entry.flags.contains(Flags::SKIP_WORKTREE)) {
            let Ok(name) = std::str::from_utf8(entry.path(&index)) else { continue };
            if entry.mode == Mode::DIR {
                found.extend(self.below(name.trim_end_matches('/'), entry.id, path)?);
            } else if let Some(relative) = inside(name, path)
                && !self.is_checked_out(name)
            {
                found.push(GitFile { relative: relative.to_owned(), blob: BlobId(entry.id) });
            }
        }
        found.sort();
        Ok(found)
    }

    /// The files of a directory that a sparse index keeps as a whole, as far as they lie below a path.
    fn below(&self, directory: &str, tree: gix::ObjectId, path: &str) -> Result<Vec<GitFile>, String> {
        if inside(directory, path).is_none() && inside(path, directory).is_none() {
            return Ok(Vec::new());
        }
        let GitListing { files, .. } = self.walk(None, "", (tree, directory.to_owned()), &[])?;
        let below = files.into_iter().filter_map(|GitFile { relative, blob }| {
            let relative = inside(&join(directory, &relative), path)?.to_owned();
            Some(GitFile { relative, blob })
        });
        Ok(below.collect())
    }
}
