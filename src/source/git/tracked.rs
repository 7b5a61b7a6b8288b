//! Finds out which files are tracked.

use std::collections::HashSet;

use gix::bstr::BStr;

use super::open::one_line;
use super::repository::Repository;

impl Repository {
    /// Those of these paths from the repository's root that its index has, or that lie in a submodule which it has.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn tracked<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<HashSet<&'a str>, String> {
        self.timed(|| {
            let index = self.git.index_or_empty();
            let index =
                index.map_err(|error| format!("git's index cannot be read ({}); `git fsck`", one_line(&error)))?;
            let has = |path: &str| index.entry_by_path(BStr::new(path.as_bytes())).is_some();
            let ways = |path: &'a str| path.match_indices('/').map(|(end, _)| &path[..end]).chain([path]);
            Ok(paths.filter(|path| ways(path).any(has)).collect())
        })
    }
}
