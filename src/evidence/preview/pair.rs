//! A writer's and a reader's schema, resolved in both directions.

use avro_resolve::resolution::locate::{self, Cause};
use avro_resolve::resolution::{FailureKind, PairId, Resolution};
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::{ReaderSchema, WriterSchema};
use rustc_hash::FxHashMap;

use crate::finding::Finding;

/// Two schemas, resolved: all that records need to be put through.
#[derive(Debug)]
pub(crate) struct ResolvedPair<'a> {
    /// What both schemas share.
    pub shapes: &'a Shapes,
    /// Every notable place of the pair.
    pub findings: Vec<Finding>,
    pub(super) findings_of: FxHashMap<PairId, Vec<usize>>,
    pub(super) resolution: Resolution,
    pub(super) there: PairId,
    pub(super) back: PairId,
    /// Whether the schemas are too much to resolve: then nothing else here counts.
    pub exceeds_limit: bool,
    /// Whether records also go back, as the writer's schema reads them.
    pub goes_back: bool,
}

impl<'a> ResolvedPair<'a> {
    /// Resolves the schemas, both of which keep their shapes in `shapes`. Records do not go back unless that is set.
    pub(crate) fn new(shapes: &'a Shapes, writer: WriterSchema<'_>, reader: ReaderSchema<'_>) -> ResolvedPair<'a> {
        let mut resolution = Resolution::default();
        let there = resolution.resolve(shapes, writer, reader);
        let back = resolution.resolve(shapes, WriterSchema(reader.0), ReaderSchema(writer.0));
        let located = locate::locate(shapes, &resolution, there, writer, reader);
        let exceeds_limit = resolution.exceeds_limit() || located.exceeds_limit;
        let findings: Vec<Finding> = located.found.into_iter().map(Finding::from).collect();
        let mut findings_of: FxHashMap<PairId, Vec<usize>> = FxHashMap::default();
        for (at, finding) in findings.iter().enumerate() {
            findings_of.entry(finding.pair.unwrap_or(there)).or_default().push(at);
        }
        ResolvedPair { shapes, findings, findings_of, resolution, there, back, exceeds_limit, goes_back: false }
    }

    /// The writer's root.
    pub(crate) fn writer_shape(&self) -> ShapeId {
        self.resolution.pair(self.there).writer
    }

    pub(crate) fn reader_shape(&self) -> ShapeId {
        self.resolution.pair(self.there).reader
    }

    /// The finding about a failing place.
    pub(super) fn finding(&self, id: PairId, kind: FailureKind, is_it: impl Fn(&Cause) -> bool) -> Option<usize> {
        let is_about =
            |finding: &Finding| finding.cause().is_some_and(|cause| cause.kind() == Some(kind) && is_it(cause));
        let among = self.findings_of.get(&id)?;
        among.iter().copied().find(|&at| is_about(&self.findings[at]))
    }
}
