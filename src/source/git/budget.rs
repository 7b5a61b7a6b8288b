//! Counts what is read from a repository in a run: a few objects can describe more than any machine holds.

use std::cell::Cell;

use gix::ObjectId;

use crate::model::input::Problem;
use crate::model::limits::GIT_OBJECT;
use avro_resolve::limits::Limit;

/// What was read so far, against the limit of each kind.
#[derive(Debug)]
pub(super) struct GitBudget {
    /// Bytes of files and paths.
    pub(super) text: GitAccount,
    /// Bytes that were decompressed.
    pub(super) decompressed: GitAccount,
    /// Entries of directories that were listed.
    pub(super) entries: GitAccount,
    /// Symbolic links that were followed.
    pub(super) links: GitAccount,
    /// Commits that history was followed through.
    pub(super) commits: GitAccount,
}

/// One kind of what is read.
#[derive(Debug)]
pub(super) struct GitAccount {
    limit: &'static Limit,
    spent: Cell<u64>,
}

impl GitAccount {
    pub(super) fn new(limit: &'static Limit) -> GitAccount {
        GitAccount { limit, spent: Cell::new(0) }
    }

    /// Takes so much more.
    ///
    /// # Errors
    /// It is more than the limit allows.
    pub(super) fn spend(&self, amount: usize) -> Result<(), String> {
        self.spent.set(self.spent.get().saturating_add(amount as u64));
        self.demand_rest()
    }

    /// Fails once more was taken than the limit allows.
    ///
    /// # Errors
    /// It was.
    pub(super) fn demand_rest(&self) -> Result<(), String> {
        if self.spent.get() <= self.limit.most { Ok(()) } else { Err(exceeds(self.limit)) }
    }
}

/// Says that something in a repository is beyond a limit.
pub(super) fn exceeds(limit: &Limit) -> String {
    format!(
        "holds more than avrocheck reads: {THE_LIMIT} {} {}; name a smaller directory, fewer revisions, or another revision",
        limit.most, limit.what
    )
}

/// Says that an object is larger than the limit.
pub(super) fn too_large(id: ObjectId) -> String {
    let Limit { most, what, .. } = GIT_OBJECT;
    format!("the object {id} is too large: {THE_LIMIT} {most} {what}; compare with a revision that does not have it")
}

const THE_LIMIT: &str = "the limit is";

/// Whether a problem is that something in a repository is beyond a limit.
pub(crate) fn is_beyond_limit(problem: &Problem) -> bool {
    problem.message.contains(THE_LIMIT)
}
