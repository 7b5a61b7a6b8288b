//! Determines whether the data of a pair can be read and still not mean the same: a look at the pair itself, not at its parts.

use super::action::{Action, FieldAction, Pair, RecordAction};
use super::enumeration::SymbolAction;
use super::naming::{NameMatch, name_match};
use super::promotion::Promotion;
use crate::schema::logical::LogicalType;
use crate::schema::shape::{FieldShape, RecordShape, Shape, Shapes};
use crate::schema::value::Value;

/// Whether there is anything of note about a pair whose data can be read. A shape read as itself has no hazard.
pub(super) fn is_hazardous(shapes: &Shapes, pair: &Pair) -> bool {
    if pair.writer == pair.reader {
        return false;
    }
    let (w, r) = (shapes.get(pair.writer), shapes.get(pair.reader));
    match &pair.action {
        Action::Same => w.logical != r.logical || is_of_other_namespace(w, r),
        Action::Promote(promotion) => is_lossy(*promotion) || w.logical != r.logical,
        Action::Enum(symbols) => {
            is_of_other_namespace(w, r)
                || symbols.iter().any(|symbol| matches!(symbol, SymbolAction::Default(_)))
                || !keep_their_order(symbols)
        }
        Action::Record(action) => {
            is_of_other_namespace(w, r)
                || changes_fields(shapes.record(pair.writer), shapes.record(pair.reader), action)
        }
        Action::OtherPrecision
        | Action::Array(_)
        | Action::Map(_)
        | Action::WriterUnion(_)
        | Action::ReaderUnion { .. }
        | Action::Fail(_) => false,
    }
}

/// Whether only the unqualified names of two types agree.
pub(super) fn is_of_other_namespace(writer: &Shape, reader: &Shape) -> bool {
    name_match(writer, reader) == Some(NameMatch::Short)
}

/// Whether numbers round, or bytes may not be text.
pub(super) fn is_lossy(promotion: Promotion) -> bool {
    match promotion {
        Promotion::IntToFloat | Promotion::LongToFloat | Promotion::LongToDouble | Promotion::BytesToString => true,
        Promotion::IntToLong | Promotion::IntToDouble | Promotion::FloatToDouble | Promotion::StringToBytes => false,
    }
}

/// Whether the symbols that both enums have are in one order. Enums sort by the place of their symbols.
pub(super) fn keep_their_order(symbols: &[SymbolAction]) -> bool {
    let known = symbols.iter().filter_map(|symbol| match symbol {
        SymbolAction::Known(at) => Some(at),
        SymbolAction::Default(_) | SymbolAction::Missing => None,
    });
    known.is_sorted()
}

fn changes_fields(writer: &RecordShape, reader: &RecordShape, action: &RecordAction) -> bool {
    let is_other = |written: &FieldShape, taker: &FieldAction| {
        let expected = &reader.fields[taker.field as usize];
        written.name_number != expected.name_number
            || written.order != expected.order
            || default_changed(written, expected)
    };
    let mut taken = writer.fields.iter().zip(action.takers.iter());
    taken.any(|(field, takers)| takers.is_empty() || takers.iter().any(|taker| is_other(field, taker)))
        || action.defaulted.iter().any(|&field| {
            let field = &reader.fields[field as usize];
            is_empty_array_in_union(field) || field.default.as_ref().is_some_and(|default| default.has_later_branch)
        })
}

/// Whether both sides have a default, and not the same: data without the field read differently.
pub(super) fn default_changed(written: &FieldShape, expected: &FieldShape) -> bool {
    matches!((&written.default, &expected.default), (Some(was), Some(is)) if was != is)
}

/// Whether a field's default is an empty array in a union.
pub(super) fn is_empty_array_in_union(field: &FieldShape) -> bool {
    let default = field.default.as_ref().map(|default| &*default.value);
    matches!(default, Some(Value::Union(_, value)) if matches!(&**value, Value::Array(items) if items.is_empty()))
}

/// What a number of a logical type counts, where it is a date, a time, or both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Unit {
    Days,
    Millis,
    Micros,
    Nanos,
}

/// The unit of a date, time or timestamp.
pub(super) fn unit(logical: LogicalType) -> Option<Unit> {
    use LogicalType::*;
    match logical {
        Date => Some(Unit::Days),
        TimeMillis | TimestampMillis | LocalTimestampMillis => Some(Unit::Millis),
        TimeMicros | TimestampMicros | LocalTimestampMicros => Some(Unit::Micros),
        TimestampNanos | LocalTimestampNanos => Some(Unit::Nanos),
        Decimal { .. } | BigDecimal | Uuid | Duration => None,
    }
}
