//! The limits of what avrocheck spends on one input, beside those of [`avro_resolve::limits`], each with its reason.

use avro_resolve::limits::Limit;

/// All limits of avrocheck itself.
#[cfg_attr(not(test), expect(dead_code, reason = "docs/limits.md is generated from it"))]
pub(crate) const ALL: &[&Limit] = &[
    &FILE_BYTES,
    &DIRECTORY_BYTES,
    &SYMLINK_BYTES,
    &DIRECTORY_ENTRIES,
    &SYMLINK_ENTRIES,
    &RECORD_BYTES,
    &PATTERNS,
    &IGNORE_BYTES,
    &REJECTED_BYTES,
    &REJECTED_SHARE,
];

/// Schemas, fixtures, configurations and baselines.
pub(crate) const FILE_BYTES: Limit = Limit {
    what: "bytes of a schema, a file of fixtures, a configuration or a baseline",
    most: 32 << 20,
    beyond: "the file is refused",
    reason: "the largest schemas that are known have a few megabytes; a file can be endless, or grow a thousandfold when git \
             checks it out",
};

pub(crate) const DIRECTORY_BYTES: Limit = Limit {
    what: "bytes of schemas, or of fixtures, below one directory",
    most: 128 << 20,
    beyond: "the directory is refused",
    reason: "all of them are in memory at the same time",
};

pub(crate) const SYMLINK_BYTES: Limit = Limit {
    what: "bytes of schemas, or of fixtures, that symbolic links lead to below one directory",
    most: 16 << 20,
    beyond: "the directory is refused",
    reason: "each of thousands of links to one file is a version of its own, and costs as much as the file",
};

pub(crate) const DIRECTORY_ENTRIES: Limit = Limit {
    what: "files and directories below a directory that is read",
    most: 500_000,
    beyond: "the directory is refused",
    reason: "the names alone take a few hundred megabytes then; a directory of schemas holds thousands",
};

pub(crate) const SYMLINK_ENTRIES: Limit = Limit {
    what: "files and directories that are reached over symbolic links below a directory that is read",
    most: 10_000,
    beyond: "the directory is refused",
    reason: "a directory may be reached over several links, as versions share subjects so; 48 links can make 16 million \
             directories of 25",
};

pub(crate) const RECORD_BYTES: Limit = Limit {
    what: "bytes of a JSON file with records for `avrocheck preview --data`",
    most: 256 << 20,
    beyond: "the file is refused",
    reason: "the whole file is in memory; container files are read block by block, and have no limit",
};

pub(crate) const PATTERNS: Limit = Limit {
    what: "patterns of subjects and paths in a configuration",
    most: 4_000,
    beyond: "the configuration is refused",
    reason: "each takes kilobytes of memory, and is compared with each subject",
};

pub(crate) const IGNORE_BYTES: Limit = Limit {
    what: "bytes of a `.gitignore` or `.ignore`, which `avrocheck init` reads",
    most: 64 << 10,
    beyond: "the repository is refused",
    reason: "each line is a pattern, which takes kilobytes of memory",
};

pub(crate) const REJECTED_BYTES: Limit = Limit {
    what: "bytes of `rejects.jsonl`, beside those that the next limit allows",
    most: 64 << 20,
    beyond: "`avrocheck serialize` stops, unless `--max-rejects 100%` is given",
    reason: "300 kB of gzip can hold 300 million empty lines, which take 25 GB of rejects",
};

pub(crate) const REJECTED_SHARE: Limit = Limit {
    what: "bytes of `rejects.jsonl` for each byte of the log as it is stored",
    most: 10,
    beyond: "`avrocheck serialize` stops, unless `--max-rejects 100%` is given",
    reason: "text compresses to about a tenth, so that a compressed log may be rejected as a whole, and hardly more",
};
