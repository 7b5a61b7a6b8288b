//! Fixture texts and schemas in, the records of each version out, ready to travel.

use crate::evidence::fixture;
use crate::evidence::round_trip::{Record, RecordOrigin, VersionRecords};
use crate::history::LinkedSubject;
use crate::model::input::{FixtureText, Problem};
use avro_resolve::data::binary;
use avro_resolve::data::sample;
use avro_resolve::schema::value::Value;
use avro_resolve::second_opinion::Opinion;

/// How many records are made from a schema that has no fixtures.
const GENERATED: usize = 6;

/// The records of each version: its fixtures, or records made from its schema. A record that does not fit its schema is a
/// problem.
pub fn version_records(
    linked: &LinkedSubject,
    fixtures: &[&FixtureText],
    problems: &mut Vec<Problem>,
) -> Vec<VersionRecords> {
    let mut version_records: Vec<VersionRecords> = Vec::with_capacity(linked.versions.len());
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
                origin: RecordOrigin::Fixture,
                bytes: encode(&value),
                value,
            }));
        }
        if !has_fixtures {
            let samples = sample::records(&linked.shapes, shape, GENERATED);
            records.extend(samples.into_iter().zip(1..).map(|(value, number)| Record {
                name: format!("generated {number}"),
                origin: RecordOrigin::Generated,
                bytes: encode(&value),
                value,
            }));
        }
        version_records.push(VersionRecords { records, opinion: Some(Opinion::new(&linked.shapes, shape)) });
    }
    version_records
}
