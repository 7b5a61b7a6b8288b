//! Decides whether all, some or none of the data of a writer resolve.
//!
//! "Some datum fails" and "some datum resolves" are least fixpoints over the pairs of types that
//! meet, since every datum is finite: start with no pair failing and none resolving, and add pairs
//! until nothing changes.

use super::model::{Id, Schema, Type};
use super::resolve::{Source, choose_branch, field_sources, matches};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Every datum resolves.
    Compatible,
    /// Some data resolve and some fail.
    DataDependent,
    /// No datum resolves.
    Incompatible,
}

/// A writer's type and the reader's types that one datum of it is read as: mostly one; none where a field is skipped; several
/// where the aliases of several fields name it.
type Meeting = (Id, BTreeSet<Id>);

/// What becomes of the data of a meeting.
enum Step {
    /// All resolve.
    Fine,
    /// All fail.
    Broken,
    /// Data with some symbols fail; whether others resolve.
    Symbols { some_resolve: bool },
    /// A datum is a datum of one of these.
    OneOf(Vec<Meeting>),
    /// A datum holds any number of data of this.
    ManyOf(Meeting),
    /// A datum holds one of each.
    AllOf(Vec<Meeting>),
}

pub fn verdict(writer: &Schema, reader: &Schema) -> Verdict {
    let root = (writer.root, BTreeSet::from([reader.root]));
    let mut steps = BTreeMap::new();
    explore(writer, reader, root.clone(), &mut steps);

    let mut failing: BTreeSet<&Meeting> = BTreeSet::new();
    let mut resolving: BTreeSet<&Meeting> = BTreeSet::new();
    loop {
        let before = failing.len() + resolving.len();
        for (meeting, step) in &steps {
            let fails = |meeting: &Meeting| failing.contains(meeting);
            let resolves = |meeting: &Meeting| resolving.contains(meeting);
            let (some_fail, some_resolve) = match step {
                Step::Fine => (false, true),
                Step::Broken => (true, false),
                Step::Symbols { some_resolve } => (true, *some_resolve),
                Step::OneOf(branches) => (branches.iter().any(fails), branches.iter().any(resolves)),
                // The empty array resolves always.
                Step::ManyOf(items) => (fails(items), true),
                // A field that can fail counts even if another one has no data at all.
                Step::AllOf(fields) => (fields.iter().any(fails), fields.iter().all(resolves)),
            };
            if some_fail {
                failing.insert(meeting);
            }
            if some_resolve {
                resolving.insert(meeting);
            }
        }
        if failing.len() + resolving.len() == before {
            break;
        }
    }

    match (failing.contains(&root), resolving.contains(&root)) {
        (false, _) => Verdict::Compatible,
        (true, true) => Verdict::DataDependent,
        (true, false) => Verdict::Incompatible,
    }
}

/// Adds the step of `meeting` and of every meeting it leads to.
fn explore(writer: &Schema, reader: &Schema, meeting: Meeting, steps: &mut BTreeMap<Meeting, Step>) {
    if steps.contains_key(&meeting) {
        return;
    }
    let step = step(writer, reader, &meeting);
    let next = match &step {
        Step::Fine | Step::Broken | Step::Symbols { .. } => Vec::new(),
        Step::ManyOf(items) => vec![items.clone()],
        Step::OneOf(meetings) | Step::AllOf(meetings) => meetings.clone(),
    };
    steps.insert(meeting, step);
    for meeting in next {
        explore(writer, reader, meeting, steps);
    }
}

fn step(writer: &Schema, reader: &Schema, (w, readers): &Meeting) -> Step {
    let written = &writer.types[*w];
    if let Type::Union(branches) = written {
        return Step::OneOf(branches.iter().map(|&branch| (branch, readers.clone())).collect());
    }
    let mut expected = Vec::new();
    for &r in readers {
        let r = match &reader.types[r] {
            Type::Union(branches) => match choose_branch(written, reader, branches) {
                Some(chosen) => branches[chosen],
                None => return Step::Broken,
            },
            _ => r,
        };
        if !matches(written, &reader.types[r]) {
            return Step::Broken;
        }
        expected.push(r);
    }
    match written {
        Type::Enum { symbols, .. } => {
            let is_known = |symbol: &&String| {
                expected.iter().all(|&r| match &reader.types[r] {
                    Type::Enum { symbols: known, default, .. } => default.is_some() || known.contains(symbol),
                    _ => true,
                })
            };
            match symbols.iter().filter(is_known).count() {
                known if known == symbols.len() => Step::Fine,
                known => Step::Symbols { some_resolve: known > 0 },
            }
        }
        Type::Array(item) | Type::Map(item) => {
            let items = expected.iter().filter_map(|&r| match &reader.types[r] {
                Type::Array(item) | Type::Map(item) => Some(*item),
                _ => None,
            });
            Step::ManyOf((*item, items.collect()))
        }
        Type::Record { fields: written, .. } => {
            let mut meetings: Vec<Meeting> = written.iter().map(|field| (field.ty, BTreeSet::new())).collect();
            for &r in &expected {
                let Type::Record { fields, .. } = &reader.types[r] else { continue };
                for (source, field) in field_sources(written, reader, r).iter().zip(fields) {
                    match source {
                        Source::Writer(index) => _ = meetings[*index].1.insert(field.ty),
                        Source::Default(_) => {}
                        Source::Missing => return Step::Broken,
                    }
                }
            }
            Step::AllOf(meetings)
        }
        _ => Step::Fine,
    }
}
