//! Finds the parts of a schema that some engine does not read.

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::FaultKind;
use avro_resolve::schema::link::Links;
use avro_resolve::schema::model::{Field, FileId, NodeId, NodeRef, Primitive, Record, Type};
use avro_resolve::schema::source::Span;
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value as Json;

use crate::finding::engine::Construct;

/// A part, and its place.
type ConstructAt = ((FileId, Span), Construct);

/// All such parts, whichever engine does not read them.
pub(super) fn constructs(schema: &LinkedSchema) -> Vec<ConstructAt> {
    let links = &schema.links;
    let (seen, way, found) = (FxHashSet::default(), FxHashSet::default(), Vec::new());
    let mut walk = Walk { links, seen, way, found, open: vec![Step::Enter(links.root, Around::Nothing)] };
    while let Some(step) = walk.open.pop() {
        match step {
            Step::Enter(at, around) => walk.enter(at, around),
            Step::Leave(at) => drop(walk.way.remove(&at)),
        }
    }
    let later =
        schema.faults.iter().filter(|fault| matches!(fault.fault.kind, FaultKind::DefaultNotFirstBranch { .. }));
    let later = later.map(|fault| ((fault.file, fault.fault.span), Construct::LaterDefault));
    walk.found.into_iter().chain(later).collect()
}

/// Goes through the types of a schema, each definition once. It keeps its own stack, because types may be nested deeply.
struct Walk<'a> {
    links: &'a Links,
    open: Vec<Step>,
    seen: FxHashSet<NodeRef>,
    /// The definitions around the place.
    way: FxHashSet<NodeRef>,
    found: Vec<ConstructAt>,
}

enum Step {
    Enter(NodeRef, Around),
    Leave(NodeRef),
}

/// What a type is a part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    /// It is the type of a field of the outermost record.
    Table,
    Union,
    Other,
}

impl Walk<'_> {
    fn enter(&mut self, at: NodeRef, around: Around) {
        let definition = self.links.follow(at);
        let node = self.links.node(definition);
        let place = (at.file, self.links.node(at).mark());
        if !self.seen.insert(definition) {
            let name = node.naming().map_or("", |naming| naming.name.full()).to_owned();
            let is_around = self.way.contains(&definition);
            let again = if is_around { Construct::Recursion { name } } else { Construct::UsedAgain { name } };
            self.found.push((place, again));
            return;
        }
        if around == Around::Nothing && !matches!(node.ty, Type::Record(_)) {
            self.found.push((place, Construct::NoRecord));
        }
        if let Some(logical) = node.logical {
            let is_fixed = matches!(node.ty, Type::Fixed(_));
            self.found.push((place, Construct::Logical { logical, is_fixed }));
        }
        let construct = match &node.ty {
            // That it is no record says all.
            _ if around == Around::Nothing => None,
            Type::Primitive(Primitive::Null) => (around != Around::Union).then_some(Construct::Null),
            Type::Enum(_) => Some(Construct::Enum { is_column: around == Around::Table }),
            Type::Map(_) => Some(Construct::Map),
            Type::Union(branches) => (!self.is_nullable(definition, branches)).then_some(Construct::Union),
            Type::Primitive(_) | Type::Array(_) | Type::Record(_) | Type::Fixed(_) | Type::Reference(_) => None,
        };
        self.found.extend(construct.map(|construct| (place, construct)));
        let (parts, inside): (Vec<NodeId>, Around) = match &node.ty {
            Type::Primitive(_) | Type::Enum(_) | Type::Fixed(_) | Type::Reference(_) => return,
            Type::Array(inner) | Type::Map(inner) => (vec![*inner], Around::Other),
            Type::Union(branches) => (branches.to_vec(), Around::Union),
            Type::Record(record) => {
                self.note_fields(definition.file, record);
                let inside = if around == Around::Nothing { Around::Table } else { Around::Other };
                (record.fields.iter().map(|field| field.ty).collect(), inside)
            }
        };
        self.way.insert(definition);
        self.open.push(Step::Leave(definition));
        let parts = parts.into_iter().rev().map(|node| NodeRef { file: definition.file, node });
        self.open.extend(parts.map(|part| Step::Enter(part, inside)));
    }

    /// Whether a union is of null and one other type.
    fn is_nullable(&self, union: NodeRef, branches: &[NodeId]) -> bool {
        let is_null = |&&node: &&NodeId| {
            let branch = self.links.follow(NodeRef { file: union.file, node });
            matches!(self.links.node(branch).ty, Type::Primitive(Primitive::Null))
        };
        branches.len() == 2 && branches.iter().filter(is_null).count() == 1
    }

    fn note_fields(&mut self, file: FileId, record: &Record) {
        let mut names: FxHashMap<String, &Field> = FxHashMap::default();
        for field in &record.fields {
            let place = (file, field.name_span);
            if let Some(first) = names.insert(field.name.to_lowercase(), field) {
                let (first, second) = (first.name.to_string(), field.name.to_string());
                self.found.push((place, Construct::AlmostOneName { first, second }));
            }
            let is_other = |json: &Json| !json.is_null() && json.as_array().is_none_or(|items| !items.is_empty());
            if field.default.as_ref().is_some_and(|default| is_other(&default.json)) {
                self.found.push((place, Construct::Default { field: field.name.to_string() }));
            }
        }
    }
}
