//! Finds what engines refuse, or read otherwise than the specification says.

mod construct;
mod findings;
mod reader;
mod reading;

use avro_resolve::resolution::{PairId, Resolution, Verdict};
use avro_resolve::schema::link::Library;

use crate::finding::Finding;
use crate::finding::engine::{Construct, EngineDifference, EngineFault};
use crate::history::LinkedSubject;
use crate::pair::VersionPair;
use crate::rule::Implementation;
use construct::constructs;
use findings::{of_pair, of_schema};
use reader::{ignores_reader, makes_difference};
use reading::{EngineReading, reading};

/// What these engines do not read as it is meant in the newest schema of a subject. Older ones cannot be changed any more.
pub(crate) fn of_subject(linked: &LinkedSubject, library: &Library, engines: &[Implementation]) -> Vec<Finding> {
    let Some(newest) = linked.versions.last().filter(|_| !engines.is_empty()) else { return Vec::new() };
    let found = constructs(&newest.schema);
    let of_engine = |&engine: &Implementation| {
        found.iter().filter_map(move |(place, construct)| {
            let what = match (reading(engine, construct), construct) {
                (EngineReading::Right, _) => return None,
                (EngineReading::Plain, Construct::Logical { logical, .. }) => EngineFault::PlainValue(*logical),
                (EngineReading::Plain | EngineReading::Refused, construct) => EngineFault::Refuses(construct.clone()),
            };
            Some(of_schema(library, *place, EngineDifference { engine, what }))
        })
    };
    engines.iter().flat_map(of_engine).collect()
}

/// Which of these engines do not read data of a writer's version as the reader's version says.
pub(crate) fn of_versions(
    linked: &LinkedSubject,
    resolution: &Resolution,
    (versions, id): (VersionPair, PairId),
    engines: &[Implementation],
) -> Vec<Finding> {
    let (writer, reader) = (&linked.versions[versions.0].schema, &linked.versions[versions.1].schema);
    let differs = |engine: Implementation| {
        ignores_reader(engine)
            && resolution.verdict(id) != Verdict::Incompatible
            && makes_difference(engine, &linked.shapes, resolution, id)
    };
    let engines = engines.iter().copied().filter(|engine| differs(*engine));
    engines
        .map(|engine| of_pair(writer, reader, EngineDifference { engine, what: EngineFault::IgnoresReader }))
        .collect()
}
