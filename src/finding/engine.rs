//! Defines what an engine does otherwise than the specification says.

use avro_resolve::schema::logical::LogicalType;

use crate::rule::Implementation;

/// What an engine does otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EngineDifference {
    /// The engine.
    pub engine: Implementation,
    /// What it does.
    pub what: EngineFault,
}

/// What an engine does otherwise with a schema or with a pair.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum EngineFault {
    /// It reads no file of a schema with this in it.
    Refuses(Construct),
    /// It reads the number, the text or the bytes below a logical type.
    PlainValue(LogicalType),
    /// It reads with the writer's schema alone, which makes a difference.
    IgnoresReader,
}

/// A part of a schema that some engine does not read.
#[derive(Clone, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // the names say it
pub enum Construct {
    /// The schema as a whole is of another type.
    NoRecord,
    /// A record that contains itself.
    Recursion {
        name: String,
    },
    /// A named type that is used once more by its name.
    UsedAgain {
        name: String,
    },
    /// A union that is not of null and one other type.
    Union,
    Enum {
        is_column: bool,
    },
    Map,
    /// As the type of a value, not as a branch of a union.
    Null,
    /// Two fields of a record that differ in upper and lower case only.
    AlmostOneName {
        first: String,
        second: String,
    },
    /// A default other than null and [].
    Default {
        field: String,
    },
    /// A default of a union that is not of its first branch.
    LaterDefault,
    Logical {
        logical: LogicalType,
        is_fixed: bool,
    },
}
