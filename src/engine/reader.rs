//! Finds whether it makes a difference that an engine reads with the writer's schema alone.

use avro_resolve::resolution::{Action, FieldAction, Pair, PairId, Promotion, Resolution, SymbolAction};
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use rustc_hash::FxHashSet;

use super::reading::{EngineReading, reading_of_logical};
use crate::rule::Implementation;

/// Whether an engine takes no reader's schema, or ignores it.
pub(super) fn ignores_reader(engine: Implementation) -> bool {
    match engine {
        Implementation::Sail | Implementation::DuckDb | Implementation::Polars => true,
        Implementation::Java
        | Implementation::Confluent
        | Implementation::Rust
        | Implementation::Python
        | Implementation::Spark
        | Implementation::Go => false,
    }
}

/// Whether data have other names or other values as they were written than as the reader's schema says.
pub(super) fn makes_difference(engine: Implementation, shapes: &Shapes, resolution: &Resolution, root: PairId) -> bool {
    let (mut seen, mut open) = (FxHashSet::default(), vec![root]);
    while let Some(id) = open.pop() {
        let pair = resolution.pair(id);
        if pair.writer == pair.reader || !seen.insert(id) {
            continue;
        }
        if differs(engine, shapes, pair) {
            return true;
        }
        pair.action.for_each_part(|part| open.push(part));
    }
    false
}

/// Whether the types themselves differ, whatever their parts do.
fn differs(engine: Implementation, shapes: &Shapes, pair: &Pair) -> bool {
    let kind = |id: ShapeId| kind(engine, shapes, id);
    let forms = (&shapes.get(pair.writer).form, &shapes.get(pair.reader).form);
    match &pair.action {
        Action::Record(action) => {
            let (Form::Record(written), Form::Record(expected)) = forms else { return false };
            let is_kept = |(field, takers): (usize, &[FieldAction])| match takers {
                [taker] => written.fields[field].name == expected.fields[taker.field as usize].name,
                _ => false,
            };
            !action.defaulted.is_empty() || !action.takers.iter().enumerate().all(is_kept)
        }
        Action::Enum(symbols) => symbols.iter().any(|symbol| matches!(symbol, SymbolAction::Default(_))),
        Action::Promote(promotion) => {
            kind(pair.writer) != kind(pair.reader)
                || match promotion {
                    Promotion::IntToFloat
                    | Promotion::LongToFloat
                    | Promotion::LongToDouble
                    | Promotion::BytesToString
                    | Promotion::StringToBytes => true,
                    Promotion::IntToLong | Promotion::IntToDouble | Promotion::FloatToDouble => false,
                }
        }
        Action::Same => kind(pair.writer) != kind(pair.reader),
        Action::OtherPrecision
        | Action::Array(_)
        | Action::Map(_)
        | Action::WriterUnion(_)
        | Action::ReaderUnion { .. }
        | Action::Fail(_) => false,
    }
}

/// What an engine makes of a logical type: values of one kind are the same in another unit, too.
fn kind(engine: Implementation, shapes: &Shapes, id: ShapeId) -> Option<&'static str> {
    let shape = shapes.get(id);
    let logical = shape.logical?;
    if reading_of_logical(engine, logical, matches!(shape.form, Form::Fixed(_))) == EngineReading::Plain {
        return None;
    }
    Some(match logical {
        LogicalType::TimeMillis | LogicalType::TimeMicros => "time",
        LogicalType::TimestampMillis | LogicalType::TimestampMicros | LogicalType::TimestampNanos => "timestamp",
        LogicalType::LocalTimestampMillis | LogicalType::LocalTimestampMicros | LogicalType::LocalTimestampNanos => {
            "local timestamp"
        }
        LogicalType::Decimal { .. }
        | LogicalType::BigDecimal
        | LogicalType::Uuid
        | LogicalType::Date
        | LogicalType::Duration => logical.name(),
    })
}
