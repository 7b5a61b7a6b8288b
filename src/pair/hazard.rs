//! Adds to what is notable in a pair what only the subject's history tells.

use crate::check::{Dropped, record};
use crate::evidence::example::Examples;
use crate::history::LinkedSubject;
use crate::rule::Severity;
use avro_resolve::resolution::locate::{Cause, Hazard, Notable, locate_other_bytes};
use avro_resolve::resolution::{Action, PairId, Resolution};
use avro_resolve::schema::shape::{Form, ShapeId};
use avro_resolve::schema::{ReaderSchema, WriterSchema};

use crate::finding::{Finding, FindingKind};
use crate::policy::assume::Assumed;

/// A pair of versions and what it takes to weigh its findings.
pub(crate) struct PairFinder<'a> {
    pub(crate) linked: &'a LinkedSubject,
    pub(crate) resolution: &'a Resolution,
    pub(crate) assumed: &'a Assumed,
    /// Hazards get an example if these are there.
    pub(crate) examples: Option<Examples<'a>>,
    /// What neighbours tell already.
    pub(crate) dropped: Dropped,
}

impl PairFinder<'_> {
    /// The findings of a pair: each as bad as it is here, hazards with an example.
    pub(crate) fn findings(
        &mut self,
        found: Vec<Notable>,
        id: PairId,
        (writer, reader): (usize, usize),
    ) -> Vec<Finding> {
        let of_keys = if self.linked.name.ends_with("-key") && writer < reader {
            let (w, r) = (&self.linked.versions[writer].schema, &self.linked.versions[reader].schema);
            locate_other_bytes(&self.linked.shapes, self.resolution, id, WriterSchema(w), ReaderSchema(r))
        } else {
            Vec::new()
        };
        let is_told = |found: &Notable| match &found.cause {
            // One reader against the next: that is when the same datum changes its value.
            Cause::Hazard(Hazard::DefaultChanged { .. }) => writer + 1 == reader,
            Cause::Hazard(Hazard::DataDropped { fields }) => {
                let record = record(&self.linked.shapes, self.resolution, found.pair);
                !self.dropped.has_closer((writer, reader), record, fields)
            }
            _ => true,
        };
        let found: Vec<Notable> = found.into_iter().filter(is_told).chain(of_keys).collect();
        found.into_iter().map(|found| self.finding(found)).collect()
    }

    fn finding(&mut self, found: Notable) -> Finding {
        let mut finding = Finding::from(found);
        finding.severity = self.assumed.severity(finding.rule);
        let (FindingKind::Difference(cause), Some(pair)) = (&finding.kind, finding.pair) else {
            return finding;
        };
        if let Cause::PrecisionChanged { writer, reader } = cause {
            let digits = (*writer, *reader);
            finding.example = self.examples.as_ref().and_then(|examples| examples.of_precision(pair, digits));
        }
        let Cause::Hazard(hazard) = cause else { return finding };
        if let Hazard::DefaultChanged { field, .. } = hazard
            && !self.is_ever_defaulted(self.resolution.pair(pair).writer, field)
        {
            finding.severity = Severity::Safe;
        }
        finding.example = self.examples.as_mut().and_then(|examples| examples.of(pair, hazard));
        finding
    }

    /// Whether some version's data lack the field, so that this record fills it in.
    fn is_ever_defaulted(&self, record: ShapeId, field: &str) -> bool {
        let Form::Record(shape) = &self.linked.shapes.get(record).form else {
            unreachable!("only records have fields")
        };
        let is_it = |&at: &u32| shape.fields[at as usize].name == field;
        self.resolution.pairs().any(|pair| {
            pair.reader == record
                && matches!(&pair.action, Action::Record(action) if action.defaulted.iter().any(is_it))
        })
    }
}
