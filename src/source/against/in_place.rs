//! Makes versions of schemas that are edited in place: one of each schema wherever it changed.

use std::collections::{BTreeMap, HashSet};

use super::beside::fixtures_of;
use super::earlier::{Earlier, ReadOptions};
use super::file_histories::{FileHistories, FileHistory, FilePlace, FileState, RootThroughTime, place};
use super::newer::{Newer, NewerFile};
use super::snapshot::{Snapshot, snapshot};
use crate::model::input::{Input, Past, Problem, Removal, SchemaText, VersionPlace};
use crate::model::path::{join, parent, path_of_type, subject_of};
use crate::model::version::{Version, WORKING_TREE};
use crate::source::config::Settings;
use crate::source::files::SourceFile;
use crate::source::git::Revision;

/// A directory that is edited in place.
pub(super) struct InPlaceRoot {
    /// What its subjects begin with, where there are several roots.
    pub(super) prefix: Option<String>,
    pub(super) newer: Newer,
    /// The revision that it is compared with, if it is one.
    pub(super) base: Option<Revision>,
    /// Whether to look only at subjects that changed, and those that reach a file that did.
    pub(super) only_changed: bool,
    /// What was read of it so far: it gets the versions.
    pub(super) input: Input,
}

/// What was read of directories that are edited in place.
pub(super) struct InPlace {
    /// Of each, its input, and its directories at the revisions that have schemas.
    pub(super) roots: Vec<(Input, Vec<String>)>,
    /// The files that have other paths, old and new, by the numbers of their directories.
    pub(super) renamed: Vec<(FilePlace, FilePlace)>,
}

/// Reads every version that differs from the one before. A file may go from one directory to another. What keeps a directory from
/// being read is all that its input has then.
pub(super) fn read(
    mut roots: Vec<InPlaceRoot>,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
) -> InPlace {
    let mut remarks = Vec::new();
    let revisions = match revisions(&roots, options.history.as_ref().unwrap_or(earlier), &mut remarks) {
        Ok(revisions) => revisions,
        Err(problem) => {
            let failed = roots.iter().map(|_| (Input::from(problem.clone()), Vec::new()));
            return InPlace { roots: failed.collect(), renamed: Vec::new() };
        }
    };
    roots.iter_mut().take(1).for_each(|first| first.input.notes.append(&mut remarks));
    let mut inputs = Vec::new();
    let (mut whole, mut through_time) = (Vec::new(), Vec::new());
    for (number, InPlaceRoot { prefix, newer, base, only_changed, mut input }) in roots.into_iter().enumerate() {
        let of_root = |(revision, paths): &(Revision, Vec<String>)| (revision.clone(), paths[number].clone());
        let base = base.map(|base| (base, newer.path.clone()));
        let revisions = revisions.iter().map(of_root).chain(base).collect();
        match snapshots(&newer, earlier, revisions, &mut input) {
            Ok((snapshots, directories, is_new)) => {
                whole.push((number, only_changed, is_new));
                through_time.push(RootThroughTime { prefix, newer, snapshots });
                inputs.push((input, directories));
            }
            Err(problem) => inputs.push((Input::from(problem), Vec::new())),
        }
    }
    let FileHistories { lines, renamed, notes, .. } = FileHistories::through(&through_time, settings);
    let mut of_root: Vec<Vec<FileHistory>> = through_time.iter().map(|_| Vec::new()).collect();
    for line in lines {
        of_root[place(&through_time, &line.path).root].push(line);
    }
    for ((at, (number, only_changed, is_new)), lines) in whole.iter().enumerate().zip(of_root) {
        let input = &mut inputs[*number].0;
        input.notes.extend(notes.iter().filter(|(root, _)| *root == at).map(|(_, note)| note.clone()));
        if *is_new && !renamed.iter().any(|(_, new)| new.root == at) {
            let RootThroughTime { newer, snapshots, .. } = &through_time[at];
            let label = label(earlier, snapshots);
            input.notes.push(format!("{label} has no schema in {}: every subject is new", newer.name));
        }
        let files = std::mem::take(&mut through_time[at].newer.files);
        enter(at, &through_time, files, lines, earlier, input);
        input.past.iter_mut().for_each(|past| past.only_changed = *only_changed);
        if options.with_fixtures {
            add_fixtures(&through_time[at], input);
        }
    }
    let number = |place: FilePlace| FilePlace { root: whole[place.root].0, ..place };
    let renamed = renamed.into_iter().map(|(old, new)| (number(old), number(new))).collect();
    InPlace { roots: inputs, renamed }
}

/// The revisions to compare with beside the base, each with the path of every directory: those before it, if there is one.
fn revisions(
    roots: &[InPlaceRoot],
    earlier: &Earlier,
    remarks: &mut Vec<String>,
) -> Result<Vec<(Revision, Vec<String>)>, Problem> {
    let Some(InPlaceRoot { newer, base, .. }) = roots.first() else { return Ok(Vec::new()) };
    let repository = &newer.repository;
    let paths: Vec<String> = roots.iter().map(|root| root.newer.path.clone()).collect();
    Ok(match earlier {
        Earlier::Revision { .. } => Vec::new(),
        Earlier::Last(count) => {
            let newest = base.clone().map_or_else(|| newer.head(), Ok)?;
            let revisions = repository.last(&newest, *count, paths);
            let mut revisions = revisions.map_err(|message| Problem::of(format!("--last {count}"), message))?;
            if base.is_some() {
                // The last revision that changed anything left the schemas as the base has them.
                revisions.pop();
            }
            // The newer side is a version already.
            revisions
                .retain(|(revision, _)| newer.revision.as_ref().is_none_or(|newest| !newest.is_same_commit(revision)));
            revisions
        }
        Earlier::Tags(pattern) => {
            let tags = repository.tags(pattern, remarks);
            let tags = tags.map_err(|message| Problem::of(format!("--tags {pattern}"), message))?;
            if base.is_some() && tags.is_empty() {
                return Err(nothing_earlier(newer, earlier));
            }
            // The base is a version already.
            let others = tags.into_iter().filter(|tag| base.as_ref().is_none_or(|base| !base.is_same_commit(tag)));
            others.map(|tag| (tag, paths.clone())).collect()
        }
    })
}

/// What a directory was at these revisions, where, if it had schemas, and whether all of it is new.
fn snapshots(
    newer: &Newer,
    earlier: &Earlier,
    revisions: Vec<(Revision, String)>,
    input: &mut Input,
) -> Result<(Vec<Snapshot>, Vec<String>, bool), Problem> {
    let at = |(revision, path): (Revision, String)| snapshot(newer, revision, &path, input);
    let snapshots = revisions.into_iter().map(at).collect::<Result<Vec<_>, _>>()?;
    if matches!(earlier, Earlier::Revision { .. })
        && let Some(base) = snapshots.last()
    {
        base.demand_unchanged_where_closed(newer)?;
        base.remark_newly_excluded(newer, input)?;
    }
    let has_schemas = |snapshot: &&Snapshot| snapshot.files.as_ref().is_some_and(|files| !files.is_empty());
    let directories: Vec<String> =
        snapshots.iter().filter(has_schemas).map(|snapshot| snapshot.directory.clone()).collect();
    if let Some(problem) = newer.nothing_here.as_ref().filter(|_| directories.is_empty()) {
        return Err(problem.clone());
    }
    if snapshots.is_empty() {
        return Err(nothing_earlier(newer, earlier));
    }
    let is_new = match earlier {
        Earlier::Revision { .. } => snapshots.last().filter(has_schemas).is_none(),
        Earlier::Last(_) | Earlier::Tags(_) => directories.is_empty(),
    };
    Ok((snapshots, directories, is_new && newer.is_whole()))
}

/// What the revisions are called together: by the base, if there is one.
fn label(earlier: &Earlier, snapshots: &[Snapshot]) -> String {
    match (snapshots, earlier) {
        ([only], _) | ([.., only], Earlier::Revision { .. }) => only.revision.label.clone(),
        ([first, .., last], _) => format!("{} to {}", first.revision.label, last.revision.label),
        ([], _) => String::new(),
    }
}

/// Enters the files of a directory with their histories.
fn enter(
    number: usize,
    roots: &[RootThroughTime],
    files: Vec<NewerFile>,
    lines: Vec<FileHistory>,
    earlier: &Earlier,
    input: &mut Input,
) {
    let RootThroughTime { newer, snapshots, .. } = &roots[number];
    let label_of_newer = newer.revision.as_ref().map_or(WORKING_TREE, |revision| revision.label.as_str());
    let mut on_disk: BTreeMap<String, SourceFile> =
        files.into_iter().map(|NewerFile { mut file, .. }| (std::mem::take(&mut file.relative), file)).collect();
    let newest = version(snapshots.len(), snapshots, label_of_newer);
    // What was broken once, and is neither today's nor what was asked for, keeps nobody from comparing.
    let base = snapshots.len().checked_sub(1).filter(|_| matches!(earlier, Earlier::Revision { .. }));
    let base = base.map(|rank| version(rank, snapshots, label_of_newer));
    let required = base.into_iter().chain([newest.clone()]).collect();
    let mut past = Past { label: label(earlier, snapshots), newest: Some(newest), required, ..Past::default() };
    let mut placed = Vec::new();
    let mut there: BTreeMap<String, String> = BTreeMap::new();
    for FileHistory { path, states, is_there } in lines {
        let was_elsewhere = states.iter().any(|state| state.path != path);
        let path = place(roots, &path).path;
        let subject = subject_of(&path);
        if is_there {
            let name = join(&newer.name, &path);
            if let Some(first) = there.get(&subject) {
                input.problems.push(twin(first, &subject, &name));
                continue;
            }
            there.insert(subject.clone(), name);
        }
        past.paths.insert(subject.clone(), join(&newer.name, &path));
        let last = states.len() - 1;
        for (at, FileState { rank, path: old_path, blob }) in states.into_iter().enumerate() {
            let version = version(rank, snapshots, label_of_newer);
            let place_in_time = VersionPlace::Shared { group: String::new(), version };
            let Some(blob) = blob else {
                past.removals.push(Removal { subject: subject.clone(), place: place_in_time });
                continue;
            };
            // What is the same on disk is shown there, where it can be mended.
            let today = (at == last && is_there).then(|| on_disk.remove(path.as_str())).flatten();
            let (name, text) = match today {
                Some(SourceFile { name, text, .. }) => {
                    past.renamed.extend(was_elsewhere.then(|| name.clone()));
                    (name, text)
                }
                None => {
                    let FilePlace { root, path } = place(roots, &old_path);
                    let name = roots[root].snapshots[rank].name_of(&path);
                    match newer.repository.text(blob) {
                        Ok(text) => (name, text.into()),
                        Err(message) => {
                            input.problems.push(Problem::of(name, message));
                            continue;
                        }
                    }
                }
            };
            if rank > 0 {
                past.fresh.insert(name.clone());
            }
            past.directories.insert(name.clone(), parent(&old_path).unwrap_or_default().to_owned());
            placed.push(SchemaText {
                name,
                text,
                subject: subject.clone(),
                place: place_in_time,
                references: Vec::new(),
            });
        }
    }
    refuse_twins(&mut placed, &mut input.problems);
    placed.sort_by(|a, b| a.name.cmp(&b.name));
    input.schemas = placed;
    input.past = Some(past);
}

/// The version of this rank: a revision, or what there is now.
fn version(rank: usize, snapshots: &[Snapshot], newer: &str) -> Version {
    let label = snapshots.get(rank).map_or(newer, |snapshot| &snapshot.revision.label);
    Version::ranked(label, rank as u64)
}

/// Adds the fixtures that the revisions had, of subjects that have a schema of their own there.
fn add_fixtures(root: &RootThroughTime, input: &mut Input) {
    let Input { schemas, notes, past: Some(past), .. } = input else { return };
    for (rank, snapshot) in root.snapshots.iter().enumerate() {
        let version = version(rank, &root.snapshots, "");
        let own = schemas.iter().filter(|schema| schema.place.version() == Some(&version));
        let own: HashSet<&str> = own.map(|schema| schema.subject.as_str()).collect();
        let is_own = |subject: &str| own.contains(subject) || own.contains(path_of_type(subject));
        past.fixtures.extend(fixtures_of(&root.newer.repository, snapshot, &version, is_own, notes));
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

/// Two files of one version that would be one subject: their names differ in the extension alone.
fn refuse_twins(placed: &mut Vec<SchemaText>, problems: &mut Vec<Problem>) {
    placed.sort_by(|a, b| (&a.subject, a.place.version(), &a.name).cmp(&(&b.subject, b.place.version(), &b.name)));
    placed.dedup_by(|later, first| {
        let is_twin = later.subject == first.subject && later.place == first.place;
        if is_twin {
            problems.push(twin(&first.name, &first.subject, &later.name));
        }
        is_twin
    });
}

fn twin(first: &str, subject: &str, later: &str) -> Problem {
    let name = subject.trim_end_matches('#');
    Problem::of(later, format!("{first} is `{name}` of this version too; keep one of the two"))
}
