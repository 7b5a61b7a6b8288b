//! The fixes of every subject in, those that would break another subject, which reaches the same file, gone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::check::SubjectReport;
use crate::fix::search::amended;
use crate::fix::standing::PairsBefore;
use crate::fix::{Fix, Search};
use crate::history::{History, Subject};
use crate::policy::assume::Assumed;
use crate::policy::judgement::Judge;
use avro_resolve::resolution::Resolution;
use avro_resolve::schema::edit::Edit;
use avro_resolve::schema::link::Library;
use avro_resolve::schema::model::FileId;

/// How many subjects are linked again for fixes of others, in a whole run.
const MOST: usize = 500;

/// A subject that was checked.
pub(crate) struct Checked<'a> {
    pub(crate) subject: &'a Subject,
    pub(crate) report: &'a mut SubjectReport,
    /// Every file that some version reaches.
    pub(crate) files: &'a [FileId],
}

/// Takes away the fixes that make another subject worse. A subject that offers the same fix has tried it already.
pub(crate) fn hold_everywhere(
    history: &History,
    library: &Arc<Library>,
    (assumed, judge): (&Assumed, &Judge<'_>),
    checked: &mut [Checked<'_>],
) {
    let own: Vec<BTreeMap<Key, Fix>> = checked.iter().map(|checked| offered(checked.report)).collect();
    let all: BTreeMap<&Key, &Fix> = own.iter().flatten().collect();
    let mut left = MOST;
    for (key, fix) in all {
        let is_concerned = |(other, own): &(&Checked<'_>, &BTreeMap<Key, Fix>)| {
            other.files.contains(&fix.file) && !own.contains_key(key)
        };
        let concerned = checked.iter().zip(&own).filter(is_concerned);
        let concerned: Vec<&Checked<'_>> = concerned.map(|(other, _)| other).collect();
        let is_affordable = concerned.len() <= left;
        left = left.saturating_sub(concerned.len());
        if is_affordable && concerned.iter().all(|other| is_no_worse(history, library, (assumed, judge), other, fix)) {
            continue;
        }
        for other in checked.iter_mut() {
            let before = other.report.fixes.by_finding.len();
            other.report.fixes.by_finding.retain(|_, fixes| {
                fixes.retain(|own| own.file != fix.file || own.edits != fix.edits);
                !fixes.is_empty()
            });
            if !is_affordable && other.report.fixes.by_finding.len() < before {
                other.report.fixes.search = Search::CutShort;
            }
        }
    }
}

/// Fixes that make the same edits are one.
type Key = (FileId, Vec<Edit>);

fn offered(report: &SubjectReport) -> BTreeMap<Key, Fix> {
    let fixes = report.fixes.by_finding.values().flatten();
    fixes.map(|fix| ((fix.file, fix.edits.clone()), fix.clone())).collect()
}

fn is_no_worse(
    history: &History,
    library: &Arc<Library>,
    (assumed, judge): (&Assumed, &Judge<'_>),
    other: &Checked<'_>,
    fix: &Fix,
) -> bool {
    let Some(amended) = amended(library, &[fix]) else { return false };
    let (was, _) = history.link(other.subject, library);
    let (linked, _) = history.link(other.subject, &amended);
    let (Some(newest), true) = (was.versions.last(), was.versions.len() == linked.versions.len()) else { return false };
    let judge = judge.of(&other.subject.name, &history.sources[newest.schema.links.root.file].name);
    let before = PairsBefore::of(&other.report.pairs, was.versions.len() - 1, &newest.schema, (assumed, &judge));
    before.is_bettered_by(&linked, &mut Resolution::default(), &BTreeSet::new())
}
