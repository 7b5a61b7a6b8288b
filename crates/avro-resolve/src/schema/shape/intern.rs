//! Keeps the shapes of a linked schema: parts before wholes, and types that contain each other together.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::shapes::{
    Default, EnumShape, FieldShape, FixedShape, Form, MEMBER, RecordShape, Shape, ShapeId, ShapeMap, Shapes,
};
use crate::depth::deep;
use crate::schema::default::{Fit, Fitting, Misfit};
use crate::schema::fault::{Fault, FaultKind, FileFault};
use crate::schema::link::Links;
use crate::schema::model::{Field, FileId, NodeId, NodeRef, Type};
use crate::schema::source::Span;

/// Keeps every type of the schema. Also returns the faults that show only now: defaults that do not fit, and
/// records without any finite datum.
pub(in crate::schema) fn intern<'a>(shapes: &'a mut Shapes, links: &'a Links) -> (ShapeMap, Vec<FileFault>) {
    let sizes = links.files.iter().map(|&file| (file, links.library.document(file).nodes.len()));
    let states = sizes.map(|(file, len)| (file, vec![State::Unseen; len])).collect();
    let (fitting, open, faults) = (Fitting::new(links), Vec::new(), Vec::new());
    let mut interner = Interner { links, shapes, fitting, states, open, next_order: 0, faults };
    interner.visit(links.follow(links.root));
    let files = interner.states.iter().filter(|_| links.has_rest);
    for (file, len) in files.map(|(file, states)| (*file, states.len() as NodeId)).collect::<Vec<_>>() {
        // Definitions that the root does not reach still count for lints of the file.
        for node in (0..len).map(|node| NodeRef { file, node }) {
            if matches!(interner.state(node), State::Unseen) {
                interner.visit(links.follow(node));
            }
        }
    }
    interner.faults.sort_by_key(|f| (f.file, f.fault.span));
    let files =
        interner.states.into_iter().map(|(file, states)| (file, states.into_iter().map(State::shape).collect()));
    (ShapeMap::new(files.collect()), interner.faults)
}

#[derive(Clone, Copy)]
enum State {
    Unseen,
    /// Being visited, with the order of the earliest open definition that it reaches.
    Open(u32),
    Done(ShapeId),
}

impl State {
    fn shape(self) -> ShapeId {
        match self {
            State::Done(shape) => shape,
            // Names never get a shape of their own; the types that they mean have it.
            State::Unseen | State::Open(_) => ShapeId::NONE,
        }
    }
}

/// Tarjan's interner: parts before wholes, and types that contain each other together.
struct Interner<'a> {
    links: &'a Links,
    shapes: &'a mut Shapes,
    fitting: Fitting<'a>,
    states: Vec<(FileId, Vec<State>)>,
    open: Vec<NodeRef>,
    next_order: u32,
    faults: Vec<FileFault>,
}

impl<'a> Interner<'a> {
    fn visit(&mut self, at: NodeRef) {
        if !matches!(self.state(at), State::Unseen) {
            return;
        }
        let node = self.links.node(at);
        match &node.ty {
            Type::Primitive(primitive) if node.logical.is_none() => {
                *self.state_mut(at) = State::Done(self.shapes.primitive(*primitive));
            }
            Type::Primitive(_) | Type::Enum(_) | Type::Fixed(_) => self.close(at),
            Type::Array(_) | Type::Map(_) | Type::Union(_) | Type::Record(_) | Type::Reference(_) => {
                deep(|| self.visit_whole(at));
            }
        }
    }

    fn visit_whole(&mut self, at: NodeRef) {
        let order = self.next_order;
        self.next_order += 1;
        let mut low = order;
        *self.state_mut(at) = State::Open(order);
        self.open.push(at);
        let mut is_cyclic = false;
        let links = self.links;
        for part in links.parts(at) {
            self.visit(part);
            if let State::Open(reached) = self.state(part) {
                low = low.min(reached);
            }
            is_cyclic |= part == at;
        }
        *self.state_mut(at) = State::Open(low);
        if low == order {
            let first = self.open.iter().rposition(|&open| open == at).expect("it was pushed above");
            let group = self.open.split_off(first);
            if group.len() == 1 && !is_cyclic {
                self.close(at);
            } else {
                self.close_cycle(&group);
            }
        }
    }

    fn close(&mut self, at: NodeRef) {
        let shape = self.shape(at, |part, interner| match interner.state(part) {
            State::Done(shape) => shape,
            State::Unseen | State::Open(_) => unreachable!("parts are closed before the whole"),
        });
        let id = self.shapes.insert(shape);
        *self.state_mut(at) = State::Done(id);
        self.note_uninhabitable(at, id);
    }

    /// Types that contain each other: numbered from the record with the smallest full name, so that the same group of types
    /// gets the same shapes in every version.
    fn close_cycle(&mut self, group: &[NodeRef]) {
        let name = |at: &NodeRef| self.links.node(*at).naming().map(|naming| &naming.name);
        let records = group.iter().filter(|at| matches!(self.links.node(**at).ty, Type::Record(_)));
        let first = records.min_by_key(|at| (name(at), **at)).copied().expect("only a named type can contain itself");
        let member: FxHashMap<NodeRef, u32> = {
            let inside: FxHashSet<NodeRef> = group.iter().copied().collect();
            let mut numbers = FxHashMap::default();
            let mut pending = vec![first];
            while let Some(at) = pending.pop() {
                if inside.contains(&at) && !numbers.contains_key(&at) {
                    numbers.insert(at, numbers.len() as u32);
                    pending.extend(self.links.parts(at).rev());
                }
            }
            numbers
        };
        let mut numbered = group.to_vec();
        numbered.sort_by_key(|at| member[at]);
        let shapes = numbered.iter().map(|&at| {
            self.shape(at, |part, interner| match member.get(&part) {
                Some(number) => ShapeId(MEMBER + number),
                None => interner.state(part).shape(),
            })
        });
        let shapes: Vec<Shape> = shapes.collect();
        let base = self.shapes.insert_cycle(shapes);
        for (number, at) in (0u32..).zip(numbered) {
            let id = ShapeId(base.0 + number);
            *self.state_mut(at) = State::Done(id);
            self.note_uninhabitable(at, id);
        }
    }

    fn shape(&mut self, at: NodeRef, id: impl Fn(NodeRef, &Self) -> ShapeId) -> Shape {
        let links = self.links;
        let node = links.node(at);
        let part = |interner: &Self, node: NodeId| id(links.follow(NodeRef { file: at.file, node }), interner);
        let form = match &node.ty {
            Type::Primitive(primitive) => Form::Primitive(*primitive),
            Type::Array(items) => Form::Array(part(self, *items)),
            Type::Map(values) => Form::Map(part(self, *values)),
            Type::Union(branches) => Form::Union(branches.iter().map(|&branch| part(self, branch)).collect()),
            Type::Record(record) => {
                let fields = record.fields.iter().map(|field| FieldShape {
                    name: field.name.clone(),
                    name_number: self.shapes.number_name(&field.name),
                    aliases: field.aliases.clone(),
                    shape: part(self, field.ty),
                    default: self.default(at.file, field),
                    order: field.order,
                });
                let fields = fields.collect();
                let (name, aliases) = (record.naming.name.clone(), record.naming.aliases.clone());
                Form::Record(Box::new(RecordShape { name, aliases, fields }))
            }
            Type::Enum(enumeration) => {
                let default = enumeration.default.as_ref();
                let index = |name: &SmolStr| enumeration.symbols.iter().position(|symbol| symbol.name == *name);
                Form::Enum(Box::new(EnumShape {
                    name: enumeration.naming.name.clone(),
                    aliases: enumeration.naming.aliases.clone(),
                    symbols: enumeration.symbols.iter().map(|symbol| symbol.name.clone()).collect(),
                    default: default.and_then(|default| index(&default.name)).map(|index| index as u32),
                }))
            }
            Type::Fixed(fixed) => Form::Fixed(Box::new(FixedShape {
                name: fixed.naming.name.clone(),
                aliases: fixed.naming.aliases.clone(),
                size: fixed.size,
            })),
            Type::Reference(_) => unreachable!("follow() leads to a definition"),
        };
        Shape { form, logical: node.logical }
    }

    fn default(&mut self, file: FileId, field: &'a Field) -> Option<Default> {
        let text = field.default.as_ref()?;
        match self.fitting.fit(NodeRef { file, node: field.ty }, text) {
            Ok(fit) => {
                if let Some(branch) = fit.later_branch {
                    self.fault(file, text.span, FaultKind::DefaultNotFirstBranch { branch: branch + 1 });
                }
                if fit.is_infinite {
                    self.fault(file, text.span, FaultKind::InfiniteDefault);
                }
                let json = match text.is_beyond_double {
                    true => self.links.library.source(file).slice(text.span).into(),
                    false => text.json.to_string().into(),
                };
                let Fit { value, size, has_later_branch, .. } = fit;
                Some(Default { json, value: Arc::new(value), size, has_later_branch })
            }
            Err(misfit) => {
                let kind = match misfit {
                    Misfit::Type(reason) => FaultKind::InvalidDefault { reason: reason.to_string() },
                    Misfit::TooLarge => FaultKind::DefaultsTooLarge,
                    Misfit::TooDeep => FaultKind::DefaultTooDeep,
                };
                // Once all is used up, that is said once.
                if !(kind == FaultKind::DefaultsTooLarge && self.faults.iter().any(|known| known.fault.kind == kind)) {
                    self.fault(file, text.span, kind);
                }
                None
            }
        }
    }

    fn note_uninhabitable(&mut self, at: NodeRef, id: ShapeId) {
        let node = self.links.node(at);
        if let Type::Record(record) = &node.ty
            && !node.is_of_message()
            && !self.shapes.is_inhabited(id)
        {
            let (name, because) = (record.naming.name.to_string(), self.without_values(at));
            self.fault(at.file, record.naming.span, FaultKind::Uninhabitable { name, because });
        }
    }

    /// The enum without symbols, or the union without branches, that every datum of a type would contain.
    fn without_values(&self, at: NodeRef) -> Option<String> {
        let (mut pending, mut seen) = (vec![at], FxHashSet::from_iter([at]));
        while let Some(at) = pending.pop() {
            match &self.links.node(at).ty {
                Type::Enum(enumeration) if enumeration.symbols.is_empty() => {
                    return Some(format!("the enum \"{}\", which has no symbols", enumeration.naming.name));
                }
                Type::Union(branches) if branches.is_empty() => return Some("a union without branches".to_owned()),
                Type::Record(_) | Type::Union(_) => {
                    let is_empty =
                        |part: &NodeRef| !matches!(self.state(*part), State::Done(id) if self.shapes.is_inhabited(id));
                    pending.extend(self.links.parts(at).filter(|part| is_empty(part) && seen.insert(*part)));
                }
                Type::Primitive(_)
                | Type::Array(_)
                | Type::Map(_)
                | Type::Enum(_)
                | Type::Fixed(_)
                | Type::Reference(_) => {}
            }
        }
        None
    }

    fn fault(&mut self, file: FileId, span: Span, kind: FaultKind) {
        self.faults.push(FileFault { file, fault: Fault { kind, span } });
    }

    fn state(&self, at: NodeRef) -> State {
        let file = self.states.binary_search_by_key(&at.file, |(file, _)| *file).expect("links name every file");
        self.states[file].1[at.node as usize]
    }

    fn state_mut(&mut self, at: NodeRef) -> &mut State {
        let file = self.states.binary_search_by_key(&at.file, |(file, _)| *file).expect("links name every file");
        &mut self.states[file].1[at.node as usize]
    }
}
