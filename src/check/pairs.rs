//! Checks every pair of versions of one subject.

use std::cell::RefCell;
use std::collections::BTreeSet;

use avro_resolve::limits::FOUND;
use avro_resolve::resolution::java::{JavaAnswer, java_answer};
use avro_resolve::resolution::{PairId, Resolution};
use avro_resolve::schema::source::Sources;
use avro_resolve::schema::{ReaderSchema, WriterSchema};

use super::left::{Cut, Left};
use super::options::Options;
use crate::engine::of_versions;
use crate::evidence::Evidence;
use crate::evidence::example::Examples;
use crate::evidence::proof::Proving;
use crate::evidence::round_trip::{RoundTrips, Trip, TripPair, VersionRecords};
use crate::finding::fingerprint::Fingerprints;
use crate::history::LinkedSubject;
use crate::judged::{Judged, JudgedPair, sort};
use crate::model::effort::{Clocks, Work};
use crate::model::input::Problem;
use crate::model::text::grouped;
use crate::pair::{Found, PairFinder, PairTable, VersionPair};
use crate::policy::gate::{Exemption, VersionRanks};
use crate::policy::judgement::{SubjectJudge, Where};
use crate::report::counts::{PairCounter, SubjectCounts};
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
    /// Those of the findings so far.
    pub(super) fingerprints: &'a RefCell<Fingerprints>,
    /// How many subjects the run has.
    pub(super) subjects: usize,
}

/// A pair that is wanted.
struct WantedPair {
    versions: VersionPair,
    id: PairId,
    exemption: Option<Exemption>,
    /// `None` if its verdict is known and nothing else: the limits of the subject are used up.
    look: Option<Box<PairLook>>,
    as_confluent: Option<Box<JavaAnswer>>,
}

/// The pairs of a subject, checked.
pub(super) struct CheckedPairs {
    /// By the later version, then by the earlier one.
    pub(super) pairs: Vec<JudgedPair>,
    pub(super) counts: SubjectCounts,
    /// How many findings they had before some were let go.
    pub(super) findings: u64,
}

/// What was found in a pair, and what became of records.
struct PairLook {
    found: Found,
    evidence: Vec<Evidence>,
    trip: Option<Trip>,
}

impl PairsToCheck<'_> {
    /// Finds, shows and judges what there is in each pair that is wanted. What `keep` lets go of a pair is counted before; those of
    /// the newest version stay whole. Adds to `cut` what was left out.
    pub(super) fn check(
        &self,
        keep: &dyn Fn(&mut JudgedPair),
        problems: &mut Vec<Problem>,
        cut: &mut BTreeSet<Cut>,
    ) -> CheckedPairs {
        let PairsToCheck { linked, resolution, options, clocks, .. } = *self;
        let mut wanted = self.wanted();
        self.look(&mut wanted, problems, cut);
        let mut examples = Examples::new(&linked.shapes, resolution);
        let looked_at = wanted.iter().filter(|pair| pair.look.is_some()).map(|pair| pair.id);
        let prepare = || clocks.time(Work::Proofs, || Proving::new(linked, resolution, looked_at));
        let mut proving = options.run_proofs.then(prepare);
        let (mut counter, mut findings) = (PairCounter::default(), 0);
        let newest = linked.versions.len().saturating_sub(1);
        let checked = wanted.into_iter().map(|WantedPair { versions, id, exemption, look, as_confluent }| {
            let (writer, reader) = versions;
            let content = look.map(|look| {
                let PairLook { mut found, mut evidence, trip } = *look;
                let proof = proving.as_mut().map(|proving| {
                    for (finding, evidence) in found.findings.iter().zip(&mut evidence) {
                        evidence.example = examples.of(finding);
                    }
                    clocks.time(Work::Proofs, || proving.prove(versions, id, &found, &mut evidence, problems))
                });
                let round_trip = trip.map(|trip| {
                    found.findings.extend(trip.opinion);
                    Box::new(trip.outcome)
                });
                found.findings.extend(of_versions(linked, resolution, (versions, id), &options.policy.readers));
                evidence.resize(found.findings.len(), Evidence::default());
                (self.judged(found, evidence, exemption.as_ref()), proof, round_trip)
            });
            let (of_pair, proof, round_trip) = content.unwrap_or_default();
            findings += of_pair.len() as u64;
            let verdict = resolution.verdict(id);
            let mut pair =
                JudgedPair { writer, reader, exemption, verdict, findings: of_pair, proof, round_trip, as_confluent };
            counter.add(&pair);
            if writer.max(reader) != newest {
                keep(&mut pair);
            }
            pair
        });
        let pairs: Vec<JudgedPair> = checked.collect();
        CheckedPairs { counts: counter.finish(&pairs), pairs, findings }
    }

    /// Finds what there is in the pairs and sends records through them, as far as the limits of the subject allow: gated pairs and
    /// newer versions come first.
    fn look(&self, wanted: &mut [WantedPair], problems: &mut Vec<Problem>, cut: &mut BTreeSet<Cut>) {
        let PairsToCheck { linked, resolution, table, records, options, clocks, .. } = *self;
        let mut finder = PairFinder::new(linked, resolution, self.fingerprints);
        if self.reports_dropped_once() {
            finder = finder.report_dropped_once(wanted.iter().map(|pair| (pair.versions, pair.id)));
        }
        let mut left = Left::of(linked, records, self.subjects);
        let mut trips = RoundTrips::new(linked, resolution, records);
        let mut order: Vec<&mut WantedPair> = wanted.iter_mut().rev().collect();
        order.sort_by_key(|pair| pair.exemption.is_some());
        for WantedPair { versions, id, exemption, look, as_confluent } in order {
            if options.as_confluent {
                let schema = |at: usize| &linked.versions[at].schema;
                let (writer, reader) = (WriterSchema(schema(versions.0)), ReaderSchema(schema(versions.1)));
                *as_confluent = java_answer(writer, reader, &mut left.java).map(Box::new);
                left.cut.extend(as_confluent.is_none().then_some(Cut::Registry));
            }
            if left.findings == 0 && exemption.is_some() {
                left.cut.insert(Cut::Verdict);
                continue;
            }
            let mut found = finder.find(*versions, *id);
            if found.exceeds_limit {
                problems.push(self.too_many_findings(*versions));
                continue;
            }
            left.take_findings(&mut found);
            let mut evidence = vec![Evidence::default(); found.findings.len()];
            let mut trip = None;
            if options.round_trips && left.steps == 0 {
                left.cut.insert(Cut::Trips);
            } else if options.round_trips {
                let (there, back) = (*id, table[(versions.1, versions.0)]);
                let has_second_opinion = options.all_second_opinions || exemption.is_none() || is_step(*versions);
                let pair = TripPair { versions: *versions, there, back, has_second_opinion };
                let travel = || trips.travel(pair, &found, &mut evidence, problems);
                let done = clocks.time(Work::RoundTrips, travel);
                left.steps = left.steps.saturating_sub(done.steps);
                trip = Some(done);
            }
            *look = Some(Box::new(PairLook { found, evidence, trip }));
        }
        cut.append(&mut left.cut);
    }

    fn too_many_findings(&self, (writer, reader): VersionPair) -> Problem {
        let label = |at: usize| self.linked.versions[at].version.label();
        Problem::of_run(format!(
            "{}: data of `{}` have more than {} findings for readers of `{}`; compare versions that have more in common; see \
             docs/limits.md",
            self.linked.name,
            label(writer),
            grouped(FOUND.most),
            label(reader),
        ))
    }

    /// The pairs to look at, each with the reason why the run does not depend on it, if there is one.
    fn wanted(&self) -> Vec<WantedPair> {
        let later_first = (0..self.linked.versions.len())
            .flat_map(|later| (0..later).flat_map(move |earlier| [(earlier, later), (later, earlier)]));
        let pairs = later_first.map(|versions| {
            let (id, exemption) = (self.table[versions], self.ranks.exemption(versions.0, versions.1));
            WantedPair { versions, id, exemption, look: None, as_confluent: None }
        });
        let mut wanted: Vec<WantedPair> =
            pairs.filter(|pair| !self.options.gated_pairs_only || pair.exemption.is_none()).collect();
        wanted.shrink_to_fit();
        wanted
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

/// Whether one version follows the other.
fn is_step((writer, reader): VersionPair) -> bool {
    writer.abs_diff(reader) == 1
}
