//! Walks a directory and everything below it: symbolic links are followed inside of the boundary, and counted.

use std::ffi::OsStr;
use std::fs::{self, FileType};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::boundary::{Boundary, real};
use crate::model::limits::{DIRECTORY_ENTRIES, SYMLINK_ENTRIES};
use crate::model::text::grouped;

/// What is below a directory.
#[derive(Default, Debug)]
pub(crate) struct Walked {
    /// Regular files, sorted part by part of their paths.
    pub(crate) files: Vec<WalkedFile>,
    /// Directories, without the one that was walked.
    pub(crate) directories: Vec<PathBuf>,
    /// Pipes, sockets and devices.
    pub(crate) others: Vec<PathBuf>,
    /// Symbolic links that lead nowhere.
    pub(crate) dangling: Vec<PathBuf>,
    /// What could not be looked at, and why.
    pub(crate) problems: Vec<(PathBuf, String)>,
    /// Symbolic links that lead in a circle, and the directory to which they lead back.
    pub(crate) circles: Vec<(PathBuf, PathBuf)>,
}

/// A regular file.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct WalkedFile {
    pub(crate) path: PathBuf,
    /// Whether a symbolic link leads to it.
    pub(crate) is_linked: bool,
}

/// A directory to walk without following links, and the links that lead to it.
struct Start {
    path: PathBuf,
    real: PathBuf,
    through: Vec<Passage>,
}

/// A directory in which a link was followed, by its path and really, below the start of a walk.
#[derive(Clone)]
struct Passage {
    path: PathBuf,
    real: PathBuf,
    start: PathBuf,
}

/// Walks a directory. What has a name that is not wanted is not looked at, and not gone into. A directory with more than may
/// be walked is one problem, and nothing else.
pub(crate) fn walk(root: &Path, is_wanted: impl Fn(&OsStr) -> bool) -> Walked {
    let boundary = Boundary::around(root);
    let mut walked = Walked::default();
    let mut pending = vec![Start { path: root.to_owned(), real: real(root), through: Vec::new() }];
    let (mut entries, mut linked) = (0, 0);
    while let Some(start) = pending.pop() {
        let is_linked = !start.through.is_empty();
        let below = WalkDir::new(&start.path).min_depth(1).into_iter();
        for entry in below.filter_entry(|entry| is_wanted(entry.file_name())) {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let path = error.path().unwrap_or(&start.path).to_owned();
                    let message = error.io_error().map_or_else(|| error.to_string(), unreadable);
                    walked.problems.push((path, message));
                    continue;
                }
            };
            entries += 1;
            linked += u64::from(is_linked || entry.path_is_symlink());
            if let Some(message) = too_many(entries, linked) {
                return Walked { problems: vec![(root.to_owned(), message)], ..Walked::default() };
            }
            if entry.path_is_symlink() {
                pending.extend(walked.follow(&start, entry.into_path(), &boundary));
            } else {
                let kind = entry.file_type();
                walked.put(entry.into_path(), kind, is_linked);
            }
        }
    }
    walked.files.sort();
    walked.dangling.sort();
    walked
}

fn too_many(entries: u64, linked: u64) -> Option<String> {
    if linked > SYMLINK_ENTRIES.most {
        let most = grouped(SYMLINK_ENTRIES.most);
        return Some(format!(
            "more than {most} files and directories are reached over symbolic links, which is the limit; remove links, or name \
             a directory with fewer"
        ));
    }
    let most = grouped(DIRECTORY_ENTRIES.most);
    (entries > DIRECTORY_ENTRIES.most).then(|| {
        format!("holds more than {most} files and directories, which is the limit; name a directory that holds fewer")
    })
}

impl Walked {
    fn put(&mut self, path: PathBuf, kind: FileType, is_linked: bool) {
        if kind.is_dir() {
            self.directories.push(path);
        } else if kind.is_file() {
            self.files.push(WalkedFile { path, is_linked });
        } else {
            self.others.push(path);
        }
    }

    /// Follows a link; to a directory that is to be walked, unless it leads back or outside.
    fn follow(&mut self, start: &Start, link: PathBuf, boundary: &Boundary) -> Option<Start> {
        let target = real(&link);
        if !boundary.admits(&target) {
            self.problems.push((link, boundary.link_leads_outside()));
            return None;
        }
        let kind = match fs::metadata(&link) {
            Ok(about) => about.file_type(),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                self.problems.push((link, unreadable(&error)));
                return None;
            }
            Err(_) => {
                self.dangling.push(link);
                return None;
            }
        };
        if !kind.is_dir() {
            self.put(link, kind, true);
            return None;
        }
        let here = link.parent().unwrap_or(Path::new("")).to_owned();
        let mut through = start.through.clone();
        through.push(Passage { real: real(&here), path: here, start: start.real.clone() });
        match through.iter().find_map(|passage| passage.leads_back(&target)) {
            Some(ancestor) => {
                self.circles.push((link, ancestor));
                None
            }
            None => {
                self.directories.push(link.clone());
                Some(Start { path: link, real: target, through })
            }
        }
    }
}

impl Passage {
    /// The path of this directory, or of the one above it, that really is `target`.
    fn leads_back(&self, target: &Path) -> Option<PathBuf> {
        let is_walked = target.starts_with(&self.start);
        let below = self.real.strip_prefix(target).ok().filter(|_| is_walked)?.components().count();
        self.path.ancestors().nth(below).map(Path::to_owned)
    }
}

/// Says that a symbolic link leads nowhere.
pub(crate) const DANGLING: &str = "this symbolic link leads nowhere; remove or mend it";

/// Cause and remedy for something that the system does not let us read.
pub(crate) fn unreadable(error: &io::Error) -> String {
    let remedy = match error.kind() {
        ErrorKind::PermissionDenied => "; check its permissions",
        _ => "",
    };
    format!("cannot be read: {error}{remedy}")
}
