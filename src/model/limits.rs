//! The limits of what avrocheck spends on one input, beside those of [`avro_resolve::limits`], each with its reason.

use avro_resolve::limits::Limit;

/// The largest object that is read from a git repository.
pub(crate) const GIT_OBJECT: Limit = Limit {
    what: "bytes of one object in git, such as a schema file",
    most: 32 << 20,
    beyond: "the run ends with exit code 2",
    reason: "git stores 3 GiB of spaces in 3 MB. The size is looked at before the object is decompressed. Schemas are far \
             smaller: the largest that are known have less than 2 MiB.",
};

/// The text and the paths that are read from a git repository in a run.
pub(crate) const GIT_TEXT: Limit = Limit {
    what: "bytes of files and paths from git in one run",
    most: 256 << 20,
    beyond: "the run ends with exit code 2",
    reason: "One large object can be in a tree under a thousand names. All texts of a run are in memory.",
};

/// The memory that objects of a git repository need until they are decompressed, in a run.
pub(crate) const GIT_DECOMPRESSED: Limit = Limit {
    what: "bytes that are decompressed from git in one run",
    most: 2 << 30,
    beyond: "the run ends with exit code 2",
    reason: "A small object can be kept as a difference to a large one, which is decompressed each time. Directories are read \
             again for each path and each revision.",
};

/// The entries of directories that are listed from a git repository in a run.
pub(crate) const GIT_ENTRIES: Limit = Limit {
    what: "entries of directories from git in one run",
    most: 2_000_000,
    beyond: "the run ends with exit code 2",
    reason: "Twenty objects can be ten directories inside each other with 10,000,000,000 files. All files of a repository \
             are listed only if a directory of schemas has moved; the largest have some hundred thousand.",
};

/// The depth of directories in a git repository.
pub(crate) const GIT_DEPTH: Limit = Limit {
    what: "directories inside each other in git",
    most: 100,
    beyond: "the run ends with exit code 2",
    reason: "Nobody arranges schemas so deep, and file systems cannot either.",
};

/// The symbolic links between a path and its file, as on disk.
pub(crate) const GIT_LINK_CHAIN: Limit = Limit {
    what: "symbolic links between a path and its file in git",
    most: 40,
    beyond: "the link counts as one that leads nowhere",
    reason: "The Linux kernel has the same limit.",
};

/// The symbolic links that are followed in a git repository in a run.
pub(crate) const GIT_LINKS: Limit = Limit {
    what: "symbolic links that are followed in git in one run",
    most: 10_000,
    beyond: "the run ends with exit code 2",
    reason: "Links to directories of links multiply: 30 in each of 6 directories are 729,000,000 ways.",
};

/// The commits that are looked at for those that changed a directory.
pub(crate) const GIT_COMMITS: Limit = Limit {
    what: "commits that `--last` looks at",
    most: 500_000,
    beyond: "the run ends with exit code 2",
    reason: "History is read commit by commit. The first parents of the largest repositories are fewer.",
};

/// The revisions that a run compares with.
pub(crate) const GIT_REVISIONS: Limit = Limit {
    what: "tags that `--tags` compares with",
    most: 1_000,
    beyond: "the run ends with exit code 2",
    reason: "Every two versions of a subject are a pair.",
};

/// All limits of avrocheck itself.
#[cfg_attr(not(test), expect(dead_code, reason = "docs/limits.md is generated from it"))]
pub(crate) const ALL: &[&Limit] = &[
    &GIT_OBJECT,
    &GIT_TEXT,
    &GIT_DECOMPRESSED,
    &GIT_ENTRIES,
    &GIT_DEPTH,
    &GIT_LINK_CHAIN,
    &GIT_LINKS,
    &GIT_COMMITS,
    &GIT_REVISIONS,
];
