//! Makes findings of what engines do otherwise.

use avro_resolve::resolution::locate::Place;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::link::Library;
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::source::Span;
use smol_str::SmolStr;

use crate::finding::engine::{Construct, EngineDifference, EngineFault};
use crate::finding::fault::{Context, context_at};
use crate::finding::{Finding, FindingKind, root_place};
use crate::rule;

/// The finding for a part of a schema that an engine does not read as it is meant.
pub(super) fn of_schema(library: &Library, (file, span): (FileId, Span), found: EngineDifference) -> Finding {
    let Context { anchor, field, pointer } = context_at(library, file, span.start);
    Finding { path: pointer.clone(), reader: Some(Place { file, span, pointer }), ..finding(found, (&anchor, &field)) }
}

/// The finding for a pair that an engine reads with the writer's schema alone.
pub(super) fn of_pair(writer: &LinkedSchema, reader: &LinkedSchema, found: EngineDifference) -> Finding {
    let root = reader.links.node(reader.links.follow(reader.links.root));
    let anchor = root.naming().map_or("", |naming| naming.name.full());
    let (writer, reader) = (Some(root_place(writer)), Some(root_place(reader)));
    Finding { trail: SmolStr::default(), writer, reader, ..finding(found, (anchor, "")) }
}

fn finding(found: EngineDifference, way: (&str, &str)) -> Finding {
    let detail = detail(&found);
    let rule = match found.what {
        EngineFault::Refuses(_) => &rule::ENGINE_REFUSES_SCHEMA,
        EngineFault::PlainValue(_) => &rule::ENGINE_DROPS_LOGICAL_TYPE,
        EngineFault::IgnoresReader => &rule::ENGINE_IGNORES_READER,
    };
    Finding::new(rule, FindingKind::Engine(found), way, &detail)
}

/// The engine, and what distinguishes two findings at one place. Fingerprints contain it, so that it never changes.
fn detail(found: &EngineDifference) -> String {
    let what = match &found.what {
        EngineFault::Refuses(construct) => match construct {
            Construct::NoRecord => "no record",
            Construct::Recursion { .. } => "recursion",
            Construct::UsedAgain { name } => name,
            Construct::Union => "union",
            Construct::Enum { .. } => "enum",
            Construct::Map => "map",
            Construct::Null => "null",
            Construct::AlmostOneName { second, .. } => second,
            Construct::Default { .. } => "default",
            Construct::LaterDefault => "later default",
            Construct::Logical { logical, .. } => logical.name(),
        },
        EngineFault::PlainValue(logical) => logical.name(),
        EngineFault::IgnoresReader => "",
    };
    format!("{}: {what}", found.engine.name())
}
