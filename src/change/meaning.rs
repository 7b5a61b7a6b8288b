//! Finds out whether data of one shape mean something else to a reader of another: a number in another unit, above all.

use rustc_hash::FxHashMap;

use avro_resolve::resolution::{Action, PairId, Resolution};
use avro_resolve::schema::fixpoint::{Rule, least_fixpoint};
use avro_resolve::schema::logical::LogicalType;
use avro_resolve::schema::shape::{ShapeId, Shapes};

/// What is known of the pairs of two schemas: each is looked at once.
#[derive(Default)]
pub(super) struct Meanings {
    changed: FxHashMap<PairId, bool>,
}

impl Meanings {
    /// Whether some datum of the writer's shape can be read and has another meaning then.
    pub(super) fn change(
        &mut self,
        shapes: &Shapes,
        resolution: &mut Resolution,
        (writer, reader): (ShapeId, ShapeId),
    ) -> bool {
        let start = resolution.resolve_shapes(shapes, writer, reader);
        if let Some(&known) = self.changed.get(&start) {
            return known;
        }
        let (mut members, mut rules) = (vec![start], Vec::new());
        let mut numbers = FxHashMap::from_iter([(start, 0u32)]);
        while let Some(&id) = members.get(rules.len()) {
            let mut parts = Vec::new();
            resolution.pair(id).action.for_each_part(|part| {
                if self.changed.get(&part) != Some(&false) {
                    let next = members.len() as u32;
                    parts.push(*numbers.entry(part).or_insert_with(|| {
                        members.push(part);
                        next
                    }));
                }
            });
            let changes = self.changed.get(&id) == Some(&true) || changes_here(shapes, resolution, id);
            rules.push(if changes { Rule::All(Vec::new()) } else { Rule::Any(parts) });
        }
        let rounds = least_fixpoint(&rules);
        self.changed.extend(members.into_iter().zip(rounds.iter().map(Option::is_some)));
        rounds[0].is_some()
    }
}

/// Whether the datum itself, and not only its parts, has another meaning.
fn changes_here(shapes: &Shapes, resolution: &Resolution, id: PairId) -> bool {
    let pair = resolution.pair(id);
    let is_read_as_it_is = matches!(pair.action, Action::Same | Action::OtherPrecision | Action::Promote(_));
    is_read_as_it_is && is_other_meaning(shapes.get(pair.writer).logical, shapes.get(pair.reader).logical)
}

/// Whether the same value means something else under another logical type. A decimal of another precision is the same number.
pub(super) fn is_other_meaning(before: Option<LogicalType>, after: Option<LogicalType>) -> bool {
    let scale = |logical: Option<LogicalType>| logical.and_then(LogicalType::decimal_scale);
    before != after && (scale(before).is_none() || scale(before) != scale(after))
}
