//! Compares the pairs of a subject's newest version with what they would be if it had another text.

use std::collections::BTreeSet;

use avro_resolve::resolution::{Resolution, Verdict};
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::{ReaderSchema, WriterSchema};

use crate::finding::fingerprint::Fingerprint;
use crate::history::{LinkedSubject, SubjectVersion};
use crate::judged::JudgedPair;
use crate::pair::PairFinder;
use crate::policy::judgement::{SubjectJudge, Where};
use crate::rule::Severity;

/// The pairs of the newest version before any fix.
pub(crate) struct PairsBefore<'a> {
    judge: &'a SubjectJudge<'a>,
    pub(super) pairs: Vec<Pair>,
    /// How many findings they have together.
    pub(super) findings: usize,
    /// The mistakes in the files of the newest version.
    faults: BTreeSet<String>,
}

pub(super) struct Pair {
    writer: usize,
    reader: usize,
    verdict: Verdict,
    /// The breaking findings of a gated pair.
    breaking: Option<BTreeSet<Fingerprint>>,
}

impl<'a> PairsBefore<'a> {
    /// As a check found them.
    pub(crate) fn of(pairs: &[JudgedPair], linked: &LinkedSubject, judge: &'a SubjectJudge<'a>) -> PairsBefore<'a> {
        let of_newest = || pairs.iter().filter(|pair| pair.writer.max(pair.reader) + 1 == linked.versions.len());
        let findings = of_newest().map(|pair| pair.findings.len()).sum();
        let pairs = of_newest().map(|pair| Pair {
            writer: pair.writer,
            reader: pair.reader,
            verdict: pair.verdict,
            breaking: pair.is_gated().then(|| breaking(pair)),
        });
        PairsBefore { judge, pairs: pairs.collect(), findings, faults: faults(linked) }
    }

    /// Whether nothing is worse with another newest version, and these findings are gone.
    pub(crate) fn is_bettered_by(
        &self,
        linked: &LinkedSubject,
        resolution: &mut Resolution,
        mended: &BTreeSet<Fingerprint>,
    ) -> bool {
        if !faults(linked).is_subset(&self.faults) {
            return false;
        }
        self.pairs.iter().all(|pair| {
            let schema = |at: usize| linked.versions.get(at).map(|version| &version.schema);
            let (Some(writer), Some(reader)) = (schema(pair.writer), schema(pair.reader)) else { return false };
            let id = resolution.resolve(&linked.shapes, WriterSchema(writer), ReaderSchema(reader));
            if resolution.verdict(id) > pair.verdict {
                return false;
            }
            let Some(before) = &pair.breaking else { return true };
            let found = PairFinder::new(linked, resolution).find((pair.writer, pair.reader), id);
            let breaking = found.findings.iter().filter(|finding| {
                let judgement = self.judge.judge(finding, Where::GatedPair);
                judgement.is_some_and(|judgement| judgement.severity == Severity::Breaking)
            });
            breaking.map(|finding| finding.fingerprint).all(|found| before.contains(&found) && !mended.contains(&found))
        })
    }
}

fn breaking(pair: &JudgedPair) -> BTreeSet<Fingerprint> {
    let breaking = pair.findings.iter().filter(|judged| judged.severity == Severity::Breaking);
    breaking.map(|judged| judged.finding.fingerprint).collect()
}

/// The mistakes in all files that the newest version reaches.
fn faults(linked: &LinkedSubject) -> BTreeSet<String> {
    let Some(SubjectVersion { schema, .. }) = linked.versions.last() else { return BTreeSet::new() };
    let library = &schema.links.library;
    let of_files = schema.links.files.iter().flat_map(|&file| &library.document(file).faults);
    of_files
        .chain(schema.faults.iter().map(|fault| &fault.fault))
        .filter(|fault| fault.kind != FaultKind::Comment) // may come along with what a fix puts back
        .map(|fault| format!("{:?}", fault.kind))
        .collect()
}
