//! How the pairs of a subject's newest version stand, and another text for that version in, whether anything is worse out.

use std::collections::BTreeSet;

use crate::check::{Dropped, PairReport, pair_findings};
use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::history::LinkedSubject;
use crate::pair::hazard::PairFinder;
use crate::policy::assume::Assumed;
use crate::policy::judgement::{JudgeOf, Where};
use crate::rule::Severity;
use avro_resolve::resolution::{Resolution, Verdict};
use avro_resolve::schema::{LinkedSchema, ReaderSchema, WriterSchema};

/// How the newest version stands to the older ones.
pub(crate) struct PairsBefore<'a> {
    assumed: &'a Assumed,
    judge: &'a JudgeOf<'a>,
    pairs: Vec<Pair>,
    findings: usize,
    faults: BTreeSet<String>,
}

struct Pair {
    writer: usize,
    reader: usize,
    verdict: Verdict,
    /// The breaking findings of a gated pair.
    breaking: Option<BTreeSet<Fingerprint>>,
}

impl<'a> PairsBefore<'a> {
    /// As a check found it.
    pub(crate) fn of(
        pairs: &[PairReport],
        newest: usize,
        schema: &LinkedSchema,
        (assumed, judge): (&'a Assumed, &'a JudgeOf<'a>),
    ) -> PairsBefore<'a> {
        let of_newest = || pairs.iter().filter(|pair| pair.writer.max(pair.reader) == newest);
        let findings = of_newest().map(|pair| pair.findings.len()).sum();
        let pairs = of_newest().map(|pair| Pair {
            writer: pair.writer,
            reader: pair.reader,
            verdict: pair.verdict,
            breaking: pair.gated.then(|| breaking(&pair.findings).collect()),
        });
        PairsBefore { assumed, judge, pairs: pairs.collect(), findings, faults: faults(schema) }
    }

    /// How many pairs there are.
    pub(crate) fn pairs(&self) -> usize {
        self.pairs.len()
    }

    /// How many findings they have together.
    pub(crate) fn findings(&self) -> usize {
        self.findings
    }

    /// Whether the subject, with another newest version, stands no worse, and rid of these findings.
    pub(crate) fn is_bettered_by(
        &self,
        linked: &LinkedSubject,
        resolution: &mut Resolution,
        mended: &BTreeSet<Fingerprint>,
    ) -> bool {
        let newest = linked.versions.last().map(|version| faults(&version.schema));
        if !newest.is_some_and(|faults| faults.is_subset(&self.faults)) {
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
            let mut weighing =
                PairFinder { linked, resolution, assumed: self.assumed, examples: None, dropped: Dropped::default() };
            let mut findings = pair_findings(&mut weighing, id, (pair.writer, pair.reader));
            self.judge.judge(&mut findings, Where::Gated);
            breaking(&findings).all(|found| before.contains(&found) && !mended.contains(&found))
        })
    }
}

fn breaking(findings: &[Finding]) -> impl Iterator<Item = Fingerprint> {
    findings.iter().filter(|finding| finding.severity == Severity::Breaking).map(|finding| finding.fingerprint)
}

/// The mistakes in all files that a schema reaches.
fn faults(schema: &LinkedSchema) -> BTreeSet<String> {
    let library = &schema.links.library;
    let of_files = schema.links.files.iter().flat_map(|&file| &library.document(file).faults);
    of_files.chain(schema.faults.iter().map(|fault| &fault.fault)).map(|fault| format!("{:?}", fault.kind)).collect()
}
