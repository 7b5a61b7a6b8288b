//! Drops fixes that would break another subject, which reaches the same file.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use avro_resolve::resolution::Resolution;
use avro_resolve::schema::edit::Edit;
use avro_resolve::schema::link::Library;
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::source::Span;

use super::search::{amended, edits_of};
use super::trial::{NewestPair, PairsBefore};
use super::{EditsByFile, Fix, Fixes};
use crate::history::{History, Subject};
use crate::model::limits;
use crate::policy::judgement::Judge;

/// A subject that was checked.
pub(crate) struct CheckedSubject<'a> {
    pub(crate) subject: &'a Subject,
    /// The pairs of its newest version.
    pub(crate) pairs: &'a [NewestPair],
    /// Its fixes, where there are any.
    pub(crate) fixes: Option<&'a mut Fixes>,
    /// Every file that some version reaches.
    pub(crate) files: &'a [FileId],
    /// Where the types of its newest version are, if its file has others too.
    pub(crate) types: Option<&'a [(FileId, Span)]>,
}

impl CheckedSubject<'_> {
    /// Whether edits of a file can change it.
    fn has(&self, file: FileId, edits: &[Edit]) -> bool {
        let is_edited =
            |span: &Span| edits.iter().any(|edit| edit.span.start <= span.end && span.start <= edit.span.end);
        let has_type = |types: &[(FileId, Span)]| types.iter().any(|(own, span)| *own == file && is_edited(span));
        self.files.contains(&file) && self.types.is_none_or(has_type)
    }
}

/// Drops the fixes that make another subject worse. A subject that offers the same fix has tried it already.
pub(crate) fn drop_fixes_that_break_others(
    history: &History,
    library: &Arc<Library>,
    judge: &Judge<'_>,
    checked: &mut [CheckedSubject<'_>],
) {
    let fixes = |checked: &CheckedSubject<'_>| -> BTreeMap<Key, Fix> {
        let fixes = checked.fixes.iter().flat_map(|fixes| fixes.by_finding.values().flatten());
        fixes.map(|fix| ((fix.file, fix.edits.clone()), fix.clone())).collect()
    };
    let own: Vec<BTreeMap<Key, Fix>> = checked.iter().map(fixes).collect();
    let all: BTreeMap<&Key, &Fix> = own.iter().flatten().collect();
    let mut left = limits::RELINKED.most;
    for (key, fix) in all {
        let is_concerned = |(other, own): &(&CheckedSubject<'_>, &BTreeMap<Key, Fix>)| {
            other.has(fix.file, &fix.edits) && !own.contains_key(key)
        };
        let concerned = checked.iter().zip(&own).filter(is_concerned);
        let concerned: Vec<&CheckedSubject<'_>> = concerned.map(|(other, _)| other).collect();
        let cost = cost(library, &concerned);
        let is_affordable = cost <= left;
        left = left.saturating_sub(cost);
        if is_affordable && concerned.iter().all(|other| is_no_worse(history, library, judge, other, &edits_of(fix))) {
            continue;
        }
        for of_subject in checked.iter_mut().filter_map(|other| other.fixes.as_deref_mut()) {
            let before = of_subject.by_finding.len();
            of_subject.by_finding.retain(|_, fixes| {
                fixes.retain(|own| own.file != fix.file || own.edits != fix.edits);
                !fixes.is_empty()
            });
            of_subject.is_cut_short |= !is_affordable && of_subject.by_finding.len() < before;
        }
    }
    for at in 0..checked.len() {
        let Some(patch) = checked[at].fixes.as_ref().and_then(|fixes| fixes.patch.as_ref()) else { continue };
        let others = checked.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
        let concerned = others.filter(|other| patch.edits.iter().any(|(file, edits)| other.has(*file, edits)));
        let concerned: Vec<&CheckedSubject<'_>> = concerned.collect();
        let cost = cost(library, &concerned);
        let is_affordable = cost <= left;
        left = left.saturating_sub(cost);
        let is_good =
            is_affordable && concerned.iter().all(|other| is_no_worse(history, library, judge, other, &patch.edits));
        if !is_good && let Some(fixes) = &mut checked[at].fixes {
            fixes.patch = None;
        }
    }
}

/// The bytes that are read again to try something on other subjects.
fn cost(library: &Library, concerned: &[&CheckedSubject<'_>]) -> u64 {
    concerned.iter().flat_map(|other| other.files).map(|file| library.source(*file).text.len() as u64).sum()
}

/// Fixes that make the same edits are one.
type Key = (FileId, Vec<Edit>);

fn is_no_worse(
    history: &History,
    library: &Arc<Library>,
    judge: &Judge<'_>,
    other: &CheckedSubject<'_>,
    edits: &EditsByFile,
) -> bool {
    let Some(amended) = amended(library, edits) else { return false };
    let (was, _) = history.link(other.subject, library);
    let (linked, _) = history.link(other.subject, &amended);
    let (Some(newest), true) = (was.versions.last(), was.versions.len() == linked.versions.len()) else { return false };
    let judge = judge.of(Some(&other.subject.name), &history.sources[newest.schema.links.root.file].name);
    let fingerprints = RefCell::default();
    let before = PairsBefore::of(other.pairs, &was, &judge, history, &fingerprints);
    before.after(&linked, &mut Resolution::default()).is_some_and(|after| after.new.is_empty())
}
