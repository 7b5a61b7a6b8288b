//! The versions of a subject in, its ordered pairs with what is found in each out.

use rustc_hash::FxHashMap;

use crate::check::{AsConfluent, Dropped, PairChoice, PairReport, RoundTrips, Run, Work, sort};
use crate::evidence::example::Examples;
use crate::evidence::proof::{Proofs, Proving};
use crate::evidence::round_trip::{self, TripPair, VersionRecords};
use crate::finding::Finding;
use crate::history::LinkedSubject;
use crate::model::input::Problem;
use crate::pair::hazard::PairFinder;
use crate::policy::gate::{Exemption, VersionRanks};
use crate::policy::judgement::{JudgeOf, Where};
use crate::rule;
use avro_resolve::resolution::java::java_answer;
use avro_resolve::resolution::locate::{self, Located};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::{ReaderSchema, WriterSchema};

impl Run<'_> {
    /// Looks at every pair that is wanted.
    pub(crate) fn pairs(
        &self,
        linked: &LinkedSubject,
        resolution: &Resolution,
        table: &FxHashMap<(usize, usize), PairId>,
        version_records: &[VersionRecords],
        (judge, lineup): (&JudgeOf<'_>, &VersionRanks<'_>),
        problems: &mut Vec<Problem>,
    ) -> Vec<PairReport> {
        let mut pairs = Vec::with_capacity(table.len());
        let wants_data = self.options.proofs == Proofs::Run;
        let examples = wants_data.then(|| Examples::new(&linked.shapes, resolution));
        let later_first = (0..linked.versions.len())
            .flat_map(|later| (0..later).flat_map(move |earlier| [(earlier, later), (later, earlier)]));
        let exempted = later_first.map(|(writer, reader)| (writer, reader, lineup.exemption(writer, reader)));
        let is_wanted = |exemption: &Option<Exemption>| self.options.pairs == PairChoice::All || exemption.is_none();
        let wanted: Vec<_> = exempted.filter(|(.., exemption)| is_wanted(exemption)).collect();
        let ids = wanted.iter().map(|(writer, reader, _)| table[&(*writer, *reader)]);
        let mut located: FxHashMap<(usize, usize), Located> = FxHashMap::default();
        let mut dropped = Dropped::default();
        if Dropped::is_told_once(&judge.terms) {
            for &(writer, reader, _) in wanted.iter().filter(|(writer, reader, _)| writer.abs_diff(*reader) == 1) {
                let found = located_pair(linked, resolution, table[&(writer, reader)], (writer, reader));
                dropped.add(&linked.shapes, resolution, (writer, reader), &found);
                located.insert((writer, reader), found);
            }
        }
        let mut weighing = PairFinder { linked, resolution, assumed: &self.options.assumed, examples, dropped };
        let prepare = || self.clocks.time(Work::Proofs, || Proving::new(linked, resolution, ids));
        let mut proving = (self.options.proofs == Proofs::Run).then(prepare);
        for (writer, reader, exemption) in wanted {
            let gated = exemption.is_none();
            let id = table[&(writer, reader)];
            let found = located.remove(&(writer, reader));
            let Located { found, paths: turns } =
                found.unwrap_or_else(|| located_pair(linked, resolution, id, (writer, reader)));
            let mut findings = weighing.findings(found, id, (writer, reader));
            let proof = proving.as_mut().map(|all| {
                self.clocks.time(Work::Proofs, || all.prove((writer, reader), id, &mut findings, &turns, problems))
            });
            let round_trip = (self.options.round_trips == RoundTrips::Run).then(|| {
                let journey = TripPair { linked, resolution, there: id, back: table[&(reader, writer)] };
                let found = (&mut findings, &turns);
                let travel = || round_trip::travel(&journey, (writer, reader), version_records, found, problems);
                Box::new(self.clocks.time(Work::RoundTrips, travel))
            });
            let of_crate = findings.iter_mut().filter(|finding| finding.rule == &rule::APACHE_AVRO_DIFFERS);
            of_crate.for_each(|finding| finding.severity = self.options.assumed.severity(finding.rule));
            let as_confluent = (self.options.as_confluent == AsConfluent::Asked).then(|| {
                let (w, r) = (&linked.versions[writer].schema, &linked.versions[reader].schema);
                Box::new(java_answer(WriterSchema(w), ReaderSchema(r)))
            });
            let place = if gated { Where::Gated } else { Where::Elsewhere };
            judge.judge(&mut findings, place);
            sort(&self.history.sources, &mut findings);
            let verdict = resolution.verdict(id);
            pairs.push(PairReport {
                writer,
                reader,
                gated,
                exemption,
                verdict,
                findings,
                proof,
                round_trip,
                as_confluent,
            });
        }
        pairs
    }
}

/// Every ordered pair of different versions, resolved.
pub(crate) fn pair_table(linked: &LinkedSubject, resolution: &mut Resolution) -> FxHashMap<(usize, usize), PairId> {
    let mut table = FxHashMap::default();
    for (w, writer) in linked.versions.iter().enumerate() {
        for (r, reader) in linked.versions.iter().enumerate().filter(|&(r, _)| r != w) {
            let (writer, reader) = (WriterSchema(&writer.schema), ReaderSchema(&reader.schema));
            table.insert((w, r), resolution.resolve(&linked.shapes, writer, reader));
        }
    }
    table
}

/// What is found between two versions.
pub(crate) fn pair_findings(
    weighing: &mut PairFinder<'_>,
    id: PairId,
    (writer, reader): (usize, usize),
) -> Vec<Finding> {
    let Located { found, .. } = located_pair(weighing.linked, weighing.resolution, id, (writer, reader));
    weighing.findings(found, id, (writer, reader))
}

fn located_pair(
    linked: &LinkedSubject,
    resolution: &Resolution,
    id: PairId,
    (writer, reader): (usize, usize),
) -> Located {
    let (w, r) = (&linked.versions[writer].schema, &linked.versions[reader].schema);
    locate::locate(&linked.shapes, resolution, id, WriterSchema(w), ReaderSchema(r))
}
