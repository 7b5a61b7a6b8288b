//! Checks every pair of versions of one subject.

use avro_resolve::resolution::Resolution;
use avro_resolve::resolution::java::java_answer;
use avro_resolve::schema::source::Sources;
use avro_resolve::schema::{ReaderSchema, WriterSchema};

use super::options::Options;
use crate::evidence::Evidence;
use crate::evidence::example::Examples;
use crate::evidence::proof::Proving;
use crate::evidence::round_trip::{self, TripPair, VersionRecords};
use crate::history::LinkedSubject;
use crate::judged::{Judged, JudgedPair, sort};
use crate::model::effort::{Clocks, Work};
use crate::model::input::Problem;
use crate::pair::{Found, PairFinder, PairTable, VersionPair};
use crate::policy::gate::{Exemption, VersionRanks};
use crate::policy::judgement::{SubjectJudge, Where};
use crate::rule::{self, Severity};

/// A subject whose pairs are resolved.
pub(super) struct PairsToCheck<'a> {
    pub(super) linked: &'a LinkedSubject,
    pub(super) resolution: &'a Resolution,
    pub(super) table: &'a PairTable,
    pub(super) records: &'a [VersionRecords],
    pub(super) judge: &'a SubjectJudge<'a>,
    pub(super) ranks: &'a VersionRanks<'a>,
    pub(super) sources: &'a Sources,
    pub(super) options: &'a Options,
    pub(super) clocks: &'a Clocks,
}

impl PairsToCheck<'_> {
    /// Finds, shows and judges what there is in each pair that is wanted: by the later version, then by the earlier one.
    pub(super) fn check(&self, problems: &mut Vec<Problem>) -> Vec<JudgedPair> {
        let PairsToCheck { linked, resolution, table, records, options, clocks, .. } = *self;
        let wanted = self.wanted();
        let entries = || wanted.iter().map(|(versions, _)| (*versions, table[versions]));
        let mut finder = PairFinder::new(linked, resolution);
        if self.reports_dropped_once() {
            finder = finder.report_dropped_once(entries());
        }
        let mut examples = Examples::new(&linked.shapes, resolution);
        let prepare = || clocks.time(Work::Proofs, || Proving::new(linked, resolution, entries().map(|(_, id)| id)));
        let mut proving = options.run_proofs.then(prepare);
        let mut pairs = Vec::with_capacity(wanted.len());
        for (versions @ (writer, reader), exemption) in wanted {
            let id = table[&versions];
            let mut found = finder.find(versions, id);
            let mut evidence = vec![Evidence::default(); found.findings.len()];
            let proof = proving.as_mut().map(|proving| {
                for (finding, evidence) in found.findings.iter().zip(&mut evidence) {
                    evidence.example = examples.of(finding);
                }
                clocks.time(Work::Proofs, || proving.prove(versions, id, &found, &mut evidence, problems))
            });
            let round_trip = options.round_trips.then(|| {
                let trip =
                    TripPair { linked, resolution, versions, there: id, back: table[&(reader, writer)], records };
                let travel = || round_trip::travel(&trip, &found, &mut evidence, problems);
                let (round_trip, opinion) = clocks.time(Work::RoundTrips, travel);
                found.findings.extend(opinion);
                Box::new(round_trip)
            });
            evidence.resize(found.findings.len(), Evidence::default());
            let as_confluent = options.as_confluent.then(|| {
                let schema = |at: usize| &linked.versions[at].schema;
                Box::new(java_answer(WriterSchema(schema(writer)), ReaderSchema(schema(reader))))
            });
            let findings = self.judged(found, evidence, exemption.as_ref());
            let verdict = resolution.verdict(id);
            pairs.push(JudgedPair { writer, reader, exemption, verdict, findings, proof, round_trip, as_confluent });
        }
        pairs
    }

    /// The pairs to look at, each with the reason why the run does not depend on it, if there is one.
    fn wanted(&self) -> Vec<(VersionPair, Option<Exemption>)> {
        let later_first = (0..self.linked.versions.len())
            .flat_map(|later| (0..later).flat_map(move |earlier| [(earlier, later), (later, earlier)]));
        let exempted = later_first.map(|(writer, reader)| ((writer, reader), self.ranks.exemption(writer, reader)));
        exempted.filter(|(_, exemption)| !self.options.gated_pairs_only || exemption.is_none()).collect()
    }

    /// Whether to report a dropped field once: not where somebody wants to know each reader that drops it.
    fn reports_dropped_once(&self) -> bool {
        let (policy, rule) = (&self.judge.effective, &rule::DATA_DROPPED);
        let severity = policy.severity_of_rule(rule, rule.default_severity());
        severity.is_none_or(|severity| severity == Severity::Safe && !policy.fail_on.is_reached_by(severity))
    }

    fn judged(&self, found: Found, evidence: Vec<Evidence>, exemption: Option<&Exemption>) -> Vec<Judged> {
        let place = if exemption.is_none() { Where::GatedPair } else { Where::OtherPair };
        let judge = |(finding, evidence)| Some(Judged::new(self.judge.judge(&finding, place)?, finding, evidence));
        // There are many short lists, which would otherwise begin with room for four.
        let mut judged = Vec::with_capacity(found.findings.len());
        judged.extend(found.findings.into_iter().zip(evidence).filter_map(judge));
        sort(self.sources, &mut judged);
        judged
    }
}
