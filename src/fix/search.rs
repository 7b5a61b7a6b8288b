//! Tries what could mend the findings of a checked subject.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use avro_resolve::resolution::Resolution;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::edit::{self, Edit, EditableText, are_apart, compose};
use avro_resolve::schema::link::{FileScope, Library, Links};
use avro_resolve::schema::model::FileId;

use rustc_hash::FxHashSet;

use super::propose::broken::{Break, BrokenDirection, OpenText, Side};
use super::propose::{propose, propose_more};
use super::trial::{PairsAfter, PairsBefore, newest_pairs};
use super::{EditsByFile, Fix, Fixes, Remedy};
use crate::finding::Finding;
use crate::finding::fingerprint::{Fingerprint, Fingerprints};
use crate::history::{History, LinkedSubject, SubjectVersion};
use crate::judged::{Judged, JudgedPair};
use crate::model::limits;
use crate::pair::VersionPair;
use crate::policy::judgement::SubjectJudge;
use crate::rule::Severity;

/// The most fixes of one finding.
const MOST: usize = 3;

/// The most edits that one fix needs because of others.
const MOST_FOLLOWING: usize = 4;

/// A type of a file with many may read it again so many times.
const FILES: usize = 16;

/// To make a finding takes as long as to read so many bytes.
const FINDING: usize = 64;

/// A checked subject.
pub(crate) struct SubjectToFix<'a> {
    pub(crate) history: &'a History,
    pub(crate) linked: &'a mut LinkedSubject,
    pub(crate) resolution: &'a mut Resolution,
    pub(crate) pairs: &'a [JudgedPair],
    pub(crate) judge: &'a SubjectJudge<'a>,
    /// Those of its findings.
    pub(crate) fingerprints: &'a RefCell<Fingerprints>,
}

/// Tries what could mend the breaking findings of gated pairs. Afterwards the subject is as it was, apart from shapes and
/// entries of the resolution that nothing refers to.
pub(crate) fn search(subject: SubjectToFix<'_>) -> Fixes {
    let SubjectToFix { history, linked, resolution, pairs, judge, fingerprints } = subject;
    let broken = failing(pairs);
    let Some(last) = linked.versions.last() else { return Fixes::default() };
    let library = Arc::clone(&last.schema.links.library);
    let is_sound = |file: &FileId| library.document(*file).faults.is_empty();
    if broken.is_empty() && last.schema.faults.is_empty() && last.schema.links.files.iter().all(is_sound) {
        return Fixes::default();
    }
    let newest = newest_pairs(pairs, linked.versions.len());
    let before = PairsBefore::of(&newest, linked, judge, history, fingerprints);
    let size = last.schema.size() as usize;
    let file = last.schema.links.root.file;
    let own = library.source(file);
    let document = library.document(file);
    let types = (document.names_of_subjects().count() + document.messages.len()).max(1);
    let effort = effort(own.text.len(), types, history.subjects.len());
    // However large a schema is, one fix is tried; but a large file with many types is not read again for each of them.
    if types > 1 && effort < size * (1 + newest.len()) {
        return Fixes { is_cut_short: true, ..Fixes::default() };
    }
    // Single fixes leave something for what mends all findings together.
    let of_sets = effort / 4;
    let newest_text = EditableText::open_as(&own.text, own.syntax()).map(|text| OpenText { file, text: Rc::new(text) });
    let library = Arc::clone(&library);
    let mut trial = FixTrial {
        linked,
        resolution,
        library,
        before,
        size,
        newest_text: newest_text.as_ref(),
        left: effort - of_sets,
    };
    let mut fixes = Fixes::default();
    let mut untried = broken.iter();
    while trial.left > 0
        && let Some((finding, pair)) = untried.next()
    {
        let good = trial.fixes_of(finding, *pair);
        if !good.is_empty() {
            fixes.by_finding.insert(finding.fingerprint, good);
        }
    }
    trial.fix_mistakes(&mut fixes);
    let is_cut_short = trial.left == 0;
    trial.left += of_sets;
    trial.settle(&mut fixes);
    fixes.patch = trial.patch(&fixes, &broken, untried.as_slice());
    fixes.is_cut_short = is_cut_short || trial.left == 0;
    fixes
}

/// What a search may cost: bytes read again, times the pairs judged after it, and findings made again. It is for one of so many types of
/// a file with so many bytes.
fn effort(own: usize, types: usize, subjects: usize) -> usize {
    let part = limits::FIXES.size().min(limits::FIXES_OF_ALL.size() / subjects.max(1));
    let of_types = match types {
        1 => 0,
        _ => (own * FILES).min(limits::FIXES_OF_TYPES.size() / subjects.max(1)),
    };
    part + of_types + limits::FIXES_A_BYTE.size() * own / types
}

/// The breaking findings of gated pairs that are not excused, each once, between the closest versions that have it.
fn failing(pairs: &[JudgedPair]) -> Vec<(&Finding, VersionPair)> {
    let mut seen = BTreeSet::new();
    let closest_first = pairs.iter().rev().filter(|pair| pair.is_gated());
    let findings = closest_first.flat_map(|pair| pair.findings.iter().map(move |judged| (judged, pair)));
    let is_meant = |judged: &Judged| {
        judged.severity == Severity::Breaking && !judged.disposition.is_excused() && judged.finding.cause().is_some()
    };
    let meant = findings.filter(|(judged, _)| is_meant(judged) && seen.insert(judged.finding.fingerprint));
    meant.map(|(judged, pair)| (&judged.finding, (pair.writer, pair.reader))).collect()
}

/// A subject on which fixes are tried.
pub(super) struct FixTrial<'a> {
    linked: &'a mut LinkedSubject,
    resolution: &'a mut Resolution,
    library: Arc<Library>,
    before: PairsBefore<'a>,
    /// The bytes of the newest version's files.
    size: usize,
    /// Most proposals edit it.
    pub(super) newest_text: Option<&'a OpenText<'a>>,
    pub(super) left: usize,
}

/// What edits make of the newest version.
pub(super) struct Attempt {
    pub(super) schema: LinkedSchema,
    pub(super) pairs: PairsAfter,
}

/// What proposes fixes.
type Proposer = fn(&Break<'_>) -> Vec<Fix>;

impl FixTrial<'_> {
    /// The fixes that hold: single edits, else those that need others, else those that put back more of the old text.
    fn fixes_of(&mut self, finding: &Finding, pair: VersionPair) -> Vec<Fix> {
        let mended = BTreeSet::from([finding.fingerprint]);
        let (mut good, mut following): (Vec<Fix>, Vec<(Fix, Attempt)>) = (Vec::new(), Vec::new());
        for fix in self.proposals(propose, finding, pair, None) {
            match self.attempt(&edits_of(&fix)) {
                Some(attempt) if attempt.pairs.mends(&mended) => good.push(fix),
                Some(attempt) if !attempt.pairs.has_any(&mended) => following.push((fix, attempt)),
                Some(_) | None => {}
            }
            if good.len() == MOST {
                break;
            }
        }
        if good.is_empty() {
            good = following
                .into_iter()
                .find_map(|(fix, attempt)| self.with_following(fix, attempt, &mended))
                .into_iter()
                .collect();
        }
        if good.is_empty() {
            let more = self.proposals(propose_more, finding, pair, None).into_iter();
            good = more.filter(|fix| self.holds(&[fix], &mended)).take(MOST).collect();
        }
        // To read the texts for proposals costs too; but whatever the size of a schema, one is tried.
        self.left = self.left.saturating_sub(self.size * pair.0.abs_diff(pair.1));
        good
    }

    /// A fix with the edits that mend what has come up after it.
    fn with_following(&mut self, fix: Fix, attempt: Attempt, mended: &BTreeSet<Fingerprint>) -> Option<Fix> {
        let (mut fix, mut attempt) = (fix, attempt);
        for _ in 0..MOST_FOLLOWING {
            let Some((next, pair)) = attempt.pairs.new.first() else { return Some(fix) };
            let goal = BTreeSet::from([next.fingerprint]);
            let proposals = self.proposals(propose, next, *pair, Some(&attempt.schema)).into_iter();
            (fix, attempt) = proposals.filter(|next| next.file == fix.file).find_map(|next| {
                let both = followed_by(&fix, &next);
                let attempt = self.attempt(&edits_of(&both))?;
                (!attempt.pairs.has_any(mended) && !attempt.pairs.has_any(&goal)).then_some((both, attempt))
            })?;
        }
        attempt.pairs.new.is_empty().then_some(fix)
    }

    /// What could mend a finding; its place is in the newest version, or in the amended one.
    pub(super) fn proposals(
        &self,
        propose: Proposer,
        finding: &Finding,
        pair: VersionPair,
        amended: Option<&LinkedSchema>,
    ) -> Vec<Fix> {
        let broken = self.broken(finding, pair, amended);
        let mut proposals = broken.map(|broken| propose(&broken)).unwrap_or_default();
        proposals.retain(|fix| self.is_editable(fix.file));
        proposals
    }

    /// The place of a finding in both versions of its pair.
    fn broken<'b>(
        &'b self,
        finding: &'b Finding,
        (writer, reader): VersionPair,
        amended: Option<&'b LinkedSchema>,
    ) -> Option<Break<'b>> {
        let (cause, w, r) = (finding.cause()?, finding.writer.as_ref()?, finding.reader.as_ref()?);
        let (older, newer) = (writer.min(reader), writer.max(reader));
        let schema = |at: usize| match amended {
            Some(amended) if at == newer => amended,
            Some(_) | None => &self.linked.versions[at].schema,
        };
        let between = &self.linked.versions[older + 1..newer];
        let open = self.newest_text.filter(|_| amended.is_none());
        let writer_side = Side { schema: schema(writer), place: w, open };
        let reader_side = Side { schema: schema(reader), place: r, open };
        Some(if writer < reader {
            Break { cause, direction: BrokenDirection::Backward, new: reader_side, old: writer_side, between }
        } else {
            Break { cause, direction: BrokenDirection::Forward, new: writer_side, old: reader_side, between }
        })
    }

    /// Whether a file belongs to the newest version, and to no older one.
    pub(super) fn is_editable(&self, file: FileId) -> bool {
        let newest = self.newest();
        match self.library.file(file).map(|file| file.scope) {
            Some(FileScope::Edition(edition)) => newest.edition == Some(edition),
            Some(FileScope::OwnVersions) => file == newest.schema.links.root.file,
            Some(FileScope::Unversioned | FileScope::OldText) | None => false,
        }
    }

    pub(super) fn newest(&self) -> &SubjectVersion {
        self.linked.versions.last().expect("a subject with findings has versions")
    }

    /// Counts that the texts are read for proposals; whether there is something left for it.
    pub(super) fn spend_on_proposals(&mut self) -> bool {
        self.left = self.left.saturating_sub(self.size);
        self.left > 0
    }

    pub(super) fn judge(&self) -> &SubjectJudge<'_> {
        self.before.judge
    }

    /// How many mistakes the newest version has.
    pub(super) fn mistakes_before(&self) -> usize {
        self.before.faults.len()
    }

    /// What edits make of the pairs, if they make none worse.
    pub(super) fn attempt(&mut self, edits: &EditsByFile) -> Option<Attempt> {
        if self.left == 0 {
            return None;
        }
        let cost = self.size * (1 + self.before.pairs.len()) + FINDING * self.before.findings;
        self.left = self.left.saturating_sub(cost);
        let library = amended(&self.library, edits)?;
        let (root, edition) = (self.newest().schema.links.root, self.newest().edition);
        let links = Links::new(&library, root.file, edition).ok()?;
        let links = links.about_the_same(&self.newest().schema.links)?;
        let schema = LinkedSchema::of(links, &mut self.linked.shapes).ok()?;
        let released = self.put(schema);
        let pairs = self.before.after(self.linked, self.resolution);
        let schema = self.put(released);
        if self.resolution.exceeds_limit() {
            self.left = 0;
            return None;
        }
        Some(Attempt { schema, pairs: pairs? })
    }

    /// Whether the fixes, made together, mend these findings and break nothing.
    fn holds(&mut self, fixes: &[&Fix], mended: &BTreeSet<Fingerprint>) -> bool {
        let edits = together(fixes.iter().map(|fix| edits_of(fix)));
        let attempt = edits.and_then(|edits| self.attempt(&edits));
        attempt.is_some_and(|attempt| attempt.pairs.mends(mended))
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

/// A fix as edits by file.
pub(crate) fn edits_of(fix: &Fix) -> EditsByFile {
    EditsByFile::from([(fix.file, fix.edits.clone())])
}

/// Two fixes of one file as one; the second is of what the first makes of the text.
fn followed_by(first: &Fix, second: &Fix) -> Fix {
    let remedies = match &first.remedy {
        Remedy::Several(remedies) => remedies.clone(),
        one => vec![one.clone()],
    };
    Fix {
        file: first.file,
        edits: compose(&first.edits, &second.edits),
        remedy: Remedy::Several([remedies, vec![second.remedy.clone()]].concat()),
        is_automatic: first.is_automatic && second.is_automatic,
    }
}

/// The library with edits made; `None` if they are in each other's way, or a text cannot be understood afterwards.
pub(crate) fn amended(library: &Arc<Library>, edits: &EditsByFile) -> Option<Arc<Library>> {
    let mut library = Arc::clone(library);
    for (&file, edits) in edits {
        if !are_apart(edits) {
            return None;
        }
        let text = edit::apply(&library.source(file).text, edits);
        library = Arc::new(library.amended(file, text).ok()?);
    }
    Some(library)
}

/// Edits that are independent of each other, each once and in the order of the texts; `None` if some are in the way of others.
pub(crate) fn together(all: impl Iterator<Item = EditsByFile>) -> Option<EditsByFile> {
    let mut files: BTreeMap<FileId, Vec<Vec<Edit>>> = BTreeMap::new();
    let mut seen = FxHashSet::default();
    for (file, edits) in all.flatten() {
        // One edit may mend several findings.
        if seen.insert((file, edits.clone())) {
            files.entry(file).or_default().push(edits);
        }
    }
    let merge = |edits: Vec<Vec<Edit>>| {
        let mut edits = edits.concat();
        edits.sort_by_key(|edit| edit.span);
        are_apart(&edits).then_some(edits)
    };
    files.into_iter().map(|(file, edits)| Some((file, merge(edits)?))).collect()
}
