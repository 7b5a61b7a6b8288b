//! Lists the schema files that a directory had at a revision, under whatever path it was there.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use super::newer::Newer;
use crate::model::input::{Input, Problem};
use crate::model::path::{SCHEMA_EXTENSIONS, in_words, inside, join};
use crate::model::text::listed;
use crate::source::git::{BlobId, GitListing, Repository, Revision};
use crate::source::uncompared::root_name;

/// So many files that are left out are named: whoever reads has to see them.
const NAMED: usize = 100;

/// The schema files below a directory at a revision.
pub(super) struct Snapshot {
    pub(super) revision: Revision,
    /// The directory's path from the repository's root.
    pub(super) directory: String,
    /// The number of each file's content, by its path below the directory; `None` if there is no such directory.
    pub(super) files: Option<BTreeMap<String, BlobId>>,
    /// The paths of files that it had, and that are not read any more because today's configuration says so.
    newly_excluded: Vec<String>,
    /// The paths below it of what cannot be followed, and so may hold files.
    closed: Vec<String>,
}

/// The schema files of a revision, where they stood then: under the directory's path, or under the one that it had
/// before it was renamed.
///
/// # Errors
/// The revision cannot be read, or what is newer than it is not here.
pub(super) fn snapshot(newer: &Newer, revision: Revision, path: &str, input: &mut Input) -> Result<Snapshot, Problem> {
    let repository = &newer.repository;
    let mut snapshot = Snapshot::of(repository, revision, path, input)?;
    if snapshot.files.is_none()
        && let Some(former) = former_place(newer, &snapshot.revision)?
    {
        snapshot = Snapshot::of(repository, snapshot.revision, &former, input)?;
        let files = snapshot.files.get_or_insert_default();
        let before = files.len();
        files.retain(|path, _| !newer.is_of_another(&join(&former, path)));
        let (name, label, former) = (&newer.name, &snapshot.revision.label, in_words(&former));
        input.notes.push(match files.len() == before {
            true => format!("{name} was {former} at {label}, and goes on under its new name"),
            false => format!("{name} has schemas that {former} had at {label}, and that go on under their new names"),
        });
    }
    let hides = |closed: &&String| newer.files.iter().any(|file| inside(&file.file.relative, closed).is_some());
    if let Some(closed) = snapshot.closed.iter().find(hides) {
        let message = "cannot be compared: schemas are here now, and what the revision has in their place is not in this \
                       clone (a submodule that is not checked out, or a link that leads out of the repository); check the \
                       submodule out: `git submodule update --init`";
        return Err(Problem::of(snapshot.name_of(closed), message));
    }
    let files = snapshot.files.get_or_insert_default();
    let newly_excluded = files.keys().filter(|path| newer.newly_excludes(path, &snapshot.directory));
    snapshot.newly_excluded = newly_excluded.map(|path| join(&snapshot.directory, path)).collect();
    let is_unread = |path: &String| newer.unread.iter().any(|unread| inside(path, unread).is_some());
    files.retain(|path, _| !is_unread(path) && !newer.excludes(path));
    for (path, blob) in &newer.left_out {
        if files.remove(path).is_some_and(|before| before != *blob) {
            let message = "changed, but is left out by the sparse checkout, and its content is not in this clone; \
                           `git sparse-checkout disable` brings it";
            input.problems.push(Problem::of(join(&newer.name, path), message));
        }
    }
    Ok(snapshot)
}

impl Snapshot {
    /// Lists the files.
    ///
    /// # Errors
    /// The repository cannot be read.
    fn of(
        repository: &Repository,
        revision: Revision,
        directory: &str,
        input: &mut Input,
    ) -> Result<Snapshot, Problem> {
        let failed = |message| Problem::of(format!("{}:{directory}", revision.prefix), message);
        let listing = repository.files_below(&revision, directory, &SCHEMA_EXTENSIONS).map_err(failed)?;
        let mut closed = Vec::new();
        let files = listing.map(|listing: GitListing| {
            input.notes.extend(listing.remarks());
            input.problems.extend(listing.problems);
            closed = listing.closed;
            listing.files.into_iter().map(|file| (file.relative, file.blob)).collect()
        });
        Ok(Snapshot { revision, directory: directory.to_owned(), files, newly_excluded: Vec::new(), closed })
    }

    /// Remarks on what today's configuration newly leaves out of the comparison with this snapshot.
    ///
    /// # Errors
    /// It leaves out all, so that every schema would count as new.
    pub(super) fn remark_newly_excluded(&self, newer: &Newer, input: &mut Input) -> Result<(), Problem> {
        let Some(former) = newer.former_exclusion.as_ref().filter(|_| !self.newly_excluded.is_empty()) else {
            return Ok(());
        };
        let (label, files) = (&self.revision.label, listed(&self.newly_excluded, NAMED, ", "));
        if self.files.as_ref().is_none_or(BTreeMap::is_empty) {
            let message = format!(
                "`exclude` in the configuration newly leaves out all that {label} has here ({files}), so that nothing would be \
                 compared; exclude less{}",
                former.remedy()
            );
            return Err(Problem::of(&newer.name, message));
        }
        input.remark_own_judgement(format!(
            "`exclude` in the configuration newly leaves out what {label} has, and it is not compared: {files}"
        ));
        Ok(())
    }

    /// Fails where something that cannot be followed is not what it was: nobody can tell what became of the schemas in it.
    ///
    /// # Errors
    /// There is such a thing, or the repository cannot be read.
    pub(super) fn demand_unchanged_where_closed(&self, newer: &Newer) -> Result<(), Problem> {
        if self.closed.is_empty() {
            return Ok(());
        }
        let head = newer.head()?;
        for closed in &self.closed {
            let (before, now) = (join(&self.directory, closed), join(&newer.path, closed));
            let is_same = newer.repository.is_same_entry((&self.revision, &before), (&head, &now));
            if !is_same.map_err(|message| Problem::of(self.name_of(closed), message))? {
                let message = "is not what it was, and what it held is not in this clone (a submodule that is not checked out, or \
                               a link that leads out of the repository), so that nothing can be compared; check the submodule \
                               out: `git submodule update --init`";
                return Err(Problem::of(self.name_of(closed), message));
            }
        }
        Ok(())
    }

    /// What a file of it is called.
    pub(super) fn name_of(&self, relative: &str) -> String {
        format!("{}:{}", self.revision.prefix, join(&self.directory, relative))
    }
}

/// The directory that had most of today's files under the same paths below it, and whose own files are gone, or are today's
/// over a symbolic link that is in its place now.
///
/// # Errors
/// The revision cannot be read.
fn former_place(newer: &Newer, revision: &Revision) -> Result<Option<String>, Problem> {
    let repository = &newer.repository;
    let failed = |message: String| Problem::of(format!("{}:", revision.prefix), message);
    let mut votes: BTreeMap<String, usize> = BTreeMap::new();
    let everywhere =
        repository.files_below(revision, "", &SCHEMA_EXTENSIONS).map_err(failed)?.unwrap_or_default().files;
    for old in everywhere.into_iter().filter(|old| !newer.is_of_another(&old.relative)) {
        let is_there = still_has(newer, &old.relative);
        let starts = std::iter::once(0).chain(old.relative.match_indices('/').map(|(at, _)| at + 1));
        let homes = starts.filter_map(|start| {
            let file = newer.file(&old.relative[start..])?;
            let goes_on = || {
                let name = |blob| root_name(&file.file.relative, &newer.text_of(&file.file.relative, blob)?);
                name(old.blob).is_some_and(|before| name(file.blob) == Some(before))
            };
            let is_former = match is_there {
                true => is_same_file(newer, &old.relative, &file.file.name),
                false => file.is(old.blob) || goes_on(),
            };
            is_former.then(|| old.relative[..start].trim_end_matches('/').to_owned())
        });
        homes.for_each(|home| *votes.entry(home).or_default() += 1);
    }
    // Of two with as many, the one whose path comes first.
    let best = votes.into_iter().rev().max_by_key(|(_, votes)| *votes);
    Ok(best.map(|(home, _)| home))
}

/// Whether a path from the repository's root leads to one of today's files.
fn is_same_file(newer: &Newer, path: &str, file: &str) -> bool {
    let real = |path: PathBuf| fs::canonicalize(path).ok();
    let there = newer.repository.on_disk(path).filter(|_| newer.revision.is_none()).and_then(real);
    there.is_some() && there == real(PathBuf::from(file))
}

/// Whether a file from the repository's root is still there.
fn still_has(newer: &Newer, path: &str) -> bool {
    match &newer.revision {
        Some(revision) => matches!(newer.repository.entry(revision, path), Ok(Some(_))),
        None => newer.repository.is_checked_out(path),
    }
}
