//! Tries what could mend the findings of a checked subject.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use avro_resolve::resolution::Resolution;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::edit::{self, Edit};
use avro_resolve::schema::link::{FileScope, Library};
use avro_resolve::schema::model::FileId;

use super::propose::broken::{Break, BrokenDirection, Side};
use super::propose::{propose, propose_more};
use super::trial::PairsBefore;
use super::{Fix, Fixes};
use crate::finding::fingerprint::Fingerprint;
use crate::history::{LinkedSubject, SubjectVersion};
use crate::judged::{Judged, JudgedPair};
use crate::model::limits;
use crate::policy::judgement::SubjectJudge;
use crate::rule::Severity;

/// The most fixes of one finding.
const MOST: usize = 3;

/// To make a finding takes as long as to read so many bytes.
const FINDING: usize = 64;

/// A checked subject.
pub(crate) struct SubjectToFix<'a> {
    pub(crate) linked: &'a mut LinkedSubject,
    pub(crate) resolution: &'a mut Resolution,
    pub(crate) pairs: &'a [JudgedPair],
    pub(crate) judge: &'a SubjectJudge<'a>,
    /// How many subjects the run has.
    pub(crate) subjects: usize,
}

/// Tries what could mend the breaking findings of gated pairs. Afterwards the subject is as it was, apart from shapes and
/// entries of the resolution that nothing refers to.
pub(crate) fn search(SubjectToFix { linked, resolution, pairs, judge, subjects }: SubjectToFix<'_>) -> Fixes {
    let broken = failing(pairs);
    let (Some(last), false) = (linked.versions.last(), broken.is_empty()) else { return Fixes::default() };
    let before = PairsBefore::of(pairs, linked, judge);
    let library = Arc::clone(&last.schema.links.library);
    let size = last.schema.size() as usize;
    let own = library.source(last.schema.links.root.file).text.len();
    let mut trial = FixTrial { linked, resolution, library, before, size, left: effort(own, subjects) };
    let mut fixes = Fixes::default();
    for (judged, pair) in broken {
        let mut good = trial.good(propose, judged, pair);
        if good.is_empty() {
            good = trial.good(propose_more, judged, pair);
        }
        if !good.is_empty() {
            fixes.by_finding.insert(judged.finding.fingerprint, good);
        }
        if trial.left == 0 {
            fixes.is_cut_short = true;
            break;
        }
    }
    trial.settle(&mut fixes);
    fixes
}

/// What a search may cost: bytes read again, times the pairs judged after it, and findings made again.
fn effort(own: usize, subjects: usize) -> usize {
    let part = limits::FIXES.size().min(limits::FIXES_OF_ALL.size() / subjects.max(1));
    part + limits::FIXES_A_BYTE.size() * own
}

/// The breaking findings of gated pairs that are not excused, each once, between the closest versions that have it.
fn failing(pairs: &[JudgedPair]) -> Vec<(&Judged, &JudgedPair)> {
    let mut seen = BTreeSet::new();
    let closest_first = pairs.iter().rev().filter(|pair| pair.is_gated());
    let findings = closest_first.flat_map(|pair| pair.findings.iter().map(move |judged| (judged, pair)));
    let is_meant = |judged: &Judged| {
        judged.severity == Severity::Breaking && !judged.disposition.is_excused() && judged.finding.cause().is_some()
    };
    findings.filter(|(judged, _)| is_meant(judged) && seen.insert(judged.finding.fingerprint)).collect()
}

/// A subject on which fixes are tried.
struct FixTrial<'a> {
    linked: &'a mut LinkedSubject,
    resolution: &'a mut Resolution,
    library: Arc<Library>,
    before: PairsBefore<'a>,
    /// The bytes of the newest version's files.
    size: usize,
    left: usize,
}

impl FixTrial<'_> {
    /// The proposals that hold.
    fn good(&mut self, propose: fn(&Break<'_>) -> Vec<Fix>, judged: &Judged, pair: &JudgedPair) -> Vec<Fix> {
        let mended = BTreeSet::from([judged.finding.fingerprint]);
        let proposals = self.broken(judged, pair).map(|broken| propose(&broken)).unwrap_or_default().into_iter();
        let is_good = |fix: &Fix| self.is_editable(fix.file) && self.holds(&[fix], &mended);
        let good = proposals.filter(is_good).take(MOST).collect();
        // To read the texts for proposals costs too; but whatever the size of a schema, one is tried.
        self.left = self.left.saturating_sub(self.size);
        good
    }

    /// The place of a finding in both versions of its pair.
    fn broken<'b>(&'b self, Judged { finding, .. }: &'b Judged, pair: &JudgedPair) -> Option<Break<'b>> {
        let (cause, writer, reader) = (finding.cause()?, finding.writer.as_ref()?, finding.reader.as_ref()?);
        let schema = |at: usize| &self.linked.versions[at].schema;
        let writer = Side { schema: schema(pair.writer), place: writer };
        let reader = Side { schema: schema(pair.reader), place: reader };
        let (direction, new, old) = match pair.is_backward() {
            true => (BrokenDirection::Backward, reader, writer),
            false => (BrokenDirection::Forward, writer, reader),
        };
        Some(Break { cause, direction, new, old })
    }

    /// Whether a file belongs to the newest version, and to no older one.
    fn is_editable(&self, file: FileId) -> bool {
        let newest = self.newest();
        match self.library.file(file).map(|file| file.scope) {
            Some(FileScope::Edition(edition)) => newest.edition == Some(edition),
            Some(FileScope::OwnVersions) => file == newest.schema.links.root.file,
            Some(FileScope::Unversioned | FileScope::OldText) | None => false,
        }
    }

    fn newest(&self) -> &SubjectVersion {
        self.linked.versions.last().expect("a subject with findings has versions")
    }

    /// Whether the fixes, made together, mend these findings and break nothing.
    fn holds(&mut self, fixes: &[&Fix], mended: &BTreeSet<Fingerprint>) -> bool {
        if self.left == 0 {
            return false;
        }
        let cost = self.size * (1 + self.before.pairs.len()) + FINDING * self.before.findings;
        self.left = self.left.saturating_sub(cost);
        let Some(library) = amended(&self.library, fixes) else { return false };
        let (root, edition) = (self.newest().schema.links.root.file, self.newest().edition);
        let Ok(schema) = LinkedSchema::new(&library, root, edition, &mut self.linked.shapes) else { return false };
        let released = self.put(schema);
        let is_good =
            self.before.is_bettered_by(self.linked, self.resolution, mended) && !self.resolution.exceeds_limit();
        if self.resolution.exceeds_limit() {
            self.left = 0;
        }
        self.put(released);
        is_good
    }

    /// Puts a schema in the place of the newest version's.
    fn put(&mut self, schema: LinkedSchema) -> LinkedSchema {
        let newest = self.linked.versions.last_mut().expect("a subject with findings has versions");
        std::mem::replace(&mut newest.schema, schema)
    }

    /// All automatic fixes have to hold together: one that does not hold together with those before it becomes a suggestion.
    fn settle(&mut self, fixes: &mut Fixes) {
        let best = fixes.by_finding.iter().filter_map(|(finding, fixes)| Some((*finding, fixes.first()?.clone())));
        let automatic: Vec<(Fingerprint, Fix)> = best.filter(|(_, fix)| fix.is_automatic).collect();
        if automatic.len() < 2 || self.holds_all(&automatic) {
            return;
        }
        let mut together: Vec<(Fingerprint, Fix)> = Vec::new();
        for (finding, fix) in automatic {
            together.push((finding, fix));
            if together.len() > 1 && !self.holds_all(&together) {
                let (finding, _) = together.pop().expect("it was pushed just now");
                let fixes = fixes.by_finding.get_mut(&finding).expect("it has a fix");
                fixes.iter_mut().for_each(|fix| fix.is_automatic = false);
            }
        }
    }

    fn holds_all(&mut self, fixes: &[(Fingerprint, Fix)]) -> bool {
        let mended = fixes.iter().map(|(finding, _)| *finding).collect();
        let fixes: Vec<&Fix> = fixes.iter().map(|(_, fix)| fix).collect();
        self.holds(&fixes, &mended)
    }
}

/// The library with the fixes made; `None` if they cannot be made together, or a text cannot be understood afterwards.
pub(crate) fn amended(library: &Arc<Library>, fixes: &[&Fix]) -> Option<Arc<Library>> {
    let mut library = Arc::clone(library);
    for (file, edits) in together(fixes.iter().copied())? {
        let text = edit::apply(&library.source(file).text, &edits);
        library = Arc::new(library.amended(file, text).ok()?);
    }
    Some(library)
}

/// The edits of several fixes by file, each once and in the order of the text; `None` if some are in the way of others.
pub(crate) fn together<'a>(fixes: impl Iterator<Item = &'a Fix>) -> Option<BTreeMap<FileId, Vec<Edit>>> {
    let mut files: BTreeMap<FileId, Vec<&'a Fix>> = BTreeMap::new();
    for fix in fixes {
        let of_file = files.entry(fix.file).or_default();
        // One edit may mend several findings.
        if of_file.iter().all(|other| other.edits != fix.edits) {
            of_file.push(fix);
        }
    }
    let merge = |fixes: Vec<&Fix>| {
        let mut edits: Vec<Edit> = fixes.iter().flat_map(|fix| fix.edits.iter().cloned()).collect();
        edits.sort_by_key(|edit| edit.span);
        edit::are_apart(&edits).then_some(edits)
    };
    files.into_iter().map(|(file, fixes)| Some((file, merge(fixes)?))).collect()
}
