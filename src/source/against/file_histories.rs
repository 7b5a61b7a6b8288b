//! Follows each file that is edited in place through the revisions, under whatever path and in whatever root.

use std::collections::BTreeMap;

use super::newer::{Newer, NewerFile};
use super::renames::{Moved, renames};
use super::snapshot::Snapshot;
use crate::model::path::{inside, join, subject_of};
use crate::source::config::Settings;
use crate::source::git::BlobId;
use crate::source::names::is_new;

/// A directory of schemas through time.
pub(super) struct RootThroughTime {
    /// What its subjects begin with, where there are several roots.
    pub(super) prefix: Option<String>,
    pub(super) newer: Newer,
    /// What it was, oldest first; each at the same revision as those of the other roots.
    pub(super) snapshots: Vec<Snapshot>,
}

/// A file below one of the roots.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct FilePlace {
    /// The number of the root.
    pub(super) root: usize,
    /// The path below it.
    pub(super) path: String,
}

/// Every file with its story.
#[derive(Default)]
pub(super) struct FileHistories {
    pub(super) lines: Vec<FileHistory>,
    /// The lines of the files that the version entered last has, by path.
    current: BTreeMap<String, usize>,
    /// The lines of the files that it does not have any more.
    retired: BTreeMap<String, usize>,
    /// The files that have other paths, old and new.
    pub(super) renamed: Vec<(FilePlace, FilePlace)>,
    /// Remarks on these, each with the root that the file is in now.
    pub(super) notes: Vec<(usize, String)>,
}

/// One file through the versions, under whatever path.
pub(super) struct FileHistory {
    /// Its path in the newest version that has it, with the prefix of its root.
    pub(super) path: String,
    /// Whether the newest version has it.
    pub(super) is_there: bool,
    /// Each change of it.
    pub(super) states: Vec<FileState>,
}

pub(super) struct FileState {
    /// The version's rank.
    pub(super) rank: usize,
    /// Its path then, with the prefix of its root.
    pub(super) path: String,
    /// Its content; `None` if it is gone.
    pub(super) blob: Option<BlobId>,
}

/// The path of a file below a root, with the prefix of the root.
fn prefixed(root: &RootThroughTime, path: &str) -> String {
    root.prefix.as_ref().map_or_else(|| path.to_owned(), |prefix| join(prefix, path))
}

/// The root and the path below it that a path with a prefix means. No root lies in another.
pub(super) fn place(roots: &[RootThroughTime], path: &str) -> FilePlace {
    let below = |root: &RootThroughTime| Some(inside(path, root.prefix.as_ref()?)?.to_owned());
    let found = roots.iter().enumerate().find_map(|(number, root)| Some((number, below(root)?)));
    let (root, path) = found.unwrap_or_else(|| (0, path.to_owned()));
    FilePlace { root, path }
}

impl FileHistories {
    /// Follows the files. One that is new by the settings does not go on from another.
    pub(super) fn through(roots: &[RootThroughTime], settings: &Settings) -> FileHistories {
        let mut lines = FileHistories::default();
        let count = roots.first().map_or(0, |root| root.snapshots.len());
        for rank in 0..count {
            let files = roots.iter().flat_map(|root| {
                let files = root.snapshots[rank].files.iter().flatten();
                files.map(|(path, blob)| (prefixed(root, path), *blob))
            });
            lines.go_on(rank, files.collect(), roots, settings);
        }
        // A file that differs from the revision's by its line ends alone counts as the same.
        let same = |path: &str, file: &NewerFile| {
            let before = lines.lines[*lines.current.get(path)?].states.last()?.blob?;
            file.is(before).then_some(before)
        };
        let files = roots.iter().flat_map(|root| root.newer.files.iter().map(move |file| (root, file)));
        let files = files.map(|(root, file)| {
            let path = prefixed(root, &file.file.relative);
            let blob = same(&path, file).unwrap_or(file.blob);
            (path, blob)
        });
        let files = files.collect();
        lines.go_on(count, files, roots, settings);
        for &line in lines.current.values() {
            lines.lines[line].is_there = true;
        }
        lines
    }

    /// Enters what one version has.
    fn go_on(&mut self, rank: usize, files: BTreeMap<String, BlobId>, roots: &[RootThroughTime], settings: &Settings) {
        let mut current = std::mem::take(&mut self.current);
        let gone: Vec<String> = current.keys().filter(|path| !files.contains_key(*path)).cloned().collect();
        let blob = |path: &String| self.lines[current[path]].states.last()?.blob;
        let gone_files: Vec<Moved<'_>> =
            gone.iter().filter_map(|path| Some(Moved { path, blob: blob(path)? })).collect();
        let begins = |path: &str| {
            let FilePlace { root, path: below } = place(roots, path);
            is_new(&subject_of(path), &join(&roots[root].newer.name, &below), settings)
        };
        let come = files.iter().filter(|(path, _)| !current.contains_key(*path) && !begins(path));
        let come: Vec<Moved<'_>> = come.map(|(path, blob)| Moved { path, blob: *blob }).collect();
        let text = |moved: &Moved<'_>| {
            let FilePlace { root, path } = place(roots, moved.path);
            roots[root].newer.text_of(&path, moved.blob)
        };
        let renamed = renames(&gone_files, &come, text);
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
        let mut moved: BTreeMap<(usize, usize), Vec<(String, String)>> = BTreeMap::new();
        for (old, new) in renamed {
            let (before, now) = (place(roots, &old), place(roots, &new));
            let way = if before.path == now.path { (before.root, now.root) } else { (now.root, now.root) };
            moved.entry(way).or_default().push((old, new));
            self.renamed.push((before, now));
        }
        for ((from, to), files) in moved {
            if from != to && files.len() > 1 {
                let (from, count) = (&roots[from].newer.name, files.len());
                self.notes.push((
                    to,
                    format!("{count} schemas of {from} go on in {} under the same paths", roots[to].newer.name),
                ));
                continue;
            }
            self.notes.extend(files.into_iter().map(|(old, new)| {
                let subject = subject_of(&new);
                let note = format!(
                    "{new} was {old}, and goes on under its new name; if it is a new schema: [[subject]] name = \"{subject}\", \
                     former = [] in avrocheck.toml"
                );
                (to, note)
            }));
        }
    }
}
