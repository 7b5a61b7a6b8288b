//! Finds what is notable in one pair of a writer's and a reader's version.

mod dropped;

use std::cell::{OnceCell, RefCell};
use std::ops::Index;

use avro_resolve::resolution::locate::{
    Cause, Hazard, Likenesses, Located, Notable, PairPart, PathStep, PathStepId, Paths, locate_other_bytes, locate_with,
};
use avro_resolve::resolution::{Action, FailureKind, Pair, PairId, Resolution, Verdict};
use avro_resolve::schema::shape::{Form, ShapeId};
use avro_resolve::schema::{ReaderSchema, WriterSchema};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::finding::fingerprint::Fingerprints;
use crate::finding::{Finding, InMessage};
use crate::history::LinkedSubject;
use crate::model::message_part::MessagePart;
use crate::rule::Severity;
use dropped::Dropped;

/// A pair of versions of a subject, by their indices from old to new: the writer's first.
pub(crate) type VersionPair = (usize, usize);

/// Every ordered pair of different versions of a subject, with its entry in the resolution.
#[derive(Default)]
pub(crate) struct PairTable {
    /// Those of each writer in turn. A version with itself is no pair, and has the number of another.
    ids: Vec<PairId>,
    versions: usize,
}

impl Index<VersionPair> for PairTable {
    type Output = PairId;

    fn index(&self, (writer, reader): VersionPair) -> &PairId {
        &self.ids[writer * self.versions + reader]
    }
}

/// The findings of a pair.
pub(crate) struct Found {
    /// The findings, in the order of the reader's text.
    pub findings: Vec<Finding>,
    /// The paths that lead to them.
    pub paths: Paths,
    /// Whether there are more, which were left out.
    pub exceeds_limit: bool,
}

/// Finds what is notable in the pairs of one subject.
pub(crate) struct PairFinder<'a> {
    linked: &'a LinkedSubject,
    resolution: &'a Resolution,
    /// The fields that pairs of neighbours report already.
    dropped: Dropped,
    /// The notable places in those pairs.
    neighbours: FxHashMap<VersionPair, Located>,
    /// The fields that are ever filled in, once somebody asks.
    defaulted: OnceCell<FxHashSet<(ShapeId, &'a SmolStr)>>,
    fingerprints: &'a RefCell<Fingerprints>,
    likenesses: RefCell<Likenesses>,
}

/// Resolves every ordered pair of different versions, unless the table [exceeds its limit](Resolution::exceeds_limit).
pub(crate) fn resolve_all(linked: &LinkedSubject, resolution: &mut Resolution) -> PairTable {
    let versions = linked.versions.len();
    let mut table = PairTable { ids: Vec::with_capacity(versions * versions), versions };
    for (w, writer) in linked.versions.iter().enumerate() {
        for (r, reader) in linked.versions.iter().enumerate() {
            let (writer, reader) = (WriterSchema(&writer.schema), ReaderSchema(&reader.schema));
            let id = if r == w { PairId::default() } else { resolution.resolve(&linked.shapes, writer, reader) };
            table.ids.push(id);
            if resolution.exceeds_limit() {
                return table;
            }
        }
    }
    table
}

impl<'a> PairFinder<'a> {
    /// Reports every field that a reader drops, in every pair. Findings that have `fingerprints` already keep them.
    pub(crate) fn new(
        linked: &'a LinkedSubject,
        resolution: &'a Resolution,
        fingerprints: &'a RefCell<Fingerprints>,
    ) -> PairFinder<'a> {
        let (dropped, neighbours, defaulted) = (Dropped::default(), FxHashMap::default(), OnceCell::new());
        let likenesses = RefCell::default();
        PairFinder { linked, resolution, dropped, neighbours, defaulted, fingerprints, likenesses }
    }

    /// Leaves out fields that are dropped between neighbours among these pairs on the way from one version to the other.
    pub(crate) fn report_dropped_once(mut self, pairs: impl Iterator<Item = (VersionPair, PairId)>) -> PairFinder<'a> {
        for (versions, id) in pairs.filter(|((writer, reader), _)| writer.abs_diff(*reader) == 1) {
            let located = self.locate(versions, id);
            self.dropped.add(&self.linked.shapes, self.resolution, versions, &located.found);
            self.neighbours.insert(versions, located);
        }
        self
    }

    /// Finds what is notable in a pair.
    pub(crate) fn find(&mut self, versions: VersionPair, id: PairId) -> Found {
        let (writer, reader) = versions;
        let neighbour = self.neighbours.remove(&versions);
        let Located { found, paths, exceeds_limit } = neighbour.unwrap_or_else(|| self.locate(versions, id));
        let of_keys = if self.linked.name.ends_with("-key") && writer < reader {
            let (writer, reader) = self.schemas(versions);
            locate_other_bytes(&self.linked.shapes, self.resolution, id, writer, reader)
        } else {
            Vec::new()
        };
        let is_reported = |found: &Notable| match &found.cause {
            // One reader against the next: that is when the same datum changes its value.
            Cause::Hazard(Hazard::DefaultChanged { .. }) => writer + 1 == reader,
            Cause::Hazard(Hazard::DataDropped { fields }) => {
                let record = dropped::record(&self.linked.shapes, self.resolution, found.pair);
                !self.dropped.has_closer(versions, record, fields)
            }
            _ => true,
        };
        let found = found.into_iter().filter(is_reported).chain(of_keys);
        // There are many short lists, which would begin with room for four.
        let mut findings: Vec<Finding> = found.map(|found| self.finding(reader, found, &paths)).collect();
        findings.shrink_to_fit();
        Found { findings, paths, exceeds_limit }
    }

    fn finding(&self, reader: usize, found: Notable, paths: &Paths) -> Finding {
        let fails_every_datum = self.fails_every_datum(&found, paths);
        let record = self.resolution.pair(found.pair).writer;
        let is_never_defaulted = matches!(&found.cause,
            Cause::Hazard(Hazard::DefaultChanged { field, .. }) if !self.is_ever_defaulted(record, field));
        let in_message = self.in_message(reader, paths, found.last_step);
        let finding = Finding::of_place(found, in_message, &mut self.fingerprints.borrow_mut());
        let finding = Finding { fails_every_datum, ..finding };
        if is_never_defaulted { Finding { default_severity: Severity::Safe, ..finding } } else { finding }
    }

    /// Where a way leads in a message, if the schemas are messages.
    fn in_message(&self, reader: usize, paths: &Paths, last_step: Option<PathStepId>) -> Option<InMessage<'a>> {
        let links = &self.linked.versions[reader].schema.links;
        let root = links.node(links.root);
        let message = root.naming().filter(|_| root.is_of_message())?.name.full();
        let protocol = links.library.document(links.root.file).protocol.as_ref();
        let part = match paths.back(last_step).last()?.part {
            PairPart::Field { reader, .. } => *MessagePart::ALL.get(reader as usize)?,
            PairPart::Item | PairPart::Value | PairPart::WrittenBranch(_) | PairPart::ChosenBranch => return None,
        };
        Some(InMessage { protocol, message, part, steps: paths.length(last_step) })
    }

    /// Whether all data meet a place, and none can be read there.
    fn fails_every_datum(&self, found: &Notable, paths: &Paths) -> bool {
        let pair = self.resolution.pair(found.pair);
        let shapes = &self.linked.shapes;
        let is_one_of_many = match (found.cause.kind(), &shapes.get(pair.writer).form) {
            (Some(FailureKind::MissingEnumSymbols), Form::Enum(enumeration)) => enumeration.symbols.len() > 1,
            _ => false,
        };
        let is_met_by_all = |step: &PathStep| match step.part {
            PairPart::Field { .. } | PairPart::ChosenBranch => true,
            PairPart::Item | PairPart::Value => false,
            PairPart::WrittenBranch(_) => match &shapes.get(self.resolution.pair(step.pair).writer).form {
                Form::Union(branches) => branches.len() == 1,
                _ => true,
            },
        };
        found.cause.kind().is_some()
            && pair.verdict() == Verdict::Incompatible
            && !is_one_of_many
            && paths.back(found.last_step).all(is_met_by_all)
    }

    /// Whether some version's data lack the field, so that this record fills it in.
    fn is_ever_defaulted(&self, record: ShapeId, field: &SmolStr) -> bool {
        self.defaulted.get_or_init(|| self.all_defaulted()).contains(&(record, field))
    }

    /// The fields of readers' records that are filled in for some version's data.
    fn all_defaulted(&self) -> FxHashSet<(ShapeId, &'a SmolStr)> {
        let of_pair = |pair: &'a Pair| {
            let defaulted = match &pair.action {
                Action::Record(action) => &action.defaulted[..],
                _ => &[],
            };
            let Form::Record(record) = &self.linked.shapes.get(pair.reader).form else { return None };
            Some(defaulted.iter().map(move |&at| (pair.reader, &record.fields[at as usize].name)))
        };
        self.resolution.pairs().filter_map(of_pair).flatten().collect()
    }

    fn locate(&self, versions: VersionPair, id: PairId) -> Located {
        let (writer, reader) = self.schemas(versions);
        let likenesses = &mut self.likenesses.borrow_mut();
        locate_with(likenesses, &self.linked.shapes, self.resolution, id, writer, reader)
    }

    fn schemas(&self, (writer, reader): VersionPair) -> (WriterSchema<'a>, ReaderSchema<'a>) {
        let versions = &self.linked.versions;
        (WriterSchema(&versions[writer].schema), ReaderSchema(&versions[reader].schema))
    }
}
