//! Fixes mistakes in the files of the newest version for which no older version is needed, such as defaults in another form than
//! their type asks for.

use std::collections::BTreeSet;

use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::edit::EditableText;
use avro_resolve::schema::fault::{FaultKind, FileFault};
use avro_resolve::schema::model::*;
use smol_str::format_smolstr;

use super::propose::broken::Side;
use super::propose::given;
use super::propose::slip::{Slip, meant};
use super::search::{FixTrial, edits_of};
use super::{Fix, Fixes};
use crate::finding::fingerprint::Fingerprint;
use crate::finding::{Finding, fault};
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
        let library = &schema.links.library;
        let in_file =
            |&file: &FileId| library.document(file).faults.iter().cloned().map(move |fault| FileFault { file, fault });
        let faults = schema.faults.iter().cloned().chain(schema.links.files.iter().flat_map(in_file));
        let failing = faults.filter(|fault| self.is_editable(fault.file)).filter_map(|fault| {
            let finding = fault::of_fault(library, &fault);
            let judgement = self.judge().judge(&finding, Where::File)?;
            let fails = judgement.severity == Severity::Breaking && !judgement.disposition.is_excused();
            fails.then_some((fault, finding))
        });
        let proposal = |(fault, finding): (FileFault, Finding)| {
            let place = finding.reader.as_ref()?;
            let side = Side { schema, place, open: self.newest_text };
            let page = side.page(fault.file)?;
            let fix = match &fault.fault.kind {
                FaultKind::InvalidDefault { .. } => proposal_for_default(&side, &fault, &page),
                kind => meant(Slip { kind, file: fault.file, span: place.span, pointer: &place.pointer }, &page),
            };
            Some((finding.fingerprint, fix?))
        };
        failing.take(MOST_MISTAKES).filter_map(proposal).collect()
    }
}

fn proposal_for_default(
    side: &Side<'_>,
    FileFault { file, fault }: &FileFault,
    page: &EditableText<'_>,
) -> Option<Fix> {
    let document = side.document(*file);
    let (record, at, field) = document.nodes.iter().zip(0..).find_map(|(node, at)| {
        let Type::Record(record) = &node.ty else { return None };
        let is_meant = |field: &Field| field.default.as_ref().is_some_and(|default| default.span == fault.span);
        Some((record, at, record.fields.iter().position(is_meant)?))
    })?;
    let pointer = format_smolstr!("{}/fields/{field}", document.pointer(at));
    let place = Place { file: *file, span: fault.span, pointer: pointer.clone() };
    given::defaults(&Side { place: &place, ..*side }, page, (&pointer, &record.fields[field]))
}

/// Each is looked up in the whole text.
const MOST_MISTAKES: usize = 32;
