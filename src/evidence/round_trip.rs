//! A pair of versions and records of the writer's in, what became of the records out: written, read as the reader, written
//! again, read back.
//!
//! Records and verdict must agree on every way; where they do not, one of them is wrong, and the run says so instead of
//! going on. The apache-avro crate reads the same bytes as a second opinion.

mod hits;
mod opinions;
mod records;

pub use records::version_records;

use std::collections::BTreeMap;

use hits::count_hits;
use opinions::Opinions;

use crate::finding::{self, Finding, FindingKind, Hits};
use crate::history::LinkedSubject;
use crate::model::input::Problem;
use avro_resolve::data::binary;
use avro_resolve::data::translate::{Changed, Failure, Trace, TranslateError, translate, translate_to_the_end};
use avro_resolve::proof::Subject;
use avro_resolve::resolution::locate::Paths;
use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::value::Value;
use avro_resolve::second_opinion::Opinion;

/// What became of the records of one pair.
#[derive(Clone, Debug, Default)]
pub struct RoundTrip {
    /// The user's own records.
    pub fixtures: Tally,
    /// Records made from the writer's schema.
    pub generated: Tally,
    /// From the writer to the reader.
    pub there: Way,
    /// From the reader back to the writer.
    pub back: Way,
}

/// Records counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tally {
    /// Records sent.
    pub records: usize,
    /// Records that came back as they were.
    pub preserved: usize,
}

/// What happened on one way, over all records.
#[derive(Clone, Debug, Default)]
pub struct Way {
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
    /// Whose it is.
    pub origin: RecordOrigin,
    /// Where in the record.
    pub path: String,
    /// Why; the names are Java's.
    pub kind: &'static str,
}

/// The records of one version, ready to travel.
#[derive(Default)]
pub struct VersionRecords {
    records: Vec<Record>,
    opinion: Option<Result<Opinion, String>>,
}

impl VersionRecords {
    /// Its records, each with its name.
    pub(crate) fn values(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.records.iter().map(|record| (record.name.as_str(), &record.value))
    }
}

struct Record {
    name: String,
    origin: RecordOrigin,
    value: Value,
    bytes: Vec<u8>,
}

/// Where a record comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RecordOrigin {
    /// The user wrote it.
    Fixture,
    /// It was made from the schema.
    Generated,
}

/// The way there and the way back.
pub struct TripPair<'a> {
    /// The subject.
    pub linked: &'a LinkedSubject,
    /// Its table.
    pub resolution: &'a Resolution,
    /// The writer's data for the reader.
    pub there: PairId,
    /// The reader's data for the writer.
    pub back: PairId,
}

impl VersionRecords {
    /// How many of the records are the user's own.
    pub fn fixtures(&self) -> usize {
        self.records.iter().filter(|record| record.origin == RecordOrigin::Fixture).count()
    }
}

/// Sends every record of the writer's version to the reader's and back. Counts on each finding the fixture records that hit
/// it, adds a finding where the apache-avro crate disagrees, and a problem where records and verdict do.
pub fn travel(
    journey: &TripPair<'_>,
    (writer, reader): (usize, usize),
    version_records: &[VersionRecords],
    (findings, turns): (&mut Vec<Finding>, &Paths),
    problems: &mut Vec<Problem>,
) -> RoundTrip {
    let TripPair { linked, resolution, there, back } = journey;
    let shapes = &linked.shapes;
    let read_shape = linked.versions[reader].schema.root_shape();
    let (mut on_the_way_there, mut on_the_way_back) = (Trace::default(), Trace::default());
    // A record that fails half-way leaves no trace.
    let send = |pair, bytes: &[u8], whole: &mut Trace| {
        let mut trace = Trace::default();
        let read = translate(shapes, resolution, pair, bytes, &mut trace);
        if read.is_ok() {
            whole.absorb(trace);
        }
        read
    };
    let mut trip = RoundTrip::default();
    let mut opinions = Opinions::new(&version_records[writer], &version_records[reader]);
    let own = version_records[writer].fixtures();
    if own > 0 {
        let failing = findings.iter_mut().filter(|finding| finding.failure_kind().is_some());
        failing.for_each(|finding| finding.fixture_hits = Some(Hits { hit: 0, of: own }));
    }
    for record in &version_records[writer].records {
        let mut preserved = false;
        let read = send(*there, &record.bytes, &mut on_the_way_there);
        if let Some(contradiction) = contradiction(resolution.verdict(*there), &read) {
            problems.push(internal_error(linked, (writer, reader), record, &contradiction));
        }
        match &read {
            Ok(value) => {
                let mut bytes = Vec::new();
                binary::encode(shapes, read_shape, value, &mut bytes);
                let returned = send(*back, &bytes, &mut on_the_way_back);
                if let Some(contradiction) = contradiction(resolution.verdict(*back), &returned) {
                    problems.push(internal_error(linked, (reader, writer), record, &contradiction));
                }
                match returned {
                    Ok(returned) => preserved = returned == record.value,
                    Err(TranslateError::Fails(failure)) => trip.back.failed.push(failed(record, &failure)),
                    Err(TranslateError::Decode(_)) => {}
                }
            }
            Err(TranslateError::Fails(failure)) => {
                trip.there.failed.push(failed(record, failure));
                if record.origin == RecordOrigin::Fixture
                    && let Ok(Err(failures)) = translate_to_the_end(shapes, resolution, *there, &record.bytes)
                {
                    count_hits(Subject { shapes, resolution }, findings, turns, &failures);
                }
            }
            Err(TranslateError::Decode(_)) => {}
        }
        opinions.ask(shapes, read_shape, &record.bytes, read.ok().as_ref());
        let tally = match record.origin {
            RecordOrigin::Fixture => &mut trip.fixtures,
            RecordOrigin::Generated => &mut trip.generated,
        };
        tally.records += 1;
        tally.preserved += usize::from(preserved);
    }
    if let Some(difference) = opinions.difference {
        let (w, r) = (&linked.versions[writer].schema, &linked.versions[reader].schema);
        findings.push(finding::of_second_opinion(w, r, difference, opinions.different, opinions.asked));
    }
    trip.there.take(on_the_way_there);
    trip.back.take(on_the_way_back);
    trip
}

impl Finding {
    /// The kind of failure that the finding is about, if it keeps data from being read.
    pub fn failure_kind(&self) -> Option<avro_resolve::resolution::FailureKind> {
        match &self.kind {
            FindingKind::Difference(cause) => cause.kind(),
            FindingKind::Fault(_) | FindingKind::Event(_) | FindingKind::SecondOpinion { .. } => None,
        }
    }
}

impl Way {
    fn take(&mut self, trace: Trace) {
        self.defaulted = trace.defaulted.into_iter().collect();
        self.dropped = trace.dropped.into_iter().collect();
        self.changed = trace.changes;
    }
}

fn failed(record: &Record, failure: &Failure) -> FailedRecord {
    FailedRecord {
        record: record.name.clone(),
        origin: record.origin,
        path: failure.path.clone(),
        kind: failure.kind.java_name(),
    }
}

/// In what way an outcome cannot be, given the verdict.
fn contradiction(verdict: Verdict, outcome: &Result<Value, TranslateError>) -> Option<String> {
    match (verdict, outcome) {
        (_, Err(TranslateError::Decode(error))) => Some(format!("its own bytes do not decode: {error}")),
        (Verdict::Compatible, Err(TranslateError::Fails(failure))) => {
            Some(format!("the pair is compatible, yet the record fails with {}", failure.kind.java_name()))
        }
        (Verdict::Incompatible, Ok(_)) => Some("the pair is incompatible, yet the record can be read".to_owned()),
        (Verdict::Compatible | Verdict::DataDependent, Ok(_)) => None,
        (Verdict::DataDependent | Verdict::Incompatible, Err(TranslateError::Fails(_))) => None,
    }
}

fn internal_error(linked: &LinkedSubject, (from, to): (usize, usize), record: &Record, what: &str) -> Problem {
    let (from, to) = (linked.versions[from].version.label(), linked.versions[to].version.label());
    let message = format!(
        "internal error, please report it with both schemas: {} {from} -> {to}, {}: {what}",
        linked.name, record.name
    );
    Problem { file: None, position: None, message }
}
