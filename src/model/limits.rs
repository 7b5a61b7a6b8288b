//! The limits of what avrocheck spends on one input, beside those of [`avro_resolve::limits`], each with its reason.

use avro_resolve::limits::Limit;

/// All limits of avrocheck itself.
#[cfg_attr(not(test), expect(dead_code, reason = "docs/limits.md is generated from it"))]
pub(crate) const ALL: &[&Limit] = &[
    &VERSIONS,
    &VERSIONED_BYTES,
    &LINKED,
    &LINKED_A_BYTE,
    &FINDINGS,
    &BYTES_A_FINDING,
    &TRIPS,
    &TRIPS_A_BYTE,
    &PROOFS,
    &PROOFS_A_BYTE,
    &MISFITS,
    &PREVIEWED,
    &FIXES,
    &RELINKED,
    &REPAIRS,
];

/// Records that do not fit.
pub(crate) const MISFITS: Limit = Limit {
    what: "records of a file of JSON records that do not fit their schema",
    most: 100,
    beyond: "the rest of the file is not read; the run ends with exit code 2 anyway",
    reason: "nobody reads more at a time",
};

/// Findings of a subject.
pub(crate) const FINDINGS: Limit = Limit {
    what: "findings of a subject, counted in each pair that has them, beyond those that the size of its schemas allows",
    most: 4_096,
    beyond: "gated pairs list what no pair before has; the other pairs have their verdict alone, the oldest first. The report says so",
    reason: "a field may be missing between all versions: 200 versions of 5 kB had a million findings",
};

/// Bytes of schemas for each finding.
pub(crate) const BYTES_A_FINDING: Limit = Limit {
    what: "bytes of a subject's schemas for each finding that they allow",
    most: 8,
    beyond: "see above",
    reason: "what a report says is to stay in relation to what it is about",
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
    most: 16,
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
    most: 64,
    beyond: "see above",
    reason: "what is shown is to stay in relation to what it is about",
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

/// Fixes in files of several subjects.
pub(crate) const RELINKED: Limit = Limit {
    what: "bytes of other subjects that are read again to try fixes in files that they share",
    most: 32 << 20,
    beyond: "the fix is not offered; the report says so",
    reason: "a type of its own file can be used by every subject",
};

/// Checks of `--fix`.
pub(crate) const REPAIRS: Limit = Limit {
    what: "bytes of schemas that are checked again to make fixes",
    most: 64 << 20,
    beyond: "no more fixes are made; run it again",
    reason: "each fix that cannot be made together with the others is checked by itself",
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
    most: 768 << 20,
    beyond: "the subject is not checked: exit code 2",
    reason: "what each reader does with each writer's data takes about as much memory",
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
