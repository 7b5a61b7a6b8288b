//! In: a writer's and a reader's schema. Out: whether all, some or none of the data resolve.
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

/// A writer's type and the reader's type it is read as.
type Pair = (Id, Id);

/// What becomes of the data of a pair.
enum Step {
    /// All resolve.
    Fine,
    /// All fail.
    Broken,
    /// Data with some symbols fail; whether others resolve.
    Symbols { some_resolve: bool },
    /// As in the other pair.
    Same(Pair),
    /// A datum is a datum of one of the pairs.
    OneOf(Vec<Pair>),
    /// A datum holds any number of data of the pair.
    ManyOf(Pair),
    /// A datum holds one of each pair, and one of each of the writer's types that are skipped.
    AllOf(Vec<Pair>, Vec<Id>),
}

pub fn verdict(writer: &Schema, reader: &Schema) -> Verdict {
    let root = (writer.root, reader.root);
    let mut steps = BTreeMap::new();
    explore(writer, reader, root, &mut steps);
    let inhabited = inhabited(writer);

    let mut failing: BTreeSet<Pair> = BTreeSet::new();
    let mut resolving: BTreeSet<Pair> = BTreeSet::new();
    loop {
        let before = failing.len() + resolving.len();
        for (&pair, step) in &steps {
            let fails = |pair: &Pair| failing.contains(pair);
            let resolves = |pair: &Pair| resolving.contains(pair);
            let (some_fail, some_resolve) = match step {
                Step::Fine => (false, inhabited.contains(&pair.0)),
                Step::Broken => (true, false),
                Step::Symbols { some_resolve } => (true, *some_resolve),
                Step::Same(other) => (fails(other), resolves(other)),
                Step::OneOf(pairs) => (pairs.iter().any(fails), pairs.iter().any(resolves)),
                // The empty array resolves always.
                Step::ManyOf(items) => (fails(items), true),
                // A field that can fail counts even if another one has no data at all.
                Step::AllOf(fields, skipped) => (
                    fields.iter().any(fails),
                    fields.iter().all(resolves) && skipped.iter().all(|ty| inhabited.contains(ty)),
                ),
            };
            if some_fail {
                failing.insert(pair);
            }
            if some_resolve {
                resolving.insert(pair);
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

/// Adds the step of `pair` and of every pair it leads to.
fn explore(writer: &Schema, reader: &Schema, pair: Pair, steps: &mut BTreeMap<Pair, Step>) {
    if steps.contains_key(&pair) {
        return;
    }
    let step = step(writer, reader, pair);
    let next = match &step {
        Step::Fine | Step::Broken | Step::Symbols { .. } => Vec::new(),
        Step::Same(other) | Step::ManyOf(other) => vec![*other],
        Step::OneOf(pairs) | Step::AllOf(pairs, _) => pairs.clone(),
    };
    steps.insert(pair, step);
    for pair in next {
        explore(writer, reader, pair, steps);
    }
}

fn step(writer: &Schema, reader: &Schema, (w, r): Pair) -> Step {
    match (&writer.types[w], &reader.types[r]) {
        (Type::Union(branches), _) => Step::OneOf(branches.iter().map(|&branch| (branch, r)).collect()),
        (wt, Type::Union(branches)) => match choose_branch(wt, reader, branches) {
            Some(chosen) => Step::Same((w, branches[chosen])),
            None => Step::Broken,
        },
        (wt, rt) if !matches(wt, rt) => Step::Broken,
        (Type::Enum { symbols: written, .. }, Type::Enum { symbols: known, default, .. }) => {
            if default.is_some() || written.iter().all(|symbol| known.contains(symbol)) {
                Step::Fine
            } else {
                Step::Symbols { some_resolve: written.iter().any(|symbol| known.contains(symbol)) }
            }
        }
        (Type::Array(w), Type::Array(r)) | (Type::Map(w), Type::Map(r)) => Step::ManyOf((*w, *r)),
        (Type::Record { fields: wf, .. }, Type::Record { fields: rf, .. }) => {
            let mut pairs = Vec::new();
            let mut taken = BTreeSet::new();
            for (source, field) in field_sources(wf, reader, r).iter().zip(rf) {
                match source {
                    Source::Writer(index) => {
                        pairs.push((wf[*index].ty, field.ty));
                        taken.insert(*index);
                    }
                    Source::Default(_) => {}
                    Source::Missing => return Step::Broken,
                }
            }
            let skipped = (0..wf.len()).filter(|index| !taken.contains(index)).map(|index| wf[index].ty);
            Step::AllOf(pairs, skipped.collect())
        }
        _ => Step::Fine,
    }
}

/// The types that have any finite datum at all.
fn inhabited(schema: &Schema) -> BTreeSet<Id> {
    let mut found: BTreeSet<Id> = BTreeSet::new();
    loop {
        let before = found.len();
        for (id, ty) in schema.types.iter().enumerate() {
            let has_data = match ty {
                Type::Enum { symbols, .. } => !symbols.is_empty(),
                Type::Union(branches) => branches.iter().any(|branch| found.contains(branch)),
                Type::Record { fields, .. } => fields.iter().all(|field| found.contains(&field.ty)),
                _ => true,
            };
            if has_data {
                found.insert(id);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}
