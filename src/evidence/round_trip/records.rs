//! Collects the records of each version: the user's fixtures, or records made from its schema.

use std::cell::OnceCell;

use avro_resolve::data::sample;
use avro_resolve::data::translate::Batch;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;
use avro_resolve::second_opinion::Opinion;

use crate::evidence::fixture;
use crate::history::{LinkedSubject, SubjectVersion};
use crate::model::input::{FixtureText, Problem};

/// The records of one version.
#[derive(Default)]
pub(crate) struct VersionRecords {
    pub(crate) records: Vec<Record>,
    /// Their data, in the same order.
    pub(crate) data: Batch,
    /// Its schema as the apache-avro crate reads it, if the crate was asked.
    opinion: OnceCell<Result<Opinion, String>>,
}

/// A record of a version.
pub(crate) struct Record {
    pub(crate) name: String,
    /// Whether the user wrote it; otherwise it was made from the schema.
    pub(crate) is_fixture: bool,
}

impl VersionRecords {
    /// The binary encoding of the record of that number.
    pub(crate) fn encoded(&self, number: usize) -> Vec<u8> {
        self.data.encoded(number).expect("what was put in is there")
    }

    /// Its schema, which has this shape, as the apache-avro crate reads it, or why it does not.
    pub(crate) fn opinion(&self, shapes: &Shapes, shape: ShapeId) -> Result<&Opinion, String> {
        self.opinion.get_or_init(|| Opinion::new(shapes, shape)).as_ref().map_err(Clone::clone)
    }

    /// How many of the records are the user's own.
    pub(crate) fn fixtures(&self) -> usize {
        self.records.iter().filter(|record| record.is_fixture).count()
    }
}

/// How many records are made from a schema that has no fixtures.
const GENERATED: usize = 6;

/// The records of each version. One that does not fit its schema is a problem.
pub(crate) fn version_records(
    linked: &LinkedSubject,
    fixtures: &[&FixtureText],
    problems: &mut Vec<Problem>,
) -> Vec<VersionRecords> {
    let of_version = |(at, version): (usize, &SubjectVersion)| {
        let shape = version.schema.root_shape();
        let is_own = |fixture: &&&FixtureText| {
            linked.versions.iter().rposition(|other| other.version <= fixture.version) == Some(at)
        };
        let own: Vec<&&FixtureText> = fixtures.iter().filter(is_own).collect();
        let is_fixture = !own.is_empty();
        let mut named: Vec<(String, Value)> = Vec::new();
        for fixture in &own {
            let whose = format!("{} {}", linked.name, version.version.label());
            let (fitting, misfits) = fixture::records(&linked.shapes, shape, &whose, &fixture.records);
            problems.extend(misfits);
            named.extend(fitting);
        }
        if !is_fixture {
            let samples = sample::records(&linked.shapes, shape, GENERATED).into_iter().zip(1..);
            named.extend(samples.map(|(value, number)| (format!("generated {number}"), value)));
        }
        let data = Batch::new(&linked.shapes, shape, named.iter().map(|(_, value)| value));
        let records = named.into_iter().map(|(name, _)| Record { name, is_fixture }).collect();
        VersionRecords { records, data, opinion: OnceCell::new() }
    };
    linked.versions.iter().enumerate().map(of_version).collect()
}
