//! Remembers the fields that readers drop between neighbouring versions, so that they are not reported again between versions
//! further apart.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use avro_resolve::resolution::locate::{Cause, Hazard, Notable};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::Shapes;

/// The fields that readers of neighbouring versions drop.
#[derive(Default)]
pub(crate) struct Dropped {
    /// By writer and reader: the fields of each record of the writer's.
    fields: FxHashMap<(usize, usize), FxHashMap<Name, FxHashSet<SmolStr>>>,
}

impl Dropped {
    /// Adds what was found between two neighbours.
    pub(crate) fn add(&mut self, shapes: &Shapes, resolution: &Resolution, pair: (usize, usize), notable: &[Notable]) {
        for found in notable {
            if let Cause::Hazard(Hazard::DataDropped { fields }) = &found.cause
                && let Some(record) = record(shapes, resolution, found.pair)
            {
                let of_record = self.fields.entry(pair).or_default().entry(record.clone()).or_default();
                of_record.extend(fields.iter().cloned());
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
        let step = |at: usize| if writer < reader { (at, at + 1) } else { (at + 1, at) };
        fields.iter().all(|field| {
            let mut steps = (writer.min(reader)..writer.max(reader)).map(step);
            steps.any(|step| {
                let dropped = self.fields.get(&step).and_then(|records| records.get(record));
                dropped.is_some_and(|fields| fields.contains(field))
            })
        })
    }
}

/// The name of the writer's record.
pub(crate) fn record<'s>(shapes: &'s Shapes, resolution: &Resolution, pair: PairId) -> Option<&'s Name> {
    shapes.get(resolution.pair(pair).writer).name()
}
