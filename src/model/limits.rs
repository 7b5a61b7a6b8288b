//! The limits of what avrocheck spends on one input, beside those of [`avro_resolve::limits`], each with its reason.

use avro_resolve::limits::Limit;

/// The tags between a name and a commit.
pub(crate) const GIT_TAG_CHAIN: Limit = Limit {
    what: "tags that name each other, between a name and its commit in git",
    most: 16,
    beyond: "the run ends with exit code 2",
    reason: "Tags of tags are rare, and damaged objects can name each other in a circle.",
};

/// All limits of avrocheck itself.
#[cfg_attr(not(test), expect(dead_code, reason = "docs/limits.md is generated from it"))]
pub(crate) const ALL: &[&Limit] = &[&GIT_TAG_CHAIN];
