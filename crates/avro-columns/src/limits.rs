//! The limits of schemas and data that become columns, each with its reason.

use avro_resolve::limits::Limit;

/// All limits of this crate.
pub const ALL: &[&Limit] = &[&LEVELS, &COLUMNS, &BRANCHES, &ROWS];

/// Columns within columns.
pub(crate) const LEVELS: Limit = Limit {
    what: "types inside each other, in columns",
    most: 64,
    beyond: "the schema is refused",
    reason: "programs that read columns recurse; Parquet encodes the levels of each value",
};

/// All columns.
pub(crate) const COLUMNS: Limit = Limit {
    what: "columns of a table, of all levels",
    most: 10_000,
    beyond: "the schema is refused; --fields chooses some",
    reason: "each has buffers of its own, and records that share types can come to more columns than there are atoms",
};

/// Branches of a union in Arrow.
pub(crate) const BRANCHES: Limit = Limit {
    what: "branches of a union, in columns",
    most: 128,
    beyond: "the schema is refused",
    reason: "Arrow numbers them with the values of a byte that are not negative",
};

/// Rows of one batch. Arrow counts the bytes of a column in 31 bits.
pub(crate) const ROWS: Limit = Limit {
    what: "bytes of a record in columns",
    most: 1 << 30,
    beyond: "the file is refused",
    reason: "Arrow counts the bytes of a column of text in 31 bits",
};
