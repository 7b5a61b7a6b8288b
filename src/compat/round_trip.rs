//! A pair of versions and records of the writer's in, what became of the records out: written, read as the reader, written
//! again, read back.
//!
//! Records and verdict must agree on every way; where they do not, one of them is wrong, and the run says so instead of
//! going on. The apache-avro crate reads the same bytes as a second opinion.

use std::collections::BTreeMap;

use super::finding::{self, Finding, Hits, SubjectMatter};
use super::fixture;
use super::history::Linked;
use super::input::{FixtureText, Problem};
use crate::avro::binary;
use crate::avro::sample;
use crate::avro::second_opinion::{self, Answer, Opinion, Question};
use crate::avro::translate::{Changed, Failure, Trace, TranslateError, translate};
use crate::resolution::locate::Cause;
use crate::resolution::{PairId, Resolution, Verdict};
use crate::schema::shape::{ShapeId, Shapes};
use crate::schema::value::Value;

/// How many records are made from a schema that has no fixtures.
const GENERATED: usize = 6;

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
    /// Where in the record.
    pub path: String,
    /// Why; the names are Java's.
    pub kind: &'static str,
}

/// The records of one version, ready to travel.
#[derive(Default)]
pub struct Traveller {
    records: Vec<Record>,
    opinion: Option<Result<Opinion, String>>,
}

struct Record {
    name: String,
    origin: Origin,
    value: Value,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    Fixture,
    Generated,
}

/// The way there and the way back.
pub struct Journey<'a> {
    /// The subject.
    pub linked: &'a Linked,
    /// Its table.
    pub resolution: &'a Resolution,
    /// The writer's data for the reader.
    pub there: PairId,
    /// The reader's data for the writer.
    pub back: PairId,
}

impl Traveller {
    /// How many of the records are the user's own.
    pub fn fixtures(&self) -> usize {
        self.records.iter().filter(|record| record.origin == Origin::Fixture).count()
    }
}

/// The records of each version: its fixtures, or records made from its schema. A record that does not fit its schema is a
/// problem.
pub fn travellers(linked: &Linked, fixtures: &[&FixtureText], problems: &mut Vec<Problem>) -> Vec<Traveller> {
    let mut travellers: Vec<Traveller> = Vec::with_capacity(linked.versions.len());
    for (at, released) in linked.versions.iter().enumerate() {
        let shape = released.schema.root_shape();
        let encode = |value: &Value| {
            let mut bytes = Vec::new();
            binary::encode(&linked.shapes, shape, value, &mut bytes);
            bytes
        };
        let of_version = |fixture: &&&FixtureText| {
            linked.versions.iter().rposition(|other| other.version <= fixture.version) == Some(at)
        };
        let mut records = Vec::new();
        let mut has_fixtures = false;
        for fixture in fixtures.iter().filter(of_version) {
            has_fixtures = true;
            let (own, misfits) = fixture::read(linked, released, fixture);
            problems.extend(misfits);
            records.extend(own.into_iter().map(|(name, value)| Record {
                name,
                origin: Origin::Fixture,
                bytes: encode(&value),
                value,
            }));
        }
        if !has_fixtures {
            let samples = sample::records(&linked.shapes, shape, GENERATED);
            records.extend(samples.into_iter().zip(1..).map(|(value, number)| Record {
                name: format!("generated {number}"),
                origin: Origin::Generated,
                bytes: encode(&value),
                value,
            }));
        }
        travellers.push(Traveller { records, opinion: Some(Opinion::new(&linked.shapes, shape)) });
    }
    travellers
}

/// Sends every record of the writer's version to the reader's and back. Counts on each finding the fixture records that hit
/// it, adds a finding where the apache-avro crate disagrees, and a problem where records and verdict do.
pub fn travel(
    journey: &Journey<'_>,
    (writer, reader): (usize, usize),
    travellers: &[Traveller],
    findings: &mut Vec<Finding>,
    problems: &mut Vec<Problem>,
) -> RoundTrip {
    let Journey { linked, resolution, there, back } = journey;
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
    let mut opinions = Opinions::new(&travellers[writer], &travellers[reader]);
    let own = travellers[writer].fixtures();
    if own > 0 {
        let failing = findings.iter_mut().filter(|finding| finding.kind().is_some());
        failing.for_each(|finding| finding.fixture_hits = Some(Hits { hit: 0, of: own }));
    }
    for record in &travellers[writer].records {
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
                if record.origin == Origin::Fixture {
                    let hit = |finding: &&mut Finding| is_hit(finding, failure);
                    findings.iter_mut().filter(hit).filter_map(|f| f.fixture_hits.as_mut()).for_each(|h| h.hit += 1);
                }
            }
            Err(TranslateError::Decode(_)) => {}
        }
        opinions.ask(shapes, read_shape, &record.bytes, read.ok().as_ref());
        let tally = match record.origin {
            Origin::Fixture => &mut trip.fixtures,
            Origin::Generated => &mut trip.generated,
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
    pub fn kind(&self) -> Option<crate::resolution::Kind> {
        match &self.subject_matter {
            SubjectMatter::Incompatibility(cause) => cause.kind(),
            SubjectMatter::Fault(_) | SubjectMatter::SecondOpinion { .. } => None,
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

/// Whether a record that failed so counts for the finding.
fn is_hit(finding: &Finding, failure: &Failure) -> bool {
    let is_symbol = match &finding.subject_matter {
        SubjectMatter::Incompatibility(Cause::MissingSymbol { index, .. }) => failure.symbol == Some(*index),
        SubjectMatter::Incompatibility(_) => true,
        SubjectMatter::Fault(_) | SubjectMatter::SecondOpinion { .. } => false,
    };
    finding.pair == Some(failure.pair) && finding.kind() == Some(failure.kind) && is_symbol
}

fn failed(record: &Record, failure: &Failure) -> FailedRecord {
    FailedRecord { record: record.name.clone(), path: failure.path.clone(), kind: failure.kind.java_name() }
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

fn internal_error(linked: &Linked, (from, to): (usize, usize), record: &Record, what: &str) -> Problem {
    let (from, to) = (linked.versions[from].version.label(), linked.versions[to].version.label());
    let message = format!(
        "internal error, please report it with both schemas: {} {from} -> {to}, {}: {what}",
        linked.name, record.name
    );
    Problem { file: None, position: None, message }
}

/// What the apache-avro crate makes of the records of a pair.
struct Opinions<'a> {
    question: Result<Question<'a>, String>,
    difference: Option<String>,
    different: usize,
    asked: usize,
}

impl<'a> Opinions<'a> {
    fn new(writer: &'a Traveller, reader: &'a Traveller) -> Opinions<'a> {
        let refused = |reason: &String| format!("refuses the schema: {reason}");
        let opinion = |traveller: &'a Traveller| {
            let opinion = traveller.opinion.as_ref().expect("every version that travels was put to the crate");
            opinion.as_ref().map_err(refused)
        };
        let both = opinion(writer).and_then(|writer| Ok((writer, opinion(reader)?)));
        let question = both.and_then(|(writer, reader)| Question::new(writer, reader).map_err(|why| refused(&why)));
        Opinions { question, difference: None, different: 0, asked: 0 }
    }

    /// Asks about one record; `ours` is what it reads as, if it can be read.
    fn ask(&mut self, shapes: &Shapes, reader: ShapeId, bytes: &[u8], ours: Option<&Value>) {
        let difference = match &self.question {
            Err(reason) => ours.map(|_| reason.clone()),
            Ok(question) => match (ours, question.ask(shapes, bytes)) {
                (_, Answer::TooDeep) => return,
                (Some(ours), answer) => second_opinion::differs(shapes, reader, ours, &answer),
                (None, Answer::Read(_)) => Some("reads data that the specification refuses".to_owned()),
                (None, Answer::Refused(_)) => None,
            },
        };
        self.asked += 1;
        if let Some(difference) = difference {
            self.different += 1;
            self.difference.get_or_insert(difference);
        }
    }
}
