//! A path in, the repository around it out: its revisions, the files below a directory at one of them, and their contents.
//!
//! Everything is read from the object store: no work tree is touched, no command is run, no hook, and nothing is fetched.

use std::cell::Cell;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gix::discover::upwards;
use gix::{ObjectId, objs, open, sec};

use super::paths::{problem, typed};
use crate::compat::input::Problem;

mod branch;
mod fetch;
mod files;
mod history;
mod revision;

pub(super) use files::{Entry, Listing, Tree};
pub(super) use revision::Revision;

/// The repository around a path.
pub(super) struct Repository {
    git: gix::Repository,
    /// The real path of the work tree; without one, of the repository itself.
    root: PathBuf,
    /// The time that was spent here.
    spent: Cell<Duration>,
}

/// The content of a file, as the number that git gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct BlobId(ObjectId);

impl Repository {
    /// Finds the repository around a path, which need not exist.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    pub(super) fn around(path: &Path) -> Result<Repository, Problem> {
        let started = Instant::now();
        let start = path.ancestors().find(|part| part.is_dir() && !part.as_os_str().is_empty());
        // Configuration from elsewhere could only change what the repository's own objects say.
        let options = open::Options::isolated();
        let trusted = sec::trust::Mapping { full: options.clone(), reduced: options };
        let start = start.unwrap_or(Path::new("."));
        match gix::ThreadSafeRepository::discover_opts(start, upwards::Options::default(), trusted) {
            Ok(found) => {
                let mut git = found.to_thread_local();
                git.object_cache_size_if_unset(4 << 20);
                let root = git.workdir().unwrap_or_else(|| git.git_dir());
                let root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
                Ok(Repository { git, root, spent: Cell::new(started.elapsed()) })
            }
            Err(error) => Err(problem(typed(path), not_open(start, &error))),
        }
    }

    /// Whether files lie beside the repository.
    pub(super) fn has_work_tree(&self) -> bool {
        self.git.workdir().is_some()
    }

    /// The path of something real as the repository knows it: from its root, separated by `/`; empty for the root.
    ///
    /// # Errors
    /// It lies outside.
    pub(super) fn inside(&self, path: &Path) -> Result<String, Problem> {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        match real.strip_prefix(&self.root) {
            Ok(inside) if inside.as_os_str().is_empty() => Ok(String::new()),
            Ok(inside) => Ok(typed(inside)),
            Err(_) => {
                let message = format!("lies outside of the repository at {}; give a path inside", typed(&self.root));
                Err(problem(typed(path), message))
            }
        }
    }

    /// A function that gives a file's content the number that git would give it, on any thread.
    pub(super) fn numbering(&self) -> impl Fn(&[u8]) -> Option<BlobId> + Sync + use<> {
        let kind = self.git.object_hash();
        move |content| objs::compute_hash(kind, objs::Kind::Blob, content).ok().map(BlobId)
    }

    /// The content of a file.
    ///
    /// # Errors
    /// Why it cannot be read, to be read on from the file's name.
    pub(super) fn read(&self, blob: BlobId) -> Result<Vec<u8>, String> {
        self.timed(|| self.content(blob))
    }

    fn content(&self, BlobId(id): BlobId) -> Result<Vec<u8>, String> {
        match self.git.find_blob(id) {
            Ok(mut blob) => Ok(blob.take_data()),
            Err(error) => Err(self.unreadable_object(id, &error)),
        }
    }

    /// The time that was spent on reading the repository.
    pub(super) fn spent(&self) -> Duration {
        self.spent.get()
    }

    fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        self.spent.set(self.spent.get() + started.elapsed());
        result
    }

    fn unreadable_object(&self, id: ObjectId, error: &gix::Error) -> String {
        let cause = one_line(error);
        let has_promisor = self
            .git
            .config_snapshot()
            .plumbing()
            .sections_by_name("remote")
            .is_some_and(|sections| sections.into_iter().any(|section| section.value("promisor").is_some()));
        let remedy = if has_promisor {
            format!("this is a partial clone: `git fetch {} {id}`", self.remote())
        } else {
            "check the repository: `git fsck`".to_owned()
        };
        format!("the object {id} cannot be read ({cause}); {remedy}")
    }
}

fn not_open(start: &Path, error: &gix::Error) -> String {
    let has_one = fs::canonicalize(start)
        .is_ok_and(|start| start.ancestors().any(|part| part.join(".git").exists() || part.join("HEAD").is_file()));
    if has_one {
        format!("the git repository around it cannot be opened: {}; check it: `git fsck`", one_line(error))
    } else {
        "is not in a git repository, so there are no revisions to read; run in a clone (in a container, with its .git \
         directory)"
            .to_owned()
    }
}

/// What an error says, without a line break.
fn one_line(error: &gix::Error) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
