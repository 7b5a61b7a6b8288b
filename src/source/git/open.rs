//! Opens the repository around a path, with its work tree, or says why it cannot be opened.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use gix::discover::upwards;
use gix::{open, sec};

use crate::model::input::Problem;
use crate::model::path::typed;
use crate::model::text::on_one_line;

/// Opens the repository that `GIT_DIR` names, or else the one around a path.
///
/// # Errors
/// There is none, or it cannot be read.
pub(super) fn around(path: &Path) -> Result<(gix::Repository, Option<PathBuf>), Problem> {
    let (git, named) = match variable("GIT_DIR") {
        Some(directory) => (named(&directory)?, true),
        None => (discovered(path)?, false),
    };
    let failed = |message: &str| Err(Problem::of(typed(path), message));
    let extension = |key: &str| git.config_snapshot().string(key).map(|value| value.to_string());
    if extension("extensions.refStorage").is_some_and(|storage| storage != "files") {
        return failed(
            "the git repository around it keeps its references as a reftable, which is not read yet; \
             `git refs migrate --ref-format=files` keeps them as files",
        );
    }
    let work_tree = match (variable("GIT_WORK_TREE"), git.workdir(), named) {
        (Some(directory), ..) => Some(directory),
        // As git has it: whoever names a repository is in its work tree.
        (None, _, true) if git.config_snapshot().string("core.worktree").is_none() && !is_bare(&git) => {
            env::current_dir().ok()
        }
        (None, directory, _) => directory.map(Path::to_owned),
    };
    let real = |directory: PathBuf| fs::canonicalize(&directory).unwrap_or(directory);
    Ok((git, work_tree.map(real)))
}

/// Opens the repository whose files lie in a directory.
pub(super) fn at(directory: &Path) -> Option<gix::Repository> {
    gix::open_opts(directory, open::Options::isolated()).ok()
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn is_bare(git: &gix::Repository) -> bool {
    git.config_snapshot().boolean("core.bare") == Some(true)
}

fn named(directory: &Path) -> Result<gix::Repository, Problem> {
    gix::open_opts(directory, open::Options::isolated()).map_err(|error| {
        let message = format!("GIT_DIR names no git repository that can be opened: {}", one_line(&error));
        Problem::of(typed(directory), message)
    })
}

fn discovered(path: &Path) -> Result<gix::Repository, Problem> {
    let start = path.ancestors().find(|part| part.is_dir() && !part.as_os_str().is_empty());
    // Configuration from elsewhere could only change what the repository's own objects say.
    let options = open::Options::isolated();
    let trusted = sec::trust::Mapping { full: options.clone(), reduced: options };
    let start = start.unwrap_or(Path::new("."));
    let found = gix::ThreadSafeRepository::discover_opts(start, upwards::Options::default(), trusted);
    found.map(|found| found.to_thread_local()).map_err(|error| Problem::of(typed(path), not_open(start, &error)))
}

fn not_open(start: &Path, error: &gix::Error) -> String {
    let start = fs::canonicalize(start).unwrap_or_else(|_| start.to_owned());
    let repository = start.ancestors().find_map(|part| {
        let git = part.join(".git");
        if git.exists() { Some(git) } else { part.join("HEAD").is_file().then(|| part.to_owned()) }
    });
    let Some(repository) = repository else {
        return "is not in a git repository, so there are no revisions to read; run in a clone (in a container, with its \
                .git directory)"
            .to_owned();
    };
    let parts = ["", "HEAD", "config", "objects", "refs"].map(|part| repository.join(part));
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
