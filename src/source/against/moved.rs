//! A directory that a revision does not have in, the path that it had there out, if it was renamed since.

use std::collections::BTreeMap;

use super::super::git::{Entry, Revision};
use super::super::paths::{has_extension, problem};
use super::newer::{Newer, NewerFile};
use super::renames::root_name;
use crate::model::input::Problem;

/// The directory that had most of today's files under the same paths below it, and whose own files are gone.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn former_place(newer: &Newer, revision: &Revision) -> Result<Option<String>, Problem> {
    let repository = &newer.repository;
    let failed = |message: String| problem(format!("{}:", revision.prefix), message);
    let Some(Entry::Directory(tree)) = repository.entry(revision, "").map_err(failed)? else { return Ok(None) };
    let files: BTreeMap<&str, &NewerFile> =
        newer.files.iter().map(|file| (file.found.relative.as_str(), file)).collect();
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    for old in repository.list(revision, "", tree).map_err(failed)?.files {
        if !has_extension(&old.relative, "avsc") || newer.still_has(&old.relative) {
            continue;
        }
        let starts = std::iter::once(0).chain(old.relative.match_indices('/').map(|(at, _)| at + 1));
        let homes = starts.filter_map(|start| {
            let file = files.get(&old.relative[start..])?;
            let goes_on = || {
                let name = |blob| root_name(&newer.text_of(&file.found.relative, blob)?);
                name(old.blob).is_some_and(|before| name(file.blob) == Some(before))
            };
            (file.is(old.blob) || goes_on()).then(|| old.relative[..start].trim_end_matches('/').to_owned())
        });
        homes.for_each(|home| *votes.entry(home).or_default() += 1);
    }
    // Of two with as many, the one whose path comes first.
    let best = votes.into_iter().rev().max_by_key(|(_, votes)| *votes);
    Ok(best.map(|(home, _)| home))
}

impl Newer {
    /// Whether a file from the repository's root is still there.
    fn still_has(&self, path: &str) -> bool {
        match &self.revision {
            Some(revision) => matches!(self.repository.entry(revision, path), Ok(Some(_))),
            None => self.repository.is_checked_out(path),
        }
    }
}
