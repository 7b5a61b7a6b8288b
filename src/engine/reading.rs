//! The table of what each engine reads. `tests/engines` asks the engines again.

use avro_resolve::schema::logical::LogicalType;

use crate::finding::engine::Construct;
use crate::rule::Implementation::{self, DuckDb, Go, Polars, Sail, Spark};

/// What an engine makes of a part of a schema.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EngineReading {
    Right,
    /// The value below a logical type.
    Plain,
    /// It does not read the file.
    Refused,
}

/// What an engine makes of a part of a schema.
pub(super) fn reading(engine: Implementation, construct: &Construct) -> EngineReading {
    let refusing: &[Implementation] = match construct {
        Construct::NoRecord => &[Spark, Sail, Polars],
        Construct::Recursion { .. } => &[Spark, Sail, DuckDb, Polars],
        Construct::UsedAgain { .. } | Construct::Map | Construct::Null | Construct::Default { .. } => &[Polars],
        Construct::Union | Construct::Enum { is_column: false } => &[Sail, Polars],
        Construct::Enum { is_column: true } => &[Sail],
        Construct::AlmostOneName { .. } => &[Spark, DuckDb],
        Construct::LaterDefault => &[Go],
        Construct::Logical { logical, is_fixed } => return reading_of_logical(engine, *logical, *is_fixed),
    };
    if refusing.contains(&engine) { EngineReading::Refused } else { EngineReading::Right }
}

/// What an engine makes of a logical type, of a fixed or of another type.
pub(super) fn reading_of_logical(engine: Implementation, logical: LogicalType, is_fixed: bool) -> EngineReading {
    let (refusing, plain): (&[Implementation], &[Implementation]) = match (logical, is_fixed) {
        (LogicalType::Decimal { precision: ..=38, .. }, true) => (&[], &[]),
        (LogicalType::Decimal { precision: ..=38, .. }, false) => (&[], &[DuckDb]),
        (LogicalType::Decimal { precision: 39..=76, .. }, true) => (&[Spark, DuckDb, Polars], &[]),
        (LogicalType::Decimal { precision: 39..=76, .. }, false) => (&[Spark, Polars], &[DuckDb]),
        (LogicalType::Decimal { precision: 77.., .. }, true) => (&[Spark, Sail, DuckDb, Polars], &[]),
        (LogicalType::Decimal { precision: 77.., .. }, false) => (&[Spark, Sail, Polars], &[DuckDb]),
        (LogicalType::BigDecimal, _) => (&[], &[Spark, Sail, DuckDb, Polars, Go]),
        (LogicalType::Uuid, true) => (&[], &[Spark, Sail, Polars, Go]),
        (LogicalType::Uuid, false) => (&[], &[Sail]),
        (LogicalType::TimeMillis, _) => (&[Sail], &[Spark]),
        (LogicalType::TimeMicros, _) => (&[Spark], &[]),
        (LogicalType::TimestampNanos, _) => (&[Sail], &[Spark, Polars, Go]),
        (LogicalType::LocalTimestampMicros, _) => (&[DuckDb], &[]),
        (LogicalType::LocalTimestampNanos, _) => (&[Sail, DuckDb], &[Spark, Polars, Go]),
        (LogicalType::Duration, _) => (&[Sail, DuckDb, Polars], &[Spark]),
        (
            LogicalType::Date
            | LogicalType::TimestampMillis
            | LogicalType::TimestampMicros
            | LogicalType::LocalTimestampMillis,
            _,
        ) => (&[], &[]),
    };
    match engine {
        engine if refusing.contains(&engine) => EngineReading::Refused,
        engine if plain.contains(&engine) => EngineReading::Plain,
        _ => EngineReading::Right,
    }
}
