//! Opens the repository of a run, with its work tree, or says why it cannot be opened.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use gix::open;

use crate::model::input::Problem;
use crate::model::limits::GIT_OBJECT;
use crate::model::path::typed;
use crate::model::shell::shell_word;
use crate::model::text::on_one_line;
use crate::source::reach;

/// A repository that was opened.
pub(super) struct OpenRepository {
    pub(super) git: gix::Repository,
    /// The real path of the work tree, if there is one.
    pub(super) work_tree: Option<PathBuf>,
    /// Whether a variable of the environment names it.
    pub(super) is_named: bool,
}

/// Opens the repository that `GIT_DIR` names, or else the one whose `.git` entry is in the directory `root`. `wanted_for` is
/// the path that needs it.
///
/// # Errors
/// There is none, or it cannot be read.
pub(super) fn of_run(root: Option<&Path>, wanted_for: &Path) -> Result<OpenRepository, Problem> {
    let failed = |message: String| Problem::of(typed(wanted_for), message);
    let (git, is_named) = match (variable("GIT_DIR"), root) {
        (Some(directory), _) => (named(&directory)?, true),
        (None, Some(root)) => (in_root(root).map_err(failed)?, false),
        (None, None) => return Err(failed(nowhere())),
    };
    if !is_in_reach(&git) {
        let message = "the git repository around it, or one whose objects it uses, is not below the directories that this server was \
                       started with; start it with the directory of that repository, too";
        return Err(failed(message.to_owned()));
    }
    let extension = |key: &str| git.config_snapshot().string(key).map(|value| value.to_string());
    if extension("extensions.refStorage").is_some_and(|storage| storage != "files") {
        let message = "the git repository around it keeps its references as a reftable, which is not read yet; \
                       `git refs migrate --ref-format=files` keeps them as files";
        return Err(failed(message.to_owned()));
    }
    let work_tree = match (variable("GIT_WORK_TREE"), git.workdir(), is_named) {
        (Some(directory), ..) => Some(directory),
        // As git has it: whoever names a repository is in its work tree.
        (None, _, true) if git.config_snapshot().string("core.worktree").is_none() && !is_bare(&git) => {
            env::current_dir().ok()
        }
        (None, directory, _) => directory.map(Path::to_owned),
    };
    let real = |directory: PathBuf| fs::canonicalize(&directory).unwrap_or(directory);
    Ok(OpenRepository { git, work_tree: work_tree.map(real), is_named })
}

/// Opens the repository of a submodule, whose `.git` entry is in a directory.
pub(super) fn submodule(directory: &Path) -> Option<gix::Repository> {
    gix::open_opts(directory.join(".git"), options()).ok().filter(is_in_reach)
}

/// Whether all that a repository is made of may be read: that of a linked work tree, or objects that it borrows, may be elsewhere.
fn is_in_reach(git: &gix::Repository) -> bool {
    let lent = || git.objects.store_ref().alternate_db_paths();
    !reach::is_confined()
        || reach::holds_repository(git.git_dir())
            && reach::holds_repository(git.common_dir())
            && lent().is_ok_and(|lent| lent.iter().all(|directory| reach::holds_repository(directory)))
}

/// Configuration from elsewhere could only change what the repository's own objects say.
fn options() -> open::Options {
    // An object that is kept as differences to others is made from several buffers of its size.
    let limit = format!("gitoxide.objects.allocLimit={}", 3 * GIT_OBJECT.most);
    open::Options::isolated().config_overrides([limit])
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn is_bare(git: &gix::Repository) -> bool {
    git.config_snapshot().boolean("core.bare") == Some(true)
}

fn named(directory: &Path) -> Result<gix::Repository, Problem> {
    gix::open_opts(directory, options()).map_err(|error| {
        let message = format!("GIT_DIR names no git repository that can be opened: {}", one_line(&error));
        Problem::of(typed(directory), message)
    })
}

fn in_root(root: &Path) -> Result<gix::Repository, String> {
    let entry = root.join(".git");
    let git = gix::open_opts(&entry, options()).map_err(|error| not_open(&entry, &error))?;
    let inside = fs::canonicalize(git.git_dir()).ok().and_then(|real| Some(typed(real.strip_prefix(root).ok()?)));
    match inside {
        // Files that anybody can commit must not answer for a revision.
        Some(inside) if inside != ".git" => Err(format!(
            "{} names {inside} as the repository, which lies among the files themselves; if that is meant: GIT_DIR={}",
            typed(&entry),
            shell_word(&inside)
        )),
        Some(_) | None => Ok(git),
    }
}

fn nowhere() -> String {
    let remedy = if Path::new("HEAD").is_file() && Path::new("objects").is_dir() {
        "if this directory is a bare repository, name it: GIT_DIR=."
    } else {
        "run in a clone (in a container, with its .git directory)"
    };
    format!("is not in a git repository, so there are no revisions to read; {remedy}")
}

fn not_open(entry: &Path, error: &gix::Error) -> String {
    let parts = ["", "HEAD", "config", "objects", "refs"].map(|part| entry.join(part));
    let is_closed = |part: &PathBuf| fs::File::open(part).is_err_and(|e| e.kind() == io::ErrorKind::PermissionDenied);
    if let Some(part) = parts.iter().find(|part| is_closed(part)) {
        return format!("the git repository around it cannot be read: check the permissions of {}", typed(part));
    }
    format!("the git repository around it cannot be opened: {}; check it: `git fsck`", one_line(error))
}

/// What an error says, without a line break.
pub(super) fn one_line(error: &gix::Error) -> String {
    on_one_line(&error.to_string())
}
