//! Tells which files of the work tree are as they were when git's index noted them: their contents need not be hashed.

use gix::bstr::BStr;
use gix::index::entry::{Flags, Mode, Stat};
use gix::index::fs::Metadata;

use super::repository::{BlobId, Repository};

impl Repository {
    /// The numbers of those of these files of the work tree, by their paths from the root, that git itself would take for
    /// unchanged since its index noted them, by size, times and place on the disk, and that are not so new that it could be wrong;
    /// `None` for the others.
    pub(crate) fn unchanged<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Vec<Option<BlobId>> {
        let (index, options) = (self.timed(|| self.git.index_or_empty()).ok(), self.git.stat_options().ok());
        let (Some(index), Some(options), Some(root)) = (index, options, &self.work_tree) else {
            return paths.map(|_| None).collect();
        };
        let unchanged = |path: &str| {
            let entry = index.entry_by_path(BStr::new(path))?;
            let is_noted = entry.mode.contains(Mode::FILE) && !entry.flags.intersects(NOT_LOOKED_AT);
            if !is_noted || entry.stat.is_racy(index.timestamp(), options) {
                return None;
            }
            let now = Stat::from_fs(&Metadata::from_path_no_follow(&root.join(path)).ok()?).ok()?;
            now.matches(&entry.stat, options).then_some(BlobId(entry.id))
        };
        self.timed(|| paths.map(unchanged).collect())
    }
}

/// What has no content of its own in the index, or is taken for unchanged whatever it is.
const NOT_LOOKED_AT: Flags =
    Flags::ASSUME_VALID.union(Flags::SKIP_WORKTREE).union(Flags::INTENT_TO_ADD).union(Flags::STAGE_MASK);
