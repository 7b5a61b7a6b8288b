//! The repository of a run, opened, with the contents of its files.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

use gix::{ObjectId, objs};

use super::budget::{GitAccount, GitBudget};
use super::open::{self, OpenRepository};
use crate::model::input::Problem;
use crate::model::limits::{GIT_COMMITS, GIT_DECOMPRESSED, GIT_ENTRIES, GIT_LINKS, GIT_TEXT};
use crate::model::path::typed;
use crate::source::disk::decode;

/// The repository that a run reads revisions from.
#[derive(Debug)]
pub(crate) struct Repository {
    pub(super) git: gix::Repository,
    /// The real path of the work tree, if there is one.
    pub(super) work_tree: Option<PathBuf>,
    /// Whether a variable of the environment names it.
    pub(super) is_named: bool,
    /// The submodules that were met, by path: what they have is not among the objects of the repository.
    pub(super) submodules: RefCell<BTreeMap<String, gix::Repository>>,
    /// What was read so far.
    pub(super) budget: GitBudget,
    /// The time that was spent here.
    spent: Cell<Duration>,
}

/// The content of a file, as the number that git gives it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct BlobId(pub(super) ObjectId);

impl Repository {
    /// Opens the repository of a run: the one that `GIT_DIR` names, as in a hook, or else the one whose `.git` entry is in
    /// `root`. `wanted_for` is the path that needs it.
    ///
    /// # Errors
    /// There is none, or it cannot be opened.
    pub(crate) fn open(root: Option<&Path>, wanted_for: &Path) -> Result<Repository, Problem> {
        let started = Instant::now();
        let OpenRepository { mut git, work_tree, is_named } = open::of_run(root, wanted_for)?;
        git.object_cache_size_if_unset(4 << 20);
        let spent = Cell::new(started.elapsed());
        let budget = GitBudget {
            text: GitAccount::new(&GIT_TEXT),
            decompressed: GitAccount::new(&GIT_DECOMPRESSED),
            entries: GitAccount::new(&GIT_ENTRIES),
            links: GitAccount::new(&GIT_LINKS),
            commits: GitAccount::new(&GIT_COMMITS),
        };
        Ok(Repository { git, work_tree, is_named, submodules: RefCell::default(), budget, spent })
    }

    /// Whether files lie beside the repository.
    pub(crate) fn has_work_tree(&self) -> bool {
        self.work_tree.is_some()
    }

    /// Where a path from the root of the repository is on disk, if files lie there.
    pub(crate) fn on_disk(&self, path: &str) -> Option<PathBuf> {
        self.work_tree.as_ref().map(|root| root.join(path))
    }

    /// The path of something as a revision is to be asked for it: from the root, separated by `/`, empty for the root. Symbolic
    /// links below the root stay as they were typed, since a revision may have something else in their place.
    ///
    /// # Errors
    /// It lies outside.
    pub(crate) fn inside(&self, path: &Path) -> Result<String, Problem> {
        let root = self.work_tree.as_deref().unwrap_or_else(|| self.git.git_dir());
        let absolute = env::current_dir().unwrap_or_default().join(path);
        below(root, &absolute).ok_or_else(|| {
            let message = format!("lies outside of the repository at {}; give a path inside", typed(root));
            Problem::of(typed(path), message)
        })
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
        self.budget.text.demand_rest()?;
        let content = self.timed(|| self.content(blob))?;
        self.budget.text.spend(content.len())?;
        decode(content)
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

/// The parts of a path below a real root, as they were typed.
fn below(root: &Path, absolute: &Path) -> Option<String> {
    let real_parts = |path: &Path| {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        Some(real.strip_prefix(root).ok()?.to_owned())
    };
    let (mut here, mut inside) = (PathBuf::new(), None::<PathBuf>);
    for component in absolute.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                // It leads away from where a link leads, and not back.
                if here.is_symlink() || inside.as_deref().is_none_or(|inside| inside.as_os_str().is_empty()) {
                    here = fs::canonicalize(&here).unwrap_or(here);
                    here.pop();
                    inside = real_parts(&here);
                } else {
                    here.pop();
                    inside.as_mut().map(PathBuf::pop);
                }
            }
            Component::Normal(name) => {
                here.push(name);
                match &mut inside {
                    Some(inside) => inside.push(name),
                    None => inside = real_parts(&here),
                }
            }
            Component::Prefix(_) | Component::RootDir => {
                here.push(component);
                inside = real_parts(&here);
            }
        }
    }
    let inside = inside?;
    Some(if inside.as_os_str().is_empty() { String::new() } else { typed(&inside) })
}
