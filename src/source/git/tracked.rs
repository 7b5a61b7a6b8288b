//! Finds out which files are tracked.

use std::collections::HashSet;

use gix::bstr::BStr;

use super::open::one_line;
use super::repository::Repository;

impl Repository {
    /// Those of these paths from the repository's root that its index or its current commit has, or that lie in a submodule
    /// which the index has.
    ///
    /// # Errors
    /// The index cannot be read.
    pub(crate) fn tracked<'a>(&self, paths: impl Iterator<Item = &'a str>) -> Result<HashSet<&'a str>, String> {
        let index = self.timed(|| self.git.index_or_empty());
        let index = index.map_err(|error| format!("git's index cannot be read ({}); `git fsck`", one_line(&error)))?;
        let has = |path: &str| index.entry_by_path(BStr::new(path.as_bytes())).is_some();
        let ways = |path: &'a str| path.match_indices('/').map(|(end, _)| &path[..end]).chain([path]);
        let head = self.revision("HEAD").ok();
        let is_committed = |path: &str| head.as_ref().is_some_and(|head| !matches!(self.entry(head, path), Ok(None)));
        Ok(paths.filter(|path| ways(path).any(has) || is_committed(path)).collect())
    }
}
