//! Makes versions of schemas that are edited in place: one of each schema wherever it changed.

use std::collections::BTreeMap;

use super::beside::fixtures_of;
use super::earlier::{Earlier, ReadOptions};
use super::newer::{Newer, NewerFile};
use super::renames::{Moved, renames};
use super::snapshot::{Snapshot, snapshot};
use crate::model::input::{Input, Past, Problem, Removal, SchemaText, VersionPlace};
use crate::model::path::{join, without_extension};
use crate::model::version::{Version, WORKING_TREE};
use crate::source::files::SourceFile;
use crate::source::git::{BlobId, Revision};

/// Reads every version that differs from the one before. Returns the directories of the revisions that have schemas.
///
/// # Errors
/// There is no such revision, or it cannot be read.
pub(super) fn read(
    newer: Newer,
    (earlier, base): (&Earlier, Option<Revision>),
    options: &ReadOptions,
    input: &mut Input,
) -> Result<Vec<String>, Problem> {
    let snapshots = snapshots(&newer, (earlier, options.history.as_ref()), base, input)?;
    let with_schemas =
        snapshots.iter().filter(|snapshot| snapshot.files.as_ref().is_some_and(|files| !files.is_empty()));
    let directories: Vec<String> = with_schemas.map(|snapshot| snapshot.directory.clone()).collect();
    if let Some(problem) = newer.nothing_here.as_ref().filter(|_| directories.is_empty()) {
        return Err(problem.clone());
    }
    let label = match (&snapshots[..], earlier) {
        ([only], _) | ([.., only], Earlier::Revision { .. }) => only.revision.label.clone(),
        ([first, .., last], _) => format!("{} to {}", first.revision.label, last.revision.label),
        ([], _) => return Err(nothing_earlier(&newer, earlier)),
    };
    let lines = FileHistories::through(&newer, &snapshots, &mut input.notes);
    let label_of_newer = newer.revision.as_ref().map_or(WORKING_TREE, |revision| revision.label.as_str());
    let labels = snapshots.iter().map(|snapshot| snapshot.revision.label.as_str()).chain([label_of_newer]);
    let versions: Vec<Version> = (0..).zip(labels).map(|(rank, label)| Version::ranked(label, rank)).collect();
    let place = |rank: usize| VersionPlace::Shared { group: String::new(), version: versions[rank].clone() };

    let Newer { repository, files, name, .. } = newer;
    let mut on_disk: BTreeMap<String, NewerFile> =
        files.into_iter().map(|file| (file.file.relative.clone(), file)).collect();
    let newest_version = versions.last().cloned();
    let mut past = Past { label, only_changed: options.only_changed, newest: newest_version, ..Past::default() };
    past.renamed = lines.renamed;
    // What was broken once, and is neither today's nor what was asked for, keeps nobody from comparing.
    past.required = versions.last().into_iter().chain(base_version(earlier, &versions)).cloned().collect();
    let mut own_ranks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut placed = Vec::new();
    for FileHistory { path, states, is_there } in lines.lines {
        let subject = without_extension(&path).to_owned();
        past.paths.insert(subject.clone(), join(&name, &path));
        let last = states.len() - 1;
        for (at, FileState { rank, path: old_path, blob }) in states.into_iter().enumerate() {
            let place = place(rank);
            let Some(blob) = blob else {
                past.removals.push(Removal { subject: subject.clone(), place });
                continue;
            };
            // What is the same on disk is shown there, where it can be mended.
            let file = match (at == last && is_there).then(|| on_disk.remove(&path)).flatten() {
                Some(file) => file.file,
                None => {
                    let name = snapshots[rank].name_of(&old_path);
                    match repository.text(blob) {
                        Ok(text) => SourceFile { relative: old_path, name, text },
                        Err(message) => {
                            input.problems.push(Problem::of(name, message));
                            continue;
                        }
                    }
                }
            };
            if rank > 0 {
                past.fresh.insert(file.name.clone());
            }
            own_ranks.entry(subject.clone()).or_default().push(rank);
            let SourceFile { name, text, .. } = file;
            placed.push(SchemaText { name, text, subject: subject.clone(), place });
        }
    }
    if options.with_fixtures {
        for (rank, snapshot) in snapshots.iter().enumerate() {
            let is_own = |subject: &str| own_ranks.get(subject).is_some_and(|ranks| ranks.contains(&rank));
            past.fixtures.extend(fixtures_of(&repository, snapshot, &versions[rank], is_own, &mut input.notes));
        }
    }
    refuse_twins(&mut placed, &mut input.problems);
    placed.sort_by(|a, b| a.name.cmp(&b.name));
    input.schemas = placed;
    input.past = Some(past);
    Ok(directories)
}

/// The version that the user named: the last of the revisions.
fn base_version<'a>(earlier: &Earlier, versions: &'a [Version]) -> Option<&'a Version> {
    let is_named = matches!(earlier, Earlier::Revision { .. });
    versions.len().checked_sub(2).filter(|_| is_named).map(|base| &versions[base])
}

fn snapshots(
    newer: &Newer,
    (earlier, history): (&Earlier, Option<&Earlier>),
    base: Option<Revision>,
    input: &mut Input,
) -> Result<Vec<Snapshot>, Problem> {
    let revisions = match (base, history) {
        (Some(base), Some(history)) => {
            let mut revisions = revisions(newer, history, &base, &mut input.notes)?;
            if revisions.is_empty() && matches!(history, Earlier::Tags(_)) {
                return Err(nothing_earlier(newer, history));
            }
            if matches!(history, Earlier::Last(_)) {
                // The last revision that changed anything left the schemas as the named one has them.
                revisions.pop();
            }
            revisions.retain(|(revision, _)| !revision.is_same_commit(&base));
            revisions.push((base, newer.path.clone()));
            revisions
        }
        (Some(base), None) => vec![(base, newer.path.clone())],
        (None, _) => {
            let mut revisions = revisions(newer, earlier, &newer.head()?, &mut input.notes)?;
            // The newer side is a version already.
            revisions
                .retain(|(revision, _)| newer.revision.as_ref().is_none_or(|newest| !newest.is_same_commit(revision)));
            revisions
        }
    };
    let at = |(revision, path): (Revision, String)| snapshot(newer, revision, &path, input);
    let mut snapshots = revisions.into_iter().map(at).collect::<Result<Vec<_>, _>>()?;
    let named = if matches!(earlier, Earlier::Revision { .. }) { snapshots.pop() } else { None };
    named.iter().try_for_each(|snapshot| snapshot.demand_unchanged_where_closed(newer))?;
    snapshots.retain(|snapshot| snapshot.files.is_some());
    snapshots.extend(named);
    for Snapshot { revision, files, .. } in &snapshots {
        if newer.is_whole() && files.as_ref().is_none_or(BTreeMap::is_empty) {
            let (name, label) = (&newer.name, &revision.label);
            input.notes.push(format!("{label} has no schema in {name}: every subject is new"));
        }
    }
    Ok(snapshots)
}

/// The revisions up to one that flags name, oldest first, each with the path that the directory had there.
fn revisions(
    newer: &Newer,
    earlier: &Earlier,
    newest: &Revision,
    notes: &mut Vec<String>,
) -> Result<Vec<(Revision, String)>, Problem> {
    let repository = &newer.repository;
    let flag = match earlier {
        Earlier::Tags(pattern) => format!("--tags {pattern}"),
        Earlier::Last(_) | Earlier::Revision { .. } => earlier.flags(),
    };
    let failed = |message| Problem::of(flag.clone(), message);
    match earlier {
        Earlier::Revision { .. } => Ok(Vec::new()),
        Earlier::Last(count) => repository.last(newest, *count, &newer.path).map_err(failed),
        Earlier::Tags(pattern) => {
            let tags = repository.tags(pattern, notes).map_err(failed)?;
            Ok(tags.into_iter().map(|revision| (revision, newer.path.clone())).collect())
        }
    }
}

fn nothing_earlier(newer: &Newer, earlier: &Earlier) -> Problem {
    let name = newer.name.clone();
    match earlier {
        Earlier::Tags(pattern) => Problem::of(
            name,
            format!(
                "no tag that matches `{pattern}` has schemas here; check the pattern, or fetch: `git fetch --tags`"
            ),
        ),
        Earlier::Last(_) | Earlier::Revision { .. } => {
            Problem::of(name, "no earlier revision has schemas here; commit them first, or check the path")
        }
    }
}

/// Every file with its story.
#[derive(Default)]
struct FileHistories {
    lines: Vec<FileHistory>,
    /// The lines of the files that the version entered last has, by path.
    current: BTreeMap<String, usize>,
    /// The lines of the files that it does not have any more.
    retired: BTreeMap<String, usize>,
    /// The files that have other paths, old and new.
    renamed: Vec<(String, String)>,
}

/// One file through the versions, under whatever path.
struct FileHistory {
    /// Its path in the newest version that has it.
    path: String,
    /// Whether the newest version has it.
    is_there: bool,
    /// Each change of it.
    states: Vec<FileState>,
}

struct FileState {
    /// The version's rank.
    rank: usize,
    /// Its path then.
    path: String,
    /// Its content; `None` if it is gone.
    blob: Option<BlobId>,
}

impl FileHistories {
    fn through(newer: &Newer, snapshots: &[Snapshot], notes: &mut Vec<String>) -> FileHistories {
        let mut lines = FileHistories::default();
        for (rank, snapshot) in snapshots.iter().enumerate() {
            let files = snapshot.files.clone().unwrap_or_default();
            lines.go_on(rank, files, newer, notes);
        }
        // A file that differs from the revision's by its line ends alone counts as the same.
        let same = |file: &NewerFile| {
            let before = lines.lines[*lines.current.get(&file.file.relative)?].states.last()?.blob?;
            file.is(before).then_some(before)
        };
        let files = newer.files.iter();
        let files = files.map(|file| (file.file.relative.clone(), same(file).unwrap_or(file.blob))).collect();
        lines.go_on(snapshots.len(), files, newer, notes);
        for &line in lines.current.values() {
            lines.lines[line].is_there = true;
        }
        lines
    }

    /// Enters what one version has.
    fn go_on(&mut self, rank: usize, files: BTreeMap<String, BlobId>, newer: &Newer, notes: &mut Vec<String>) {
        let mut current = std::mem::take(&mut self.current);
        let gone: Vec<String> = current.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        let blob = |path: &String| self.lines[current[path]].states.last()?.blob;
        let gone_files: Vec<Moved<'_>> =
            gone.iter().filter_map(|path| Some(Moved { path, blob: blob(path)? })).collect();
        let come = files.iter().filter(|(path, _)| !current.contains_key(*path));
        let come: Vec<Moved<'_>> = come.map(|(path, blob)| Moved { path, blob: *blob }).collect();
        let renamed = renames(&gone_files, &come, |moved| newer.text_of(moved.path, moved.blob));
        let old_path: BTreeMap<&str, &str> = renamed.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();
        for (path, blob) in &files {
            let old_path = old_path.get(path.as_str()).copied().unwrap_or(path);
            let known = current.remove(old_path).or_else(|| self.retired.remove(path));
            let line = known.unwrap_or_else(|| {
                self.lines.push(FileHistory { path: path.clone(), is_there: false, states: Vec::new() });
                self.lines.len() - 1
            });
            self.current.insert(path.clone(), line);
            let line = &mut self.lines[line];
            line.path.clone_from(path);
            if line.states.last().is_none_or(|state| state.blob != Some(*blob)) {
                line.states.push(FileState { rank, path: path.clone(), blob: Some(*blob) });
            }
        }
        // What nobody has taken over is gone.
        for (path, line) in current {
            self.lines[line].states.push(FileState { rank, path: path.clone(), blob: None });
            self.retired.insert(path, line);
        }
        notes.extend(renamed.iter().map(|(old, new)| format!("{new} was {old}, and goes on under its new name")));
        self.renamed.extend(renamed);
    }
}

/// Two files of one version that would be one subject: their names differ in the case of the extension alone.
fn refuse_twins(placed: &mut Vec<SchemaText>, problems: &mut Vec<Problem>) {
    placed.sort_by(|a, b| (&a.subject, a.place.version(), &a.name).cmp(&(&b.subject, b.place.version(), &b.name)));
    placed.dedup_by(|later, first| {
        let is_twin = later.subject == first.subject && later.place == first.place;
        if is_twin {
            let message = format!("{} is `{}` of this version too; keep one of the two", first.name, first.subject);
            problems.push(Problem::of(&later.name, message));
        }
        is_twin
    });
}
