//! Compares the pairs of a subject's newest version with what they would be if it had another text.

use std::cell::RefCell;
use std::collections::BTreeSet;

use avro_resolve::resolution::{Resolution, Verdict};
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::{ReaderSchema, WriterSchema};
use rustc_hash::FxHashSet;

use crate::finding::Finding;
use crate::finding::fingerprint::{Fingerprint, Fingerprints};
use crate::history::{History, LinkedSubject, SubjectVersion};
use crate::judged::JudgedPair;
use crate::pair::{PairFinder, VersionPair};
use crate::policy::judgement::{SubjectJudge, Where};
use crate::rule::Severity;

/// The pairs of the newest version before any fix.
pub(crate) struct PairsBefore<'a> {
    pub(super) judge: &'a SubjectJudge<'a>,
    history: &'a History,
    fingerprints: &'a RefCell<Fingerprints>,
    pub(super) pairs: &'a [NewestPair],
    /// How many findings they have together.
    pub(super) findings: usize,
    /// The mistakes in the files of the newest version.
    pub(super) faults: Vec<String>,
    /// The files of the newest version.
    files: Vec<FileId>,
}

/// What has to stay as good as it is in a pair of the newest version.
pub(crate) struct NewestPair {
    writer: usize,
    reader: usize,
    verdict: Verdict,
    /// The breaking findings of a gated pair.
    breaking: Option<FxHashSet<Fingerprint>>,
    /// How many findings it has.
    findings: usize,
}

/// The pairs of the newest of so many versions.
pub(crate) fn newest_pairs(pairs: &[JudgedPair], versions: usize) -> Vec<NewestPair> {
    let of_newest = pairs.iter().filter(|pair| pair.writer.max(pair.reader) + 1 == versions);
    let newest = of_newest.map(|pair| NewestPair {
        writer: pair.writer,
        reader: pair.reader,
        verdict: pair.verdict,
        breaking: pair.is_gated().then(|| breaking(pair)),
        findings: pair.findings.len(),
    });
    newest.collect()
}

/// What another text of the newest version makes of its pairs, if it makes none of them worse.
#[derive(Default)]
pub(crate) struct PairsAfter {
    /// Breaking findings of gated pairs that were there before, each once, between the closest versions that have it.
    pub(crate) left: Vec<(Finding, VersionPair)>,
    /// Those that were not.
    pub(crate) new: Vec<(Finding, VersionPair)>,
    /// How many mistakes the newest version has.
    pub(crate) mistakes: usize,
}

impl PairsAfter {
    /// Whether one of these findings is still there.
    pub(crate) fn has_any(&self, findings: &BTreeSet<Fingerprint>) -> bool {
        self.left.iter().chain(&self.new).any(|(finding, _)| findings.contains(&finding.fingerprint))
    }

    /// Whether all is well: nothing has come up, and none of these findings is left.
    pub(crate) fn mends(&self, findings: &BTreeSet<Fingerprint>) -> bool {
        self.new.is_empty() && !self.has_any(findings)
    }
}

impl<'a> PairsBefore<'a> {
    /// As a check found them.
    pub(crate) fn of(
        pairs: &'a [NewestPair],
        linked: &LinkedSubject,
        judge: &'a SubjectJudge<'a>,
        history: &'a History,
        fingerprints: &'a RefCell<Fingerprints>,
    ) -> PairsBefore<'a> {
        let findings = pairs.iter().map(|pair| pair.findings).sum();
        let files = linked.versions.last().map(|newest| newest.schema.links.files.clone()).unwrap_or_default();
        PairsBefore { judge, history, fingerprints, pairs, findings, faults: faults(linked), files }
    }

    /// What the pairs are with another newest version; `None` if it is worse by itself, or some data cannot be read any more.
    pub(crate) fn after(&self, linked: &LinkedSubject, resolution: &mut Resolution) -> Option<PairsAfter> {
        let newest = linked.versions.last()?;
        let is_borrowed =
            |file: &FileId| self.files.binary_search(file).is_err() && !self.history.is_in_force(*file, newest.edition);
        let faults = faults(linked);
        if newest.schema.links.files.iter().any(is_borrowed) || has_more(&faults, &self.faults) {
            return None;
        }
        // Most that are worse show it by a verdict.
        let mut resolved = Vec::with_capacity(self.pairs.len());
        for pair in self.pairs.iter().rev() {
            let schema = |at: usize| linked.versions.get(at).map(|version| &version.schema);
            let (writer, reader) = (schema(pair.writer)?, schema(pair.reader)?);
            let id = resolution.resolve(&linked.shapes, WriterSchema(writer), ReaderSchema(reader));
            if resolution.verdict(id) > pair.verdict {
                return None;
            }
            resolved.push((pair, id));
        }
        let mut after = PairsAfter { mistakes: faults.len(), ..PairsAfter::default() };
        let mut seen = FxHashSet::default();
        for (pair, id) in resolved {
            let Some(before) = &pair.breaking else { continue };
            let versions = (pair.writer, pair.reader);
            let found = PairFinder::new(linked, resolution, self.fingerprints).find(versions, id);
            for finding in found.findings {
                let judgement = self.judge.judge(&finding, Where::GatedPair);
                let is_breaking = judgement.is_some_and(|judgement| judgement.severity == Severity::Breaking);
                if !is_breaking {
                    continue;
                }
                match before.contains(&finding.fingerprint) {
                    false => after.new.push((finding, versions)),
                    true if seen.insert(finding.fingerprint) => after.left.push((finding, versions)),
                    true => {}
                }
            }
        }
        Some(after)
    }
}

fn breaking(pair: &JudgedPair) -> FxHashSet<Fingerprint> {
    let breaking = pair.findings.iter().filter(|judged| judged.severity == Severity::Breaking);
    breaking.map(|judged| judged.finding.fingerprint).collect()
}

/// The mistakes in all files that the newest version reaches, in order.
fn faults(linked: &LinkedSubject) -> Vec<String> {
    let Some(SubjectVersion { schema, .. }) = linked.versions.last() else { return Vec::new() };
    let of_files = schema.links.files.iter().flat_map(|&file| schema.faults_of_text(file));
    let faults = of_files.chain(schema.faults.iter().map(|fault| &fault.fault));
    // A comment may come along with what a fix puts back.
    let faults = faults.filter(|fault| fault.kind != FaultKind::Comment);
    let mut all: Vec<String> = faults.map(|fault| format!("{:?}", fault.kind)).collect();
    all.sort_unstable();
    all
}

/// Whether a sorted list has something more often than another.
fn has_more(now: &[String], before: &[String]) -> bool {
    let mut left = before.iter();
    now.iter().any(|fault| !left.by_ref().any(|other| other == fault))
}
