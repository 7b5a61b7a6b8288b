//! Sends records through a pair of versions and back: written, read by the reader, written again, read by the writer's schema.
//!
//! Records and verdict must agree in both directions; where they do not, one of them is wrong, and that is a problem. The apache-avro crate reads the same bytes as a second opinion.

mod opinions;
pub(crate) mod records;

use std::collections::{BTreeMap, BTreeSet};

use avro_resolve::data::translate::{Changed, Failure, Trace, TranslateError, translate, translate_to_the_end};
use avro_resolve::proof::Subject;
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::value::Value;

use super::proof::suspect;
use super::{Evidence, FixtureHits, encoded, internal_error};
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

/// A pair of versions in both directions, and the records of all versions.
pub(crate) struct TripPair<'a> {
    pub(crate) linked: &'a LinkedSubject,
    pub(crate) resolution: &'a Resolution,
    pub(crate) versions: VersionPair,
    /// The writer's data for the reader.
    pub(crate) there: PairId,
    /// The reader's data for the writer.
    pub(crate) back: PairId,
    pub(crate) records: &'a [VersionRecords],
}

/// What the records of a pair show.
pub(crate) struct Trip {
    pub(crate) outcome: RoundTrip,
    /// Whether the apache-avro crate reads some differently.
    pub(crate) opinion: Option<Finding>,
    /// How many values were read.
    pub(crate) steps: u64,
}

/// About so many bytes of a schema take as long as a value of a record.
const BYTES_A_STEP: u64 = 16;

/// Sends every record of the writer's version to the reader's and back. Counts for each finding the fixture records that fail
/// for it. Returns a finding if the apache-avro crate reads some differently. Records that contradict the verdict are problems.
pub(crate) fn travel(
    pair: &TripPair<'_>,
    found: &Found,
    evidence: &mut [Evidence],
    problems: &mut Vec<Problem>,
) -> Trip {
    let TripPair { linked, resolution, versions: (writer, reader), there, back, records } = *pair;
    let shapes = &linked.shapes;
    let (writer_schema, reader_schema) = (&linked.versions[writer].schema, &linked.versions[reader].schema);
    let read_shape = reader_schema.root_shape();
    let [written_bytes, expected_bytes] = [writer_schema, reader_schema].map(LinkedSchema::size);
    let (mut on_the_way_there, mut on_the_way_back) = (Trace::default(), Trace::default());
    // The apache-avro crate goes through both schemas before it reads anything.
    let mut steps = (written_bytes + expected_bytes) / BYTES_A_STEP;
    // The trace of a record that fails half-way does not count.
    let mut send = |pair, bytes: &[u8], whole: &mut Trace| {
        let mut trace = Trace::default();
        let read = translate(shapes, resolution, pair, bytes, &mut trace);
        steps += 1 + trace.steps;
        if read.is_ok() {
            whole.absorb(trace);
        }
        read
    };
    let mut note = |versions: VersionPair, pair: PairId, record: &Record, outcome: &Result<Value, TranslateError>| {
        let contradiction = contradiction(resolution.verdict(pair), outcome);
        problems.extend(contradiction.map(|what| internal_error(linked, versions, &record.name, &what)));
    };
    let mut trip = RoundTrip::default();
    let mut opinions = Opinions::new(&records[writer], &records[reader]);
    let mut hits = FindingsOfFailures::default();
    let own = records[writer].fixtures();
    if own > 0 {
        let failing = found.findings.iter().zip(&mut *evidence).filter(|(finding, _)| finding.failure_kind().is_some());
        failing.for_each(|(_, evidence)| evidence.fixture_hits = Some(FixtureHits { hit: 0, of: own }));
    }
    for record in &records[writer].records {
        let mut preserved = false;
        let read = send(there, &record.bytes, &mut on_the_way_there);
        note((writer, reader), there, record, &read);
        match &read {
            Ok(value) => {
                let returned = send(back, &encoded(shapes, read_shape, value), &mut on_the_way_back);
                note((reader, writer), back, record, &returned);
                match returned {
                    Ok(returned) => preserved = returned == record.value,
                    Err(TranslateError::Fails(failure)) => trip.back.failed.push(failed(record, &failure)),
                    Err(TranslateError::Decode(_)) => {}
                }
            }
            Err(TranslateError::Fails(failure)) => {
                trip.there.failed.push(failed(record, failure));
                if record.is_fixture
                    && let Ok(Err(failures)) = translate_to_the_end(shapes, resolution, there, &record.bytes)
                {
                    hits.count(Subject { shapes, resolution }, found, evidence, &failures);
                }
            }
            Err(TranslateError::Decode(_)) => {}
        }
        opinions.ask(shapes, read_shape, &record.bytes, read.ok().as_ref());
        let tally = if record.is_fixture { &mut trip.fixtures } else { &mut trip.generated };
        tally.records += 1;
        tally.preserved += usize::from(preserved);
    }
    let opinion = opinions.finding_kind().map(|kind| Finding::of_second_opinion(writer_schema, reader_schema, kind));
    trip.there.take(on_the_way_there);
    trip.back.take(on_the_way_back);
    Trip { outcome: trip, opinion, steps }
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
    fn take(&mut self, trace: Trace) {
        self.defaulted = trace.defaulted.into_iter().collect();
        self.dropped = trace.dropped.into_iter().collect();
        self.changed = trace.changes;
    }
}

fn failed(record: &Record, failure: &Failure) -> FailedRecord {
    FailedRecord { record: record.name.clone(), path: failure.path.clone(), kind: failure.kind.java_name() }
}

/// Why an outcome contradicts the verdict, if it does.
fn contradiction(verdict: Verdict, outcome: &Result<Value, TranslateError>) -> Option<String> {
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
