//! Fixes mistakes in the files of the newest version for which no older version is needed: defaults in another form than their
//! type asks for.

use std::collections::BTreeSet;

use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::fault::{FaultKind, FileFault};
use avro_resolve::schema::model::*;

use super::propose::broken::Side;
use super::propose::given;
use super::search::{FixTrial, edits_of};
use super::{Fix, Fixes};
use crate::finding::fault;
use crate::finding::fingerprint::Fingerprint;
use crate::policy::judgement::Where;
use crate::rule::Severity;

impl FixTrial<'_> {
    /// Adds the fixes of mistakes that fail the run.
    pub(super) fn fix_mistakes(&mut self, fixes: &mut Fixes) {
        for (finding, fix) in self.proposals_for_mistakes() {
            let attempt = self.attempt(&edits_of(&fix));
            let count = self.mistakes_before();
            if attempt.is_some_and(|attempt| attempt.pairs.mends(&BTreeSet::new()) && attempt.pairs.mistakes < count) {
                fixes.by_finding.entry(finding).or_default().push(fix);
            }
        }
    }

    fn proposals_for_mistakes(&self) -> Vec<(Fingerprint, Fix)> {
        let schema = &self.newest().schema;
        let meant = schema.faults.iter().filter(|fault| {
            matches!(fault.fault.kind, FaultKind::InvalidDefault { .. }) && self.is_editable(fault.file)
        });
        let fails = |fault: &&FileFault| {
            let judgement = self.judge().judge(&fault::of_fault(&schema.links.library, fault), Where::File);
            judgement.is_some_and(|judgement| {
                judgement.severity == Severity::Breaking && !judgement.disposition.is_excused()
            })
        };
        let proposal = |FileFault { file, fault }: &FileFault| {
            let document = schema.links.library.document(*file);
            let (record, at, field) = document.nodes.iter().zip(0..).find_map(|(node, at)| {
                let Type::Record(record) = &node.ty else { return None };
                let is_meant = |field: &Field| field.default.as_ref().is_some_and(|default| default.span == fault.span);
                Some((record, at, record.fields.iter().position(is_meant)?))
            })?;
            let pointer = format!("{}/fields/{field}", document.pointer(at));
            let place = Place { file: *file, span: fault.span, pointer: pointer.clone() };
            let side = Side { schema, place: &place };
            given::defaults(&side, &side.page(*file)?, (&pointer, &record.fields[field]))
        };
        let fix =
            |fault: &FileFault| Some((fault::of_fault(&schema.links.library, fault).fingerprint, proposal(fault)?));
        meant.filter(fails).filter_map(fix).take(MOST_MISTAKES).collect()
    }
}

/// Each is looked up in the whole text.
const MOST_MISTAKES: usize = 32;
