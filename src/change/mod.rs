//! Finds what changed between two consecutive versions of a schema, and what each change does to readers.

mod fields;
mod kind;
mod meaning;
mod types;

use rustc_hash::FxHashSet;

pub use kind::{Change, ChangeKind, Effect};
use meaning::Meanings;
use types::Comparison;

use avro_resolve::resolution::Resolution;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;

/// The changes from `old` to `new`, in the order of the texts.
pub(crate) fn changes(
    shapes: &Shapes,
    resolution: &mut Resolution,
    old: &LinkedSchema,
    new: &LinkedSchema,
) -> Vec<Change> {
    let mut comparison = Comparison {
        shapes,
        resolution,
        old,
        new,
        seen: FxHashSet::default(),
        depth: 0,
        later: Vec::new(),
        trail: String::new(),
        meanings: Meanings::default(),
        found: Vec::new(),
    };
    comparison.roots();
    comparison.found
}
