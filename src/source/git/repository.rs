//! The repository around a path, opened, with the contents of its files.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use gix::{ObjectId, objs};

use super::open;
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::source::disk::decode;

/// The repository around a path.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(super) git: gix::Repository,
    /// The real path of the work tree, if there is one.
    pub(super) work_tree: Option<PathBuf>,
    /// The submodules that were met: what they have is not among the objects of the repository.
    pub(super) submodules: RefCell<Vec<gix::Repository>>,
    /// The time that was spent here.
    spent: Cell<Duration>,
}

/// The content of a file, as the number that git gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct BlobId(pub(super) ObjectId);

impl Repository {
    /// Finds the repository around a path, which need not exist; or the one that `GIT_DIR` names, as in a hook.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    pub(crate) fn around(path: &Path) -> Result<Repository, Problem> {
        let started = Instant::now();
        let (mut git, work_tree) = open::around(path)?;
        git.object_cache_size_if_unset(4 << 20);
        let spent = Cell::new(started.elapsed());
        Ok(Repository { git, work_tree, submodules: RefCell::default(), spent })
    }

    /// Whether files lie beside the repository.
    pub(crate) fn has_work_tree(&self) -> bool {
        self.work_tree.is_some()
    }

    /// Where a path from the root of the repository is on disk, if files lie there.
    pub(crate) fn on_disk(&self, path: &str) -> Option<PathBuf> {
        self.work_tree.as_ref().map(|root| root.join(path))
    }

    /// The path of something real as the repository knows it: from its root, separated by `/`; empty for the root.
    ///
    /// # Errors
    /// It lies outside.
    pub(crate) fn inside(&self, path: &Path) -> Result<String, Problem> {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let root = self.work_tree.as_deref().unwrap_or_else(|| self.git.git_dir());
        match real.strip_prefix(root) {
            Ok(inside) if inside.as_os_str().is_empty() => Ok(String::new()),
            Ok(inside) => Ok(typed(inside)),
            Err(_) => {
                let message = format!("lies outside of the repository at {}; give a path inside", typed(root));
                Err(Problem::of(typed(path), message))
            }
        }
    }

    /// A function that gives a file's content the number that git would give it, on any thread.
    pub(crate) fn numbering(&self) -> impl Fn(&[u8]) -> Option<BlobId> + Sync + use<> {
        let kind = self.git.object_hash();
        move |content| objs::compute_hash(kind, objs::Kind::Blob, content).ok().map(BlobId)
    }

    /// The content of a file as text.
    ///
    /// # Errors
    /// Why it cannot be read, to be read on from the file's name.
    pub(crate) fn text(&self, blob: BlobId) -> Result<String, String> {
        self.timed(|| self.content(blob)).and_then(decode)
    }

    /// The time that was spent on reading the repository.
    pub(crate) fn spent(&self) -> Duration {
        self.spent.get()
    }

    pub(super) fn timed<T>(&self, work: impl FnOnce() -> T) -> T {
        let started = Instant::now();
        let result = work();
        self.spent.set(self.spent.get() + started.elapsed());
        result
    }
}
