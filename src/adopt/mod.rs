//! What was found of the schemas of a repository, as a gate in it has to know; and [`level`](mod@level), what they keep today.

pub(crate) mod level;

/// Where schemas are and how their paths say versions. All paths start at the repository's root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Premises {
    /// The directories of schemas.
    pub roots: Vec<String>,
    /// How paths say versions.
    pub arrangement: Arrangement,
    /// One of the schema files.
    pub example: String,
    /// Directories that hold schemas too, and will not be looked at.
    pub left_out: Vec<LeftOut>,
    /// What new schemas are merged into.
    pub trunk: Trunk,
}

impl Premises {
    /// Whether schemas are edited in place, so that git revisions are the versions.
    pub(crate) fn is_in_place(&self) -> bool {
        self.arrangement == Arrangement::InPlace
    }
}

/// How paths say versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Arrangement {
    /// A directory for each version: `schemas/v1/user.avsc`.
    Directories,
    /// A file for each version in a directory for each subject: `schemas/user/v1.avsc`.
    Files,
    /// A file for each version, which is in its name: `schemas/user-v1.avsc`.
    Stems,
    /// As a template has it.
    Template(String),
    /// They do not: schemas are edited in place, and revisions are the versions.
    InPlace,
}

/// A directory with schemas that will not be looked at.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct LeftOut {
    /// The directory.
    pub directory: String,
    /// Why.
    pub reason: LeftOutFor,
}

/// Why schemas are not looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum LeftOutFor {
    /// They are those of tests or examples, by the name of their directory.
    Tests,
    /// Their paths say no versions, while those of others do.
    NoVersions,
    /// They lie beside everything else at the root.
    AtTheTop,
}

/// The branch that new schemas are merged into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Trunk {
    /// Its name.
    pub name: String,
    /// What it is called in a clone, such as `origin/main`.
    pub reference: String,
}
