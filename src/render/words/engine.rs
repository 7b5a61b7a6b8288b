//! Puts what engines do differently into words; each names the version that was measured.

use super::hazard::logical;
use super::sentence::{Sides, Words, WordsPart};
use crate::finding::engine::{Construct, EngineDifference, EngineFault};
use crate::rule::Implementation;

/// Describes what an engine does otherwise.
pub(super) fn engine(
    found: &EngineDifference,
    Sides { writer: w, reader: r, .. }: Sides<'_>,
    wanted: WordsPart,
) -> Words {
    let release = found.engine.release();
    match &found.what {
        EngineFault::Refuses(construct) => {
            Words::of_message(wanted, || format!("{release} cannot read {}", unreadable(found.engine, construct)))
        }
        EngineFault::PlainValue(unknown) => {
            Words::of_message(wanted, || format!("{release} reads the plain value of {}", logical(*unknown)))
        }
        EngineFault::IgnoresReader => Words::new(
            wanted,
            || format!("{release} reads data of {w} as they were written, and not as {r} says"),
            || format!("{release} does not read by {r}"),
        ),
    }
}

fn unreadable(engine: Implementation, construct: &Construct) -> String {
    match construct {
        Construct::NoRecord => "a schema that is no record".to_owned(),
        Construct::Recursion { name } => format!("\"{name}\", which contains itself"),
        Construct::UsedAgain { name } => format!("a schema that uses \"{name}\" again by its name"),
        Construct::Union => "a union that is not of null and one other type".to_owned(),
        Construct::Enum { .. } if engine == Implementation::Polars => {
            "an enum that is not the type of a column".to_owned()
        }
        Construct::Enum { .. } => "an enum".to_owned(),
        Construct::Map => "a map".to_owned(),
        Construct::Null => "null as a type of its own".to_owned(),
        Construct::AlmostOneName { first, second } => {
            format!("\"{first}\" and \"{second}\" in one record: they differ in upper and lower case only")
        }
        Construct::Default { field } => format!("a schema in which \"{field}\" has a default other than null and []"),
        Construct::LaterDefault => "a default that is not of the first branch of its union".to_owned(),
        Construct::Logical { logical: unread, .. } => logical(*unread),
    }
}
