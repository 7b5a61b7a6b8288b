//! The limits of what avrocheck spends on one input, beside those of [`avro_resolve::limits`], each with its reason.

use avro_resolve::limits::Limit;

/// All limits of avrocheck itself.
#[cfg_attr(not(all(test, feature = "parquet")), expect(dead_code, reason = "docs/limits.md is generated from it"))]
pub(crate) const ALL: &[&Limit] = &[
    &GIT_OBJECT,
    &GIT_TEXT,
    &GIT_ENTRIES,
    &GIT_DEPTH,
    &GIT_LINK_CHAIN,
    &GIT_LINKS,
    &GIT_COMMITS,
    &GIT_REVISIONS,
    &RECORD_BYTES,
    &DECOMPRESSED,
    &DECOMPRESSED_SHARE,
    &REJECTED_BYTES,
    &REJECTED_SHARE,
    &TABLES,
    &TABLES_A_BYTE,
    &FINDINGS,
    &BYTES_A_FINDING,
    &MOST_FINDINGS,
    &ALL_FINDINGS,
    &TRIPS,
    &TRIPS_A_BYTE,
    &JAVA_STEPS,
    &JAVA_STEPS_A_BYTE,
    &PROOFS,
    &PROOFS_A_BYTE,
    &MISFITS,
    &PREVIEWED,
    &FIXES,
    &FIXES_OF_ALL,
    &FIXES_OF_TYPES,
    &FIXES_A_BYTE,
    &TABLES_OF_FIXES,
    &RELINKED,
    &REPAIRS,
    &GIT_TAG_CHAIN,
    &FILE_BYTES,
    &DIRECTORY_BYTES,
    &TOGETHER_BYTES,
    &SYMLINK_BYTES,
    &DIRECTORY_ENTRIES,
    &SYMLINK_ENTRIES,
    &PATTERNS,
    &IGNORE_BYTES,
    &IGNORE_RULES,
    &GIT_DECOMPRESSED,
    &VERSIONS,
    &VERSIONED_BYTES,
    &LINKED,
    &LINKED_A_BYTE,
    &STORE_OBJECTS,
    &PARTITION_FILES,
    &MESSAGE_BYTES,
];

/// Why two schemas are not compared: [`avro_resolve::limits::TABLE`], or [`FOUND`](avro_resolve::limits::FOUND).
#[cfg(feature = "cli")]
pub(crate) const NOT_RESOLVED: &str = "is too much to compare with the other schema: more types of both meet, or more is found, than docs/limits.md allows; give types \
     that do not belong together different names";

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

/// The commits that are looked at for those that changed a directory, and for where the history of a shallow clone ends.
pub(crate) const GIT_COMMITS: Limit = Limit {
    what: "commits that `--last` looks at, and those of a shallow clone after the merge base",
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

pub(crate) const RECORD_BYTES: Limit = Limit {
    what: "bytes of a JSON file with records for `avrocheck preview --data`",
    most: 256 << 20,
    beyond: "the file is refused",
    reason: "the whole file is in memory; container files are read block by block, and have no limit",
};

pub(crate) const DECOMPRESSED: Limit = Limit {
    what: "bytes that a container file or a file of JSON, which is compressed as a whole (`.avro.gz`, `.avro.zst`), decompresses to, \
           beside those that the next limit allows",
    most: 64 << 20,
    beyond: "what follows is not read; decompress the file before",
    reason: "1 MB of Zstandard can be 30 GB, which may hold nothing that is printed",
};

pub(crate) const DECOMPRESSED_SHARE: Limit = Limit {
    what: "such bytes for each byte of the file as it is stored",
    most: 256,
    beyond: "see above",
    reason: "real data hardly get there; gzip alone can do 1,032",
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

/// Tables of resolutions.
pub(crate) const TABLES: Limit = Limit {
    what: "bytes of tables that say what each reader does with each writer's data, with 400 for each pair",
    most: 256 << 20,
    beyond: "nothing is checked: exit code 2",
    reason: "every two versions have types that meet: in 250 versions of 2 kB, twelve records that refer to each other met ten \
             million times",
};

/// The same for each byte.
pub(crate) const TABLES_A_BYTE: Limit = Limit {
    what: "such bytes for each byte of the schemas",
    most: 320,
    beyond: "see above",
    reason: "600 versions of 1 kB in each of ten subjects are within it; so many of 60 bytes in each of twenty are not",
};

/// Findings of a subject.
pub(crate) const FINDINGS: Limit = Limit {
    what: "findings of a subject, counted in each pair that has them, beyond those that the size of its schemas allows; in a run of more \
           than twelve subjects, an equal part of 50,000",
    most: 4_096,
    beyond: "gated pairs list what no pair before has; the other pairs have their verdict alone, the oldest first. The report says so",
    reason: "a field may be missing between all versions: 200 versions of 5 kB had a million findings",
};

/// Bytes of schemas for each finding.
pub(crate) const MOST_FINDINGS: Limit = Limit {
    what: "findings of a subject, whatever the size of its schemas",
    most: 65_536,
    beyond: "see above",
    reason: "300 versions of 8 kB have more than half a million, and nobody reads more",
};
pub(crate) const BYTES_A_FINDING: Limit = Limit {
    what: "bytes of a subject's schemas for each finding that they allow",
    most: 8,
    beyond: "see above",
    reason: "what a report says is to stay in relation to what it is about",
};

/// Findings of a run.
pub(crate) const ALL_FINDINGS: Limit = Limit {
    what: "findings that are kept in a run, beyond those that the size of the schemas allows",
    most: 100_000,
    beyond: "nothing is checked: exit code 2",
    reason: "each takes one or two kilobytes, and nobody reads more",
};

/// Records through pairs.
pub(crate) const TRIPS: Limit = Limit {
    what: "values of records that are sent through the pairs of a subject, beyond those that the size of its schemas and fixtures allows",
    most: 1 << 20,
    beyond: "no records are sent through the other pairs; gated pairs and newer versions come first. The report says so",
    reason: "each record goes through each pair and back, and is read by the crate apache-avro too",
};

/// Values of records for each byte.
pub(crate) const TRIPS_A_BYTE: Limit = Limit {
    what: "such values for each byte of the schemas and fixtures",
    most: 4,
    beyond: "see above",
    reason: "20 versions of 500 kB, all different, took 45 s with four times as much",
};

/// Asking as Java does.
pub(crate) const JAVA_STEPS: Limit = Limit {
    what: "steps for `--as confluent`, each a field, a name or 16 bytes that are kept, in equal parts for the subjects of a run, beyond those that the \
           size of the schemas allows",
    most: 8 << 20,
    beyond: "for the other pairs it is not said what the registry would answer; gated pairs come first. The report says so",
    reason: "all types that refer to each other may meet: in two versions of 500 kB they did in 6 GiB",
};

/// The same for each byte.
pub(crate) const JAVA_STEPS_A_BYTE: Limit = Limit {
    what: "such steps for each byte of the schemas",
    most: 8,
    beyond: "see above",
    reason: "what is shown is to stay in relation to what it is about",
};

/// Data that show something, of a subject.
pub(crate) const PROOFS: Limit = Limit {
    what: "values and bytes of the data that show verdicts and findings of a subject, beyond those that the size of its schemas allows",
    most: 4 << 20,
    beyond: "the others are left out; the report says that a bound was reached",
    reason: "each pair has a limit of its own, and there are as many pairs as the square of the versions",
};

/// The same for each byte.
pub(crate) const PROOFS_A_BYTE: Limit = Limit {
    what: "such values and bytes for each byte of the schemas",
    most: 32,
    beyond: "see above",
    reason: "what is shown is to stay in relation to what it is about",
};

/// Records that do not fit.
pub(crate) const MISFITS: Limit = Limit {
    what: "records of a file of JSON records that do not fit their schema",
    most: 100,
    beyond: "the rest of the file is not read; the run ends with exit code 2 anyway",
    reason: "nobody reads more at a time",
};

/// Parts of a record.
pub(crate) const PREVIEWED: Limit = Limit {
    what: "values of a record that is shown part by part",
    most: 200_000,
    beyond: "the record is shown as a whole",
    reason: "aliases can hand one value to two fields at every level",
};

/// The search for fixes.
pub(crate) const FIXES: Limit = Limit {
    what: "bytes that are read again to try the fixes of a subject, for each pair that is judged after it",
    most: 8 << 20,
    beyond: "no more fixes are tried; the report says so",
    reason: "each fix is tried on the whole subject",
};

/// The same in a run.
pub(crate) const FIXES_OF_ALL: Limit = Limit {
    what: "such bytes of a run, where they are more than those of a subject: each subject has an equal part",
    most: 32 << 20,
    beyond: "see above",
    reason: "each of hundreds of subjects may use types of all the others",
};

/// The same for types of files with many.
pub(crate) const FIXES_OF_TYPES: Limit = Limit {
    what: "such bytes of a run for subjects that are types of one file, in addition: each may read its file again sixteen times, or has an \
           equal part",
    most: 1 << 30,
    beyond: "see above",
    reason: "each fix of a type is tried on the whole file, and it can have thousands of types",
};

/// The same for each byte.
pub(crate) const FIXES_A_BYTE: Limit = Limit {
    what: "such bytes for each byte of the newest schema of a subject, in addition to its part",
    most: 64,
    beyond: "see above",
    reason: "in a run of thousands of subjects a few fixes of each are tried all the same",
};

/// Tables for fixes.
pub(crate) const TABLES_OF_FIXES: Limit = Limit {
    what: "bytes by which the tables of a subject may grow while fixes are tried",
    most: 32 << 20,
    beyond: "no more fixes are tried; the report says so",
    reason: "each fix is another version that meets all others",
};

/// Fixes in files of several subjects.
pub(crate) const RELINKED: Limit = Limit {
    what: "bytes of other subjects that are read again to try fixes in files that they share",
    most: 32 << 20,
    beyond: "the fix is not offered; the report says so",
    reason: "a type of its own file can be used by every subject",
};

/// Checks of `--fix`.
pub(crate) const REPAIRS: Limit = Limit {
    what: "bytes of schemas that are checked again to make fixes; two checks are always made",
    most: 4 << 20,
    beyond: "no more fixes are made; run it again",
    reason: "one fix can make another possible, and each that cannot be made together with the others is checked by itself",
};

/// The tags between a name and a commit.
pub(crate) const GIT_TAG_CHAIN: Limit = Limit {
    what: "tags that name each other, between a name and its commit in git",
    most: 16,
    beyond: "the run ends with exit code 2",
    reason: "Tags of tags are rare, and damaged objects can name each other in a circle.",
};

/// What is listed of an object store.
pub(crate) const STORE_OBJECTS: Limit = Limit {
    what: "objects of a store that one URL means",
    most: 10_000_000,
    beyond: "the URL is refused",
    reason: "their names are held in memory, some 200 bytes each, and a bucket has no end; a part of it can be named",
};

/// Files of a directory or a prefix of columns.
pub(crate) const PARTITION_FILES: Limit = Limit {
    what: "files that `deserialize --partition-by` writes",
    most: 10_000,
    beyond: "nothing is written",
    reason: "a field with a value for each record would make as many files as there are records",
};

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
    most: 512 << 20,
    beyond: "the directory is refused",
    reason: "all of them are in memory at the same time, the most of them compressed",
};

pub(crate) const TOGETHER_BYTES: Limit = Limit {
    what: "bytes of schemas that are parsed together, because some use types of others, or for `lint`",
    most: 128 << 20,
    beyond: "nothing is checked: exit code 2",
    reason: "a parsed schema takes up to twenty times as much memory as its text",
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

pub(crate) const PATTERNS: Limit = Limit {
    what: "patterns of subjects and paths in a configuration",
    most: 4_000,
    beyond: "the configuration is refused",
    reason: "each takes kilobytes of memory, and is compared with each subject",
};

pub(crate) const IGNORE_BYTES: Limit = Limit {
    what: "bytes of a `.gitignore` or `.ignore`",
    most: 64 << 10,
    beyond: "`avrocheck init` refuses the repository; other commands read what the file would ignore, and say so",
    reason: "each line is a pattern, which takes kilobytes of memory",
};

pub(crate) const IGNORE_RULES: Limit = Limit {
    what: "bytes of all files `.gitignore` on the way to schemas",
    most: 256 << 10,
    beyond: "what the others ignore is read, and a note says so",
    reason: "a repository may have one in each of its directories, and they are kept while schemas are looked for",
};

/// The memory that objects of a git repository need until they are decompressed, in a run.
pub(crate) const GIT_DECOMPRESSED: Limit = Limit {
    what: "bytes that are decompressed from git in one run",
    most: 2 << 30,
    beyond: "the run ends with exit code 2",
    reason: "A small object can be kept as a difference to a large one, which is decompressed each time. Directories are read \
             again for each path and each revision.",
};

/// Versions of a subject.
pub(crate) const VERSIONS: Limit = Limit {
    what: "versions of a subject",
    most: 600,
    beyond: "the subject is not checked: exit code 2",
    reason: "each is compared with each other: 600 versions are 359,400 pairs",
};

/// Versions and their size.
pub(crate) const VERSIONED_BYTES: Limit = Limit {
    what: "bytes of the schemas of a subject, times the number of its versions",
    most: 1536 << 20,
    beyond: "the subject is not checked: exit code 2",
    reason: "what each reader does with each writer's data takes up to half as much memory",
};

/// Files that schemas use.
pub(crate) const LINKED: Limit = Limit {
    what: "bytes of the files that all schemas of a run use, counted for each schema that uses them, beyond those that their size allows",
    most: 32 << 20,
    beyond: "nothing is checked: exit code 2",
    reason: "a thousand files that use each other are a thousand schemas of a thousand files",
};

/// The same for each byte.
pub(crate) const LINKED_A_BYTE: Limit = Limit {
    what: "such bytes for each byte of the files",
    most: 64,
    beyond: "see above",
    reason: "what is read is to stay in relation to what there is",
};

/// The longest message that an agent sends.
pub(crate) const MESSAGE_BYTES: Limit = Limit {
    what: "bytes of one message to `avrocheck mcp`",
    most: 4 << 20,
    beyond: "the message is answered with an error, and the server goes on",
    reason: "A message is one line, and in memory as a whole. It names files and does not contain them.",
};
