//! Runs data through pairs of versions to show what they do: witnesses, examples, round trips and previews.

pub(crate) mod example;
pub(crate) mod fixture;
pub(crate) mod preview;
pub(crate) mod proof;
pub(crate) mod round_trip;

use std::sync::Arc;

use avro_resolve::data::binary;
use avro_resolve::proof::Witness;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::value::Value;

use crate::history::LinkedSubject;
use crate::model::input::Problem;
use crate::pair::VersionPair;

/// The data that show one finding.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// A datum that fails for this very cause, or why there is none; `None` where nothing fails, or proofs are not run.
    pub witness: Option<Witness>,
    /// Of a hazard: a datum before and after.
    pub example: Option<Arc<Example>>,
    /// How many of the user's own records fail for this cause; `None` where there are none.
    pub fixture_hits: Option<FixtureHits>,
}

/// A datum as it is written and as it is read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Example {
    /// As it is written.
    pub before: String,
    /// As it is read.
    pub after: String,
}

/// How many of the user's own records fail for one cause.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FixtureHits {
    /// Records that fail for this very cause.
    pub hit: usize,
    /// Records of the writer's version.
    pub of: usize,
}

/// A value as binary data.
fn encoded(shapes: &Shapes, shape: ShapeId, value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    binary::encode(shapes, shape, value, &mut bytes);
    bytes
}

/// The problem where data contradict a verdict.
fn internal_error(linked: &LinkedSubject, (from, to): VersionPair, datum: &str, what: &str) -> Problem {
    let label = |at: usize| linked.versions[at].version.label();
    let (from, to, name) = (label(from), label(to), &linked.name);
    let message = format!("internal error, please report it with both schemas: {name} {from} -> {to}, {datum}: {what}");
    Problem::of_run(message)
}
