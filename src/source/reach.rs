//! Says what may be read or written at all by a program that serves others: what is below the directories that it was started with.
//!
//! Other programs of this package reach everything that a person names; `boundary` says how far a repository may lead.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The real directories. They hold for the whole process, so that no way of reading can forget them, and are set once.
static ROOTS: OnceLock<Vec<PathBuf>> = OnceLock::new();

/// Leaves to the rest of the process only what is below these directories.
///
/// # Errors
/// The first that is no directory.
#[cfg(feature = "mcp")]
pub(crate) fn confine<'a>(directories: impl Iterator<Item = &'a Path>) -> Result<(), &'a Path> {
    let real = |directory| fs::canonicalize(directory).ok().filter(|real| real.is_dir()).ok_or(directory);
    let roots = directories.map(real).collect::<Result<_, _>>()?;
    ROOTS.set(roots).expect("a process serves once");
    Ok(())
}

/// Whether only some directories may be read.
pub(crate) fn is_confined() -> bool {
    ROOTS.get().is_some()
}

/// Whether something of this real path may be read or written. Metadata of git can hold secrets and commands.
pub(crate) fn holds(real: &Path) -> bool {
    ROOTS.get().is_none_or(|roots| roots.iter().any(|root| is_below(root, real)))
}

/// Whether a repository of git whose metadata are in this directory may be read for its revisions.
pub(crate) fn holds_repository(directory: &Path) -> bool {
    let real = fs::canonicalize(directory);
    ROOTS.get().is_none_or(|roots| real.is_ok_and(|real| roots.iter().any(|root| real.starts_with(root))))
}

/// Whether a real path is below a directory, and not among the metadata of git.
pub(crate) fn is_below(root: &Path, real: &Path) -> bool {
    let is_of_git = |below: &Path| below.iter().any(|part| part == OsStr::new(".git"));
    real.strip_prefix(root).is_ok_and(|below| !is_of_git(below))
}

/// Says of a path that it is outside, to be read after its name.
pub(crate) const OUTSIDE: &str = "is not below the directories that this server was started with, and is neither read nor written; name a path in them";

/// Says of a registry or a store the same.
pub(crate) const ELSEWHERE: &str =
    "only files below the directories that this server was started with are read, and no registry and no object store";
