//! Which earlier state of the schemas to compare with.

/// What to read.
#[derive(Clone, Default, Debug)]
pub(crate) struct ReadOptions {
    /// What the schemas are compared with, if with an earlier state.
    pub earlier: Option<Earlier>,
    /// Which revisions before it are compared with, too, if it is a revision.
    pub history: Option<Earlier>,
    /// The schema registry that the schemas are compared with, if with one: a URL or a name.
    pub registry: Option<String>,
    /// Whether to look only at subjects that changed, and those that reach a file that did.
    pub only_changed: bool,
    /// Whether fixtures are wanted.
    pub with_fixtures: bool,
}

/// Which earlier state to compare with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Earlier {
    /// A branch, a tag or a commit.
    Revision {
        /// As the user writes it.
        name: String,
        /// Whether to compare with the commit where the current branch left it, and not with its tip.
        merge_base: bool,
    },
    /// The last revisions that changed the schemas.
    Last(usize),
    /// The tags that match a pattern, in the order of their versions.
    Tags(String),
}
