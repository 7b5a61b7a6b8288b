//! Finds released versions that refer to others than they did: what they mean is not what was released.

use std::collections::BTreeMap;

use super::contents::number;
use super::newer::Newer;
use crate::model::input::{Problem, VersionPlace};
use crate::model::path::join;
use crate::source::git::{BlobId, Revision};
use crate::source::layout::Layout;
use crate::source::pins::references_path;

/// A problem for each version that is as it was at a revision, and whose references are not; `before` are its schemas there.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn changes(
    newer: &Newer,
    layout: &Layout,
    base: &Revision,
    before: &BTreeMap<String, BlobId>,
) -> Result<Vec<Problem>, Problem> {
    if newer.revision.is_some() {
        return Ok(Vec::new());
    }
    let of_schemas = before.keys().filter(|path| newer.file(path).is_some());
    let is_own = |path: &&String| matches!(newer.locate(layout, path), Ok((_, VersionPlace::Own(_))));
    let files: Vec<String> = of_schemas.filter(is_own).map(|path| references_path(path)).collect();
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let listing = newer.repository.files_below(base, &newer.path, &["json"]);
    let listing = listing.map_err(|message| Problem::of(format!("{}:{}", base.prefix, newer.path), message))?;
    let then: BTreeMap<String, BlobId> =
        listing.unwrap_or_default().files.into_iter().map(|file| (file.relative, file.blob)).collect();
    let has_changed = |file: &&String| {
        let path = newer.repository.on_disk(&join(&newer.path, file));
        let now = path.filter(|path| path.exists()).map(|path| number(&newer.repository, &path));
        now != then.get(*file).map(|blob| Some(*blob))
    };
    let problem = |file: &String| {
        let message = format!(
            "is not what it was at {}, and released versions must not change; restore it, and let a new version refer to others",
            base.label
        );
        Problem::of(join(&newer.name, file), message)
    };
    Ok(files.iter().filter(has_changed).map(problem).collect())
}
