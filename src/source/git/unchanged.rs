//! Tells which files of the work tree are as they were when git's index noted them: their contents need not be hashed.

use gix::bstr::BStr;
use gix::index::entry::stat::Options;
use gix::index::entry::{Flags, Mode, Stat};
use gix::index::fs::Metadata;

use super::repository::{BlobId, Repository};
use crate::source::overlay;

impl Repository {
    /// The numbers of those of these files of the work tree, by their paths from the root, that git itself would take for
    /// unchanged since its index noted them, by size, times and place on the disk, and that are not so new that it could be wrong;
    /// `None` for the others.
    pub(crate) fn unchanged<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Vec<Option<BlobId>> {
        /// All that the index notes, and times to the nanosecond, which git by itself does not look at.
        const WHOLE: Options = Options { trust_ctime: true, check_stat: true, use_nsec: true, use_stdev: false };
        let (Ok(index), Some(root)) = (self.timed(|| self.git.index_or_empty()), &self.work_tree) else {
            return paths.map(|_| None).collect();
        };
        let unchanged = |path: &str| {
            let entry = index.entry_by_path(BStr::new(path))?;
            let is_noted = entry.mode.contains(Mode::FILE) && !entry.flags.intersects(NOT_LOOKED_AT);
            if !is_noted || entry.stat.is_racy(index.timestamp(), WHOLE) {
                return None;
            }
            let file = root.join(path);
            if overlay::text(&file).is_some() {
                return None;
            }
            let now = Stat::from_fs(&Metadata::from_path_no_follow(&file).ok()?).ok()?;
            now.matches(&entry.stat, WHOLE).then_some(BlobId(entry.id))
        };
        self.timed(|| paths.map(unchanged).collect())
    }
}

/// What has no content of its own in the index, or is taken for unchanged whatever it is.
const NOT_LOOKED_AT: Flags =
    Flags::ASSUME_VALID.union(Flags::SKIP_WORKTREE).union(Flags::INTENT_TO_ADD).union(Flags::STAGE_MASK);
