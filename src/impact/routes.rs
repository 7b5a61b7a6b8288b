//! Finds how a schema comes to use the types of another one.

use std::collections::BTreeSet;

use avro_resolve::schema::link::Links;
use avro_resolve::schema::model::{FileId, NodeRef, Type};
use rustc_hash::{FxHashMap, FxHashSet};

/// The ways that lead from a schema to the types of another one, the shortest first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Routes {
    /// The first of them.
    pub(crate) shown: Vec<Route>,
    /// How many there are.
    pub(crate) count: usize,
}

/// One way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Route {
    /// By names: `Order.lines[].address`.
    pub(crate) trail: String,
    /// The subjects between the two, from the user on.
    pub(crate) between: Vec<String>,
}

/// So many ways of a version are kept.
const MOST: usize = 16;

/// A definition that was reached, and how.
struct RouteStep<'a> {
    at: NodeRef,
    /// The step before.
    before: usize,
    /// What leads here from there, beginning with a dot where it is a field.
    by: &'a str,
    is_field: bool,
}

impl Routes {
    /// The ways to the definitions that are `meant`, and those that are reached, sorted; `names` are the subjects of files. Each type on the
    /// way is entered once.
    pub(super) fn of(
        links: &Links,
        is_meant: impl Fn(NodeRef) -> bool,
        names: &FxHashMap<FileId, &str>,
    ) -> (Routes, BTreeSet<NodeRef>) {
        let root = links.follow(links.root);
        let first = RouteStep { at: root, before: 0, by: "", is_field: false };
        let (mut steps, mut seen) = (vec![first], FxHashSet::from_iter([root]));
        let mut routes = Routes { shown: Vec::new(), count: 0 };
        let mut next = 0;
        if is_meant(root) {
            routes.add(links, &steps, 0, names);
            return (routes, BTreeSet::from([root]));
        }
        let mut reached = BTreeSet::new();
        while let Some(RouteStep { at, .. }) = steps.get(next) {
            for (part, by, is_field) in parts(links, *at) {
                let step = RouteStep { at: links.follow(part), before: next, by, is_field };
                if is_meant(step.at) {
                    reached.insert(step.at);
                    steps.push(step);
                    routes.add(links, &steps, steps.len() - 1, names);
                    steps.pop();
                } else if seen.insert(step.at) {
                    steps.push(step);
                }
            }
            next += 1;
        }
        (routes, reached)
    }

    fn add(&mut self, links: &Links, steps: &[RouteStep<'_>], end: usize, names: &FxHashMap<FileId, &str>) {
        self.count += 1;
        if self.shown.len() < MOST {
            self.shown.push(route(links, steps, end, names));
        }
    }
}

/// The types that one is made of, with what leads to each.
fn parts(links: &Links, at: NodeRef) -> Vec<(NodeRef, &str, bool)> {
    let there = |node| NodeRef { file: at.file, node };
    match &links.node(at).ty {
        Type::Primitive(_) | Type::Enum(_) | Type::Fixed(_) | Type::Reference(_) => Vec::new(),
        Type::Array(inner) => vec![(there(*inner), "[]", false)],
        Type::Map(inner) => vec![(there(*inner), "{}", false)],
        Type::Union(branches) => branches.iter().map(|branch| (there(*branch), "", false)).collect(),
        Type::Record(record) => record.fields.iter().map(|field| (there(field.ty), &*field.name, true)).collect(),
    }
}

fn route(links: &Links, steps: &[RouteStep<'_>], end: usize, names: &FxHashMap<FileId, &str>) -> Route {
    let mut way = vec![&steps[end]];
    let mut at = end;
    while at != 0 {
        at = steps[at].before;
        way.push(&steps[at]);
    }
    way.reverse();
    let mut trail = links.node(way[0].at).naming().map_or_else(String::new, |naming| naming.name.short().to_owned());
    for step in &way[1..] {
        if step.is_field && !trail.is_empty() {
            trail.push('.');
        }
        trail.push_str(step.by);
    }
    let mut files: Vec<FileId> = way.iter().map(|step| step.at.file).collect();
    files.dedup();
    let inner = files.len().saturating_sub(1).max(1);
    let between = files[1.min(files.len())..inner].iter().map(|file| match names.get(file) {
        Some(name) => (*name).to_owned(),
        None => links.library.source(*file).name.clone(),
    });
    Route { trail, between: between.collect() }
}
