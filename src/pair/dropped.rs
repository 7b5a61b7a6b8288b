//! Remembers the fields that readers drop between neighbouring versions, so that they are not reported again between versions
//! further apart.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use avro_resolve::resolution::locate::{Cause, Hazard, Notable};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::Shapes;

/// The fields that readers of neighbouring versions drop.
#[derive(Default)]
pub(crate) struct Dropped {
    /// By record of the writer and field: the steps from one version to the next that drop it, by the earlier version. First those
    /// to newer readers, then those to older ones.
    steps: [FxHashMap<Name, FxHashMap<SmolStr, BTreeSet<usize>>>; 2],
}

impl Dropped {
    /// Adds what was found between two neighbours.
    pub(crate) fn add(
        &mut self,
        shapes: &Shapes,
        resolution: &Resolution,
        (writer, reader): (usize, usize),
        notable: &[Notable],
    ) {
        for found in notable {
            if let Cause::Hazard(Hazard::DataDropped { fields }) = &found.cause
                && let Some(record) = record(shapes, resolution, found.pair)
            {
                let of_record = self.steps[usize::from(writer > reader)].entry(record.clone()).or_default();
                for field in fields {
                    of_record.entry(field.clone()).or_default().insert(writer.min(reader));
                }
            }
        }
    }

    /// Whether all these fields of a writer's record are dropped between neighbours on the way from the one version to the
    /// other too.
    pub(crate) fn has_closer(
        &self,
        (writer, reader): (usize, usize),
        record: Option<&Name>,
        fields: &[SmolStr],
    ) -> bool {
        let Some(record) = record.filter(|_| writer.abs_diff(reader) > 1) else { return false };
        let Some(of_record) = self.steps[usize::from(writer > reader)].get(record) else { return false };
        let is_between = |steps: &BTreeSet<usize>| {
            let mut steps = steps.range(writer.min(reader)..writer.max(reader));
            steps.next().is_some()
        };
        fields.iter().all(|field| of_record.get(field).is_some_and(is_between))
    }
}

/// The name of the writer's record.
pub(crate) fn record<'s>(shapes: &'s Shapes, resolution: &Resolution, pair: PairId) -> Option<&'s Name> {
    shapes.get(resolution.pair(pair).writer).name()
}
