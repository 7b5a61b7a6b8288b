//! Compares named types by their names, and decimals by their scales (specification: Schema Resolution, Aliases).

use crate::schema::logical::LogicalType;
use crate::schema::shape::Shape;

/// How well a writer's named type fits a reader's; smaller is better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum NameMatch {
    /// The same full name.
    Full,
    /// A reader's alias is the writer's full name.
    Alias,
    /// The same name in another namespace.
    Short,
}

/// How the names of two types of the same kind match; `None` if they do not. Types without names always match fully.
pub(super) fn name_match(writer: &Shape, reader: &Shape) -> Option<NameMatch> {
    match (writer.naming(), reader.naming()) {
        (Some((written, _)), Some((expected, aliases))) => {
            if written == expected {
                Some(NameMatch::Full)
            } else if aliases.contains(written) {
                Some(NameMatch::Alias)
            } else if written.short() == expected.short() {
                Some(NameMatch::Short)
            } else {
                None
            }
        }
        _ => Some(NameMatch::Full),
    }
}

pub(super) fn names_match(writer: &Shape, reader: &Shape) -> bool {
    name_match(writer, reader).is_some()
}

/// Whether both are decimals, of different scales.
pub(super) fn scales_differ(writer: &Shape, reader: &Shape) -> bool {
    let scale = |shape: &Shape| shape.logical.and_then(LogicalType::decimal_scale);
    matches!((scale(writer), scale(reader)), (Some(w), Some(r)) if w != r)
}

/// Whether both are decimals, of the same scale and different precisions.
pub(super) fn precisions_differ(writer: &Shape, reader: &Shape) -> bool {
    match (writer.logical, reader.logical) {
        (
            Some(LogicalType::Decimal { precision: written, scale: w }),
            Some(LogicalType::Decimal { precision: expected, scale: r }),
        ) => w == r && written != expected,
        _ => false,
    }
}
