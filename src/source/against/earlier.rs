//! Which earlier state of the schemas to compare with.

use crate::model::text::shell_word;

/// What to read.
#[derive(Clone, Default, Debug)]
pub(crate) struct ReadOptions {
    /// What the schemas are compared with, if with an earlier state.
    pub earlier: Option<Earlier>,
    /// Which revisions before it are compared with, too, if it is a revision.
    pub history: Option<Earlier>,
    /// Whether to look only at subjects that changed, and those that reach a file that did.
    pub only_changed: bool,
    /// Whether fixtures are wanted.
    pub with_fixtures: bool,
}

impl ReadOptions {
    /// The flags that ask for the earlier states, as they are typed into a shell.
    pub(crate) fn flags(&self) -> String {
        let flags = self.earlier.iter().chain(&self.history).map(Earlier::flags);
        flags.collect::<Vec<_>>().join(" ")
    }
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

impl Earlier {
    /// The flags that ask for it, as they are typed into a shell.
    pub(crate) fn flags(&self) -> String {
        match self {
            Earlier::Revision { name, merge_base: true } => format!("--against {}", shell_word(name)),
            Earlier::Revision { name, merge_base: false } => format!("--against {} --no-merge-base", shell_word(name)),
            Earlier::Last(count) => format!("--last {count}"),
            Earlier::Tags(pattern) => format!("--tags {}", shell_word(pattern)),
        }
    }
}
