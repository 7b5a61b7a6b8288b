//! Versioned directories and a revision in, the directories as they are with what became of released files out.

use super::super::git::Revision;
use super::super::paths::problem;
use super::newer::Newer;
use crate::compat::input::{Input, Problem, Scope};

/// Reads the versions, and the released files that changed or went.
///
/// # Errors
/// The revision cannot be read.
pub(super) fn read(newer: Newer, _base: &Revision, _scope: Scope, _input: &mut Input) -> Result<(), Problem> {
    Err(problem(newer.name, "not yet"))
}
