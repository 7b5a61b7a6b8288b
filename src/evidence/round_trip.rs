//! Sends records through a pair of versions and back: written, read by the reader, written again, read by the writer's schema.
//!
//! Records and verdict must agree in both directions; where they do not, one of them is wrong, and that is a problem. The apache-avro crate reads the same bytes as a second opinion.

mod opinions;
pub(crate) mod records;

use std::collections::{BTreeMap, BTreeSet};

use avro_resolve::data::translate::{
    BatchTranslator, Changed, Failure, TranslateError, TranslatedBatch, translate_to_the_end,
};
use avro_resolve::proof::Subject;
use avro_resolve::resolution::{PairId, Resolution, Verdict};

use super::proof::suspect;
use super::{Evidence, FixtureHits, internal_error};
use crate::finding::Finding;
use crate::history::LinkedSubject;
use crate::model::input::Problem;
use crate::pair::{Found, VersionPair};
use opinions::Opinions;
use records::Record;
pub(crate) use records::VersionRecords;

/// The outcome for the records of one pair.
#[derive(Clone, Debug, Default)]
pub struct RoundTrip {
    /// The user's own records.
    pub fixtures: Tally,
    /// Records made from the writer's schema.
    pub generated: Tally,
    /// Whether the apache-avro crate read them, too.
    pub has_second_opinion: bool,
    /// From the writer to the reader.
    pub there: Leg,
    /// From the reader back to the writer.
    pub back: Leg,
}

/// Records counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Records sent.
    pub records: usize,
    /// Records that came back as they were.
    pub preserved: usize,
}

/// What happened in one direction, over all records.
#[derive(Clone, Debug, Default)]
pub struct Leg {
    /// Paths that were filled with a default.
    pub defaulted: Vec<String>,
    /// Paths that the reader does not keep.
    pub dropped: Vec<String>,
    /// Paths whose values do not mean the same any more, with the first example.
    pub changed: BTreeMap<String, Changed>,
    /// Records that could not be read.
    pub failed: Vec<FailedRecord>,
}

/// A record that could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FailedRecord {
    /// Which one: file and line, or `generated 2`.
    pub record: String,
    /// Where in the record.
    pub path: String,
    /// Why; the names are Java's.
    pub kind: &'static str,
}

/// Sends the records of a subject's versions through its pairs.
pub(crate) struct RoundTrips<'a> {
    linked: &'a LinkedSubject,
    resolution: &'a Resolution,
    /// Of each version.
    records: &'a [VersionRecords],
    opinions: Opinions<'a>,
    translator: BatchTranslator<'a>,
}

/// A pair of versions in both directions.
#[derive(Clone, Copy)]
pub(crate) struct TripPair {
    pub(crate) versions: VersionPair,
    /// The writer's data for the reader.
    pub(crate) there: PairId,
    /// The reader's data for the writer.
    pub(crate) back: PairId,
    /// Whether the apache-avro crate is asked, too.
    pub(crate) has_second_opinion: bool,
}

/// What the records of a pair show.
pub(crate) struct Trip {
    pub(crate) outcome: RoundTrip,
    /// Whether the apache-avro crate reads some differently.
    pub(crate) opinion: Option<Finding>,
    /// About how many values were read.
    pub(crate) steps: u64,
}

/// About so many bytes of a schema take as long as a value of a record.
const BYTES_A_STEP: u64 = 16;

impl<'a> RoundTrips<'a> {
    pub(crate) fn new(
        linked: &'a LinkedSubject,
        resolution: &'a Resolution,
        records: &'a [VersionRecords],
    ) -> RoundTrips<'a> {
        let translator = BatchTranslator::new(&linked.shapes, resolution);
        RoundTrips { linked, resolution, records, opinions: Opinions::new(linked, records), translator }
    }

    /// Sends every record of the writer's version to the reader's and back. Counts for each finding the fixture records that fail
    /// for it. Returns a finding if the apache-avro crate reads some differently. Records that contradict the verdict are problems.
    pub(crate) fn travel(
        &mut self,
        pair: TripPair,
        found: &Found,
        evidence: &mut [Evidence],
        problems: &mut Vec<Problem>,
    ) -> Trip {
        let TripPair { versions: (writer, reader), there, back, has_second_opinion } = pair;
        let VersionRecords { records, data: written, .. } = &self.records[writer];
        let before = self.translator.steps();
        let read = self.translator.translate(there, written);
        let returned = self.translator.translate(back, &read.read);
        let mut steps = self.translator.steps() - before;
        self.note(records, (writer, reader), there, &read, problems);
        self.note(records, (reader, writer), back, &returned, problems);
        self.count_hits(&read, pair, found, evidence);

        let opinion = has_second_opinion.then(|| {
            // The apache-avro crate goes through both schemas before it reads anything.
            let sizes = [writer, reader].map(|version| self.linked.versions[version].schema.size());
            steps += sizes.iter().sum::<u64>() / BYTES_A_STEP;
            self.opinions.finding((writer, reader), &read.read)
        });
        let mut trip = RoundTrip { has_second_opinion, ..RoundTrip::default() };
        for (record, is_preserved) in records.iter().zip(returned.read.same_as(written)) {
            let tally = if record.is_fixture { &mut trip.fixtures } else { &mut trip.generated };
            tally.records += 1;
            tally.preserved += usize::from(is_preserved);
        }
        (trip.there, trip.back) = (Leg::of(read, records), Leg::of(returned, records));
        Trip { outcome: trip, opinion: opinion.flatten(), steps }
    }

    /// Adds a problem for each of the records whose outcome contradicts the verdict.
    fn note(
        &self,
        records: &[Record],
        versions: VersionPair,
        pair: PairId,
        translated: &TranslatedBatch,
        problems: &mut Vec<Problem>,
    ) {
        let verdict = self.resolution.verdict(pair);
        let contradicts = |(number, outcome): (usize, _)| {
            let what = contradiction(verdict, outcome)?;
            Some(internal_error(self.linked, versions, &records[number].name, &what))
        };
        problems.extend(translated.outcomes().filter_map(contradicts));
    }

    /// Counts the fixture records that fail, for each finding that they fail for.
    fn count_hits(&self, read: &TranslatedBatch, pair: TripPair, found: &Found, evidence: &mut [Evidence]) {
        let written = &self.records[pair.versions.0];
        let own = written.fixtures();
        if own == 0 {
            return;
        }
        let failing = found.findings.iter().zip(&mut *evidence).filter(|(finding, _)| finding.failure_kind().is_some());
        failing.for_each(|(_, evidence)| evidence.fixture_hits = Some(FixtureHits { hit: 0, of: own }));
        let subject = Subject { shapes: &self.linked.shapes, resolution: self.resolution };
        let mut hits = FindingsOfFailures::default();
        for (&number, error) in &read.errors {
            if written.records[number].is_fixture
                && matches!(error, TranslateError::Fails(_))
                && let Ok(Err(failures)) =
                    translate_to_the_end(subject.shapes, subject.resolution, pair.there, &written.encoded(number))
            {
                hits.count(subject, found, evidence, &failures);
            }
        }
    }
}

/// The findings that each failure belongs to. Records fail alike, and each finding is compared with each failure once.
#[derive(Default)]
struct FindingsOfFailures(BTreeMap<Failure, Vec<usize>>);

impl FindingsOfFailures {
    /// Counts the record for each finding that one of its failures belongs to.
    fn count(&mut self, subject: Subject<'_>, found: &Found, evidence: &mut [Evidence], failures: &BTreeSet<Failure>) {
        let mut hit: BTreeSet<usize> = BTreeSet::new();
        for failure in failures {
            if !self.0.contains_key(failure) {
                self.0.insert(failure.clone(), findings_of(subject, found, failure));
            }
            hit.extend(self.0[failure].iter().copied());
        }
        for at in hit {
            if let Some(hits) = &mut evidence[at].fixture_hits {
                hits.hit += 1;
            }
        }
    }
}

/// The findings that a failure belongs to: of several about one pair of shapes, those whose place ends most like its own, as a
/// type that is used in several places is reported in one.
fn findings_of(subject: Subject<'_>, found: &Found, failure: &Failure) -> Vec<usize> {
    let end = |finding| suspect(finding)?.common_end(subject, &found.paths, failure);
    let ends: Vec<(usize, usize)> =
        found.findings.iter().enumerate().filter_map(|(at, finding)| Some((at, end(finding)?))).collect();
    let longest = ends.iter().map(|(_, end)| *end).max();
    ends.into_iter().filter(|(_, end)| Some(*end) == longest).map(|(at, _)| at).collect()
}

impl Leg {
    fn of(translated: TranslatedBatch, records: &[Record]) -> Leg {
        let TranslatedBatch { errors, trace, .. } = translated;
        let failed = errors.into_iter().filter_map(|(number, error)| match error {
            TranslateError::Fails(Failure { path, kind, .. }) => {
                Some(FailedRecord { record: records[number].name.clone(), path, kind: kind.java_name() })
            }
            TranslateError::Decode(_) => None,
        });
        Leg {
            failed: failed.collect(),
            defaulted: trace.defaulted.into_iter().collect(),
            dropped: trace.dropped.into_iter().collect(),
            changed: trace.changes,
        }
    }
}

/// Why an outcome contradicts the verdict, if it does.
fn contradiction(verdict: Verdict, outcome: Result<(), &TranslateError>) -> Option<String> {
    match (verdict, outcome) {
        // What it comes to with its defaults, or by aliases that take it many times, may be too much.
        (_, Err(TranslateError::Decode(error))) if error.what.is_bound() => None,
        (_, Err(TranslateError::Decode(error))) => Some(format!("its own bytes do not decode: {error}")),
        (Verdict::Compatible, Err(TranslateError::Fails(failure))) => {
            Some(format!("the pair is compatible, yet the record fails with {}", failure.kind.java_name()))
        }
        (Verdict::Incompatible, Ok(_)) => Some("the pair is incompatible, yet the record can be read".to_owned()),
        (Verdict::Compatible | Verdict::DataDependent, Ok(_)) => None,
        (Verdict::DataDependent | Verdict::Incompatible, Err(TranslateError::Fails(_))) => None,
    }
}
