//! The pairs of neighbouring versions in, the fields that their readers drop out: versions further apart need not tell them
//! again.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::finding::Age;
use crate::policy::terms::EffectivePolicy;
use crate::rule::{self, Severity};
use avro_resolve::resolution::locate::{Cause, Hazard, Located};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::Shapes;

/// What the readers of neighbouring versions drop.
#[derive(Default)]
pub(crate) struct Dropped {
    /// By writer and reader: the fields of each record of the writer's.
    fields: FxHashMap<(usize, usize), FxHashMap<Name, FxHashSet<SmolStr>>>,
}

impl Dropped {
    /// Whether to tell a dropped field once: not where somebody wants to know each reader that drops it.
    pub(crate) fn is_told_once(terms: &EffectivePolicy) -> bool {
        let severity = terms.severity(&rule::DATA_DROPPED, rule::DATA_DROPPED.default_severity(), Age::Newest);
        severity.is_none_or(|severity| severity == Severity::Safe && !terms.fail_on.is_reached_by(severity))
    }

    /// Adds what was found between two neighbours.
    pub(crate) fn add(&mut self, shapes: &Shapes, resolution: &Resolution, pair: (usize, usize), located: &Located) {
        for found in &located.found {
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
