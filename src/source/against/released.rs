//! Finds out what became of released files of versioned directories since a revision.

use std::collections::BTreeMap;

use super::newer::Newer;
use super::references;
use super::renames::{Moved, renames};
use super::snapshot::snapshot;
use crate::model::input::{Input, Past, Problem, ReleasedFile, SchemaText, VersionPlace};
use crate::model::path::join;
use crate::model::version::Version;
use crate::source::arrangement::arrange;
use crate::source::git::{BlobId, Revision};
use crate::source::layout::Layout;

/// What became of released files.
pub(super) struct Released {
    /// The directory of the revision, if it has schemas.
    pub(super) directories: Vec<String>,
    /// The files that have other paths since, below their directory: what they were, and what they are.
    pub(super) renamed: Vec<(String, String)>,
}

/// Reads the versions, and the released files that differ or went. A subject, with its file, that is new does not go on from another.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn read(
    newer: Newer,
    layout: &Layout,
    base: Revision,
    only_changed: bool,
    is_new: &dyn Fn(&str, &str) -> bool,
    input: &mut Input,
) -> Result<Released, Problem> {
    let (label, revision) = (base.label.clone(), base.clone());
    let snapshot = snapshot(&newer, base, &newer.path, input)?;
    snapshot.demand_unchanged_where_closed(&newer)?;
    snapshot.remark_newly_excluded(&newer, input)?;
    let mut past = Past { label, versions_are_releases: true, only_changed, ..Past::default() };
    let before = snapshot.files.clone().unwrap_or_default();
    input.problems.extend(references::changes(&newer, layout, &revision, &before)?);
    let directories = if before.is_empty() { Vec::new() } else { vec![snapshot.directory.clone()] };
    if before.is_empty() {
        if let Some(problem) = newer.nothing_here {
            return Err(problem);
        }
        input.notes.push(format!("{} has no schema in {}: every version is new", past.label, newer.name));
    }
    let place = |path: &str| newer.locate(layout, path).ok();
    // Where nothing had a version, nothing was released.
    let had_versions = before.keys().any(|path| !matches!(place(path), None | Some((_, VersionPlace::Unversioned))));
    let begins = |path: &str| place(path).is_some_and(|(subject, _)| is_new(&subject, &join(&newer.name, path)));
    let successors = successors(&newer, &before, (place, begins), &mut input.notes);
    let old_path: BTreeMap<&String, &String> = successors.iter().map(|(old, new)| (new, old)).collect();
    past.fresh = newer
        .files
        .iter()
        .filter(|file| !before.get(&file.file.relative).is_some_and(|blob| file.is(*blob)))
        .filter(|file| !old_path.get(&file.file.relative).is_some_and(|old| file.is(before[*old])))
        .map(|file| file.file.name.clone())
        .collect();
    for (path, blob) in &before {
        let now = newer.file(successors.get(path).unwrap_or(path));
        if now.is_some_and(|now| now.is(*blob)) {
            continue;
        }
        let Some((subject, place)) = place(path) else { continue };
        let name = snapshot.name_of(path);
        if now.is_none() && !had_versions {
            if !has_become_a_version(&newer, layout, &subject, *blob) {
                let message = format!(
                    "was edited in place, and the paths name versions now, but no version of `{subject}` has this content, so \
                     that nothing would be compared with it; first move it as it is, such as to {}, and then add the next \
                     version beside it",
                    join(&newer.name, &format!("v1/{path}"))
                );
                return Err(Problem::of(name, message));
            }
            continue;
        }
        match newer.repository.text(*blob) {
            Ok(text) => past.released.push(ReleasedFile {
                before: SchemaText { name, text: text.into(), subject, place, references: Vec::new() },
                now: now.map(|now| now.file.name.clone()),
            }),
            Err(message) => input.problems.push(Problem::of(name, message)),
        }
    }
    let Newer { files, name, real_name, .. } = newer;
    let files = files.into_iter().map(|file| file.file).collect();
    input.schemas = arrange(files, layout, (&name, &real_name), &mut input.problems);
    input.schemas.sort_by(|a, b| a.name.cmp(&b.name));
    input.past = Some(past);
    Ok(Released { directories, renamed: successors.into_iter().collect() })
}

/// Whether a file that was edited in place is a version of its subject now, as it was.
fn has_become_a_version(newer: &Newer, layout: &Layout, subject: &str, blob: BlobId) -> bool {
    let is_of_subject = |path: &str| newer.locate(layout, path).is_ok_and(|(known, _)| known == subject);
    newer.files.iter().any(|file| file.is(blob) && is_of_subject(&file.file.relative))
}

/// The new paths of files that were renamed within their version.
fn successors(
    newer: &Newer,
    before: &BTreeMap<String, BlobId>,
    (place, begins): (impl Fn(&str) -> Option<(String, VersionPlace)>, impl Fn(&str) -> bool),
    notes: &mut Vec<String>,
) -> BTreeMap<String, String> {
    let version = |path: &str| place(path)?.1.version().cloned();
    let mut by_version: BTreeMap<Option<Version>, [Vec<Moved<'_>>; 2]> = BTreeMap::new();
    for (path, blob) in before.iter().filter(|(path, _)| newer.file(path).is_none()) {
        by_version.entry(version(path)).or_default()[0].push(Moved { path, blob: *blob });
    }
    let paths = newer.files.iter().map(|file| (file, &file.file.relative));
    for (file, path) in paths.filter(|(_, path)| !before.contains_key(*path) && !begins(path)) {
        by_version.entry(version(path)).or_default()[1].push(Moved { path, blob: file.blob });
    }
    let sides = by_version.into_values();
    let renamed = sides.flat_map(|[gone, come]| renames(&gone, &come, |moved| newer.text_of(moved.path, moved.blob)));
    let renamed: BTreeMap<String, String> = renamed.collect();
    notes.extend(renamed.iter().map(|(old, new)| format!("{new} was {old}, and goes on under its new name")));
    renamed
}
