//! Describes the schemas of a repository for `init`, and chooses the [`level`](mod@level) that they keep today.

pub(crate) mod level;

/// Where schemas are and how their paths name versions. All paths start at the repository's root.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Premises {
    /// The directories of schemas.
    pub directories: Vec<String>,
    /// The same as the configuration names them: globs stand for many.
    pub roots: Vec<String>,
    pub arrangement: Arrangement,
    /// One of the schema files.
    pub example: String,
    /// Directories that hold schemas too, but are not checked.
    pub left_out: Vec<LeftOut>,
    /// Files below the roots that are not checked.
    pub excluded: Vec<Excluded>,
    pub trunk: Trunk,
}

impl Premises {
    /// Whether schemas are edited in place, so that git revisions are the versions.
    pub(crate) fn is_in_place(&self) -> bool {
        self.arrangement == Arrangement::InPlace
    }
}

/// How paths name versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Arrangement {
    /// A directory for each version: `schemas/v1/user.avsc`.
    Directories,
    /// A file for each version in a directory for each subject: `schemas/user/v1.avsc`.
    Files,
    /// A file for each version, which is in its name: `schemas/user-v1.avsc`.
    Stems,
    /// As a template says.
    Template(String),
    /// They do not: schemas are edited in place, and revisions are the versions.
    InPlace,
}

/// A directory with schemas that are not checked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct LeftOut {
    pub directory: String,
    pub reason: LeftOutFor,
}

/// Why schemas are not checked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum LeftOutFor {
    /// They are those of tests or examples, by the name of their directory.
    Tests,
    /// Their paths name no versions, while those of most do.
    NoVersions,
    /// Their paths name versions, while those of most do not.
    Versions,
    /// They are in the root directory, beside everything else.
    AtTheTop,
}

/// Files below a root that are not to be checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Excluded {
    /// The glob that means them, from the repository's root.
    pub pattern: String,
    pub reason: ExcludedFor,
}

/// Why files below a root are not checked.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum ExcludedFor {
    /// They are those of tests or examples, by the name of their directory.
    Tests,
    /// A tool has built or fetched them, or they belong to another repository.
    Built,
    /// Their names say versions in another way than those of most.
    OtherLayout,
    /// Their names are numbers, and their types have other names: they are no versions of one schema.
    Numbered,
    /// They cannot be understood: why.
    Broken(String),
}

/// The branch that new schemas are merged into.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Trunk {
    pub name: String,
    /// Its name in a clone, such as `origin/main`.
    pub reference: String,
}
