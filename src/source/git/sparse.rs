//! A directory in, the files below it out that a sparse checkout leaves out of the work tree.

use gix::index::entry::{Flags, Mode};

use super::files::{Listing, TreeFile};
use super::{BlobId, Repository, Tree, one_line};

impl Repository {
    /// The files that are not there because nobody asked for them: to take them for removed would be wrong.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(in crate::source) fn left_out(&self, path: &str) -> Result<Vec<TreeFile>, String> {
        self.timed(|| self.read_index(path))
    }

    fn read_index(&self, path: &str) -> Result<Vec<TreeFile>, String> {
        let index = self.git.index_or_empty();
        let index = index.map_err(|error| format!("git's index cannot be read ({}); `git fsck`", one_line(&error)))?;
        let start = if path.is_empty() { String::new() } else { format!("{path}/") };
        let mut found = Vec::new();
        for entry in index.entries().iter().filter(|entry| entry.flags.contains(Flags::SKIP_WORKTREE)) {
            let Ok(name) = std::str::from_utf8(entry.path(&index)) else { continue };
            if entry.mode == Mode::DIR {
                found.extend(self.below(name.trim_end_matches('/'), entry.id, path)?);
            } else if let Some(relative) = name.strip_prefix(&start)
                && !self.is_checked_out(name)
            {
                found.push(TreeFile { relative: relative.to_owned(), blob: BlobId(entry.id) });
            }
        }
        found.sort();
        Ok(found)
    }

    /// The files of a directory that a sparse index keeps as a whole, as far as they lie below a path.
    fn below(&self, directory: &str, tree: gix::ObjectId, path: &str) -> Result<Vec<TreeFile>, String> {
        let is_inside = |part: &str, whole: &str| {
            whole.is_empty() || part == whole || part.strip_prefix(whole).is_some_and(|rest| rest.starts_with('/'))
        };
        if !is_inside(directory, path) && !is_inside(path, directory) {
            return Ok(Vec::new());
        }
        let Listing { files, .. } = self.walk_alone(directory, Tree::of(tree))?;
        let start = if path.is_empty() { String::new() } else { format!("{path}/") };
        let below = files.into_iter().filter_map(|TreeFile { relative, blob }| {
            let relative = format!("{directory}/{relative}").strip_prefix(&start)?.to_owned();
            Some(TreeFile { relative, blob })
        });
        Ok(below.collect())
    }
}
