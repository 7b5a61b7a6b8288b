//! The limits of what avrocheck spends on one input, beside those of [`avro_resolve::limits`], each with its reason.

use avro_resolve::limits::Limit;

/// All limits of avrocheck itself.
#[cfg_attr(not(test), expect(dead_code, reason = "docs/limits.md is generated from it"))]
pub(crate) const ALL: &[&Limit] = &[&MISFITS];

/// Records that do not fit.
pub(crate) const MISFITS: Limit = Limit {
    what: "records of a file of JSON records that do not fit their schema",
    most: 100,
    beyond: "the rest of the file is not read; the run ends with exit code 2 anyway",
    reason: "nobody reads more at a time",
};
