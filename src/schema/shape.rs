//! Linked types in, shapes out: what matters to resolution and to data, each different type kept once. Two occurrences of
//! one shape can be exchanged without any reader or writer noticing, so "unchanged" is a comparison of two numbers.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;

use super::deep;
use super::default;
use super::fault::{Fault, FaultKind};
use super::fixpoint::{Rule, least_fixpoint};
use super::link::{FileFault, Links};
use super::logical::LogicalType;
use super::model::{FileId, NodeId, NodeRef, Primitive, Type};
use super::name::Name;
use super::source::Span;
use super::value::Value;

/// A shape's number in its [`Shapes`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ShapeId(pub u32);

/// A type as resolution and data see it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Shape {
    /// The type.
    pub form: Form,
    /// Its logical type, where it counts.
    pub logical: Option<LogicalType>,
}

/// The type of a shape; parts are shapes again, so a recursive type is a cycle of numbers.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[allow(missing_docs)] // the names are the specification's
pub enum Form {
    Primitive(Primitive),
    Array(ShapeId),
    Map(ShapeId),
    Union(Box<[ShapeId]>),
    Record(Box<RecordShape>),
    Enum(Box<EnumShape>),
    Fixed(Box<FixedShape>),
}

/// A record or error.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RecordShape {
    /// Full name.
    pub name: Name,
    /// Other full names that it may read.
    pub aliases: Box<[Name]>,
    /// Fields in the order of the encoding.
    pub fields: Box<[FieldShape]>,
}

/// A field.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FieldShape {
    /// Name.
    pub name: SmolStr,
    /// Other names that it may read.
    pub aliases: Box<[SmolStr]>,
    /// Its type.
    pub shape: ShapeId,
    /// Its default; one that does not fit counts as absent.
    pub default: Option<Default>,
}

/// A default that fits its field. Two are equal if their JSON is: the field's shape gives it the same meaning.
#[derive(Clone, Debug)]
pub struct Default {
    /// The JSON without layout.
    pub json: Box<str>,
    /// The value that it stands for.
    pub value: Box<Value>,
}

/// An enum.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct EnumShape {
    /// Full name.
    pub name: Name,
    /// Other full names that it may read.
    pub aliases: Box<[Name]>,
    /// Symbols; data hold their index.
    pub symbols: Box<[SmolStr]>,
    /// The index of the symbol taken for unknown ones.
    pub default: Option<u32>,
}

/// A fixed.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FixedShape {
    /// Full name.
    pub name: Name,
    /// Other full names that it may read.
    pub aliases: Box<[Name]>,
    /// Bytes.
    pub size: u64,
}

/// The shapes of a subject, shared by all its versions.
#[derive(Clone, Debug, std::default::Default)]
pub struct Shapes {
    shapes: Vec<Shape>,
    /// The shapes that are not in cycles, by their hash.
    ids: HashTable<ShapeId>,
    /// For each shape the height of its lowest datum; `None` if no finite datum inhabits it.
    heights: Vec<Option<u32>>,
    /// Groups of types that contain each other, by their shapes with inner references numbered in place.
    cycles: FxHashMap<Vec<Shape>, ShapeId>,
}

/// The shape of every definition of one schema.
#[derive(Clone, Debug)]
pub struct ShapeMap {
    files: Vec<(FileId, Vec<ShapeId>)>,
}

impl Shapes {
    /// The shape of that number.
    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0 as usize]
    }

    /// The height of the lowest datum of the shape (a primitive's is 0), or `None` if no finite datum inhabits it.
    pub fn height(&self, id: ShapeId) -> Option<u32> {
        self.heights[id.0 as usize]
    }

    /// Whether some finite datum has this shape.
    pub fn is_inhabited(&self, id: ShapeId) -> bool {
        self.height(id).is_some()
    }

    /// The shape in a few words: `string`, `long timestamp-millis`, `record Order`, `[null, string]`.
    pub fn describe(&self, id: ShapeId) -> String {
        let shape = self.get(id);
        let mut text = match &shape.form {
            Form::Union(branches) => {
                let branches: Vec<String> = branches.iter().map(|&branch| self.describe_part(branch)).collect();
                format!("[{}]", branches.join(", "))
            }
            Form::Array(items) => format!("array of {}", self.describe_part(*items)),
            Form::Map(values) => format!("map of {}", self.describe_part(*values)),
            Form::Primitive(_) | Form::Record(_) | Form::Enum(_) | Form::Fixed(_) => match shape.name() {
                Some(name) => format!("{} {name}", shape.type_name()),
                None => shape.type_name().to_owned(),
            },
        };
        match shape.logical {
            Some(LogicalType::Decimal { precision, scale }) => {
                text.push_str(&format!(" decimal({precision}, {scale})"))
            }
            Some(logical) => text.push_str(&format!(" {}", logical.name())),
            None => {}
        }
        text
    }

    /// The same for a part: a union or container inside is only named.
    fn describe_part(&self, id: ShapeId) -> String {
        let shape = self.get(id);
        match &shape.form {
            Form::Union(_) | Form::Array(_) | Form::Map(_) => shape.type_name().to_owned(),
            Form::Primitive(_) | Form::Record(_) | Form::Enum(_) | Form::Fixed(_) => match shape.name() {
                Some(name) => name.short().to_owned(),
                None => shape.type_name().to_owned(),
            },
        }
    }

    /// How many different shapes there are.
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// Keeps every type that the schema reaches. Also returns the faults that show only now: defaults that do not fit, and
    /// records without any finite datum.
    pub(super) fn intern(&mut self, links: &Links) -> (ShapeMap, Vec<FileFault>) {
        let sizes = links.files.iter().map(|&file| (file, links.library.document(file).nodes.len()));
        let states = sizes.map(|(file, len)| (file, vec![State::Unseen; len])).collect();
        let mut walk = Walk { links, shapes: self, states, open: Vec::new(), next_order: 0, faults: Vec::new() };
        walk.visit(links.follow(links.root));
        for (file, len) in walk.states.iter().map(|(file, states)| (*file, states.len() as NodeId)).collect::<Vec<_>>()
        {
            // Definitions that the root does not reach still count for lints of the file.
            for node in 0..len {
                walk.visit(links.follow(NodeRef { file, node }));
            }
        }
        walk.faults.sort_by_key(|f| (f.file, f.fault.span));
        let files =
            walk.states.into_iter().map(|(file, states)| (file, states.into_iter().map(State::shape).collect()));
        (ShapeMap { files: files.collect() }, walk.faults)
    }

    fn insert(&mut self, shape: Shape) -> ShapeId {
        let height = match &shape.form {
            Form::Primitive(_) | Form::Fixed(_) | Form::Array(_) | Form::Map(_) => Some(0),
            Form::Enum(enumeration) => (!enumeration.symbols.is_empty()).then_some(0),
            Form::Union(branches) => branches.iter().filter_map(|&branch| self.height(branch)).min(),
            Form::Record(record) => {
                record.fields.iter().map(|field| self.height(field.shape)).try_fold(0, |max, h| Some(max.max(h? + 1)))
            }
        };
        let hash = |shape: &Shape| FxBuildHasher.hash_one(shape);
        let shapes = &self.shapes;
        let known = |id: &ShapeId| shapes[id.0 as usize] == shape;
        match self.ids.entry(hash(&shape), known, |id| hash(&shapes[id.0 as usize])) {
            Entry::Occupied(id) => *id.get(),
            Entry::Vacant(place) => {
                let id = ShapeId(self.shapes.len() as u32);
                place.insert(id);
                self.shapes.push(shape);
                self.heights.push(height);
                id
            }
        }
    }

    /// Keeps shapes that refer to each other: in `group`, the parts that are members of the group themselves have the
    /// numbers `MEMBER`, `MEMBER` + 1, …
    fn insert_cycle(&mut self, group: Vec<Shape>) -> ShapeId {
        if let Some(&first) = self.cycles.get(&group) {
            return first;
        }
        let first = self.shapes.len() as u32;
        for shape in &group {
            let real = |id: ShapeId| if id.0 >= MEMBER { ShapeId(first + (id.0 - MEMBER)) } else { id };
            self.shapes.push(shape.map_parts(real));
            self.heights.push(None);
        }
        self.measure_from(first);
        self.cycles.insert(group, ShapeId(first));
        ShapeId(first)
    }

    /// Heights of the shapes from `first` on, which may contain each other.
    fn measure_from(&mut self, first: u32) {
        let always = Rule::All(Vec::new());
        let never = Rule::Any(Vec::new());
        // Shapes outside the group count as two constants behind its members.
        let members = self.shapes.len() as u32 - first;
        let part = |id: ShapeId| match id.0.checked_sub(first) {
            Some(member) => member,
            None if self.is_inhabited(id) => members,
            None => members + 1,
        };
        let mut rules: Vec<Rule> = (first..first + members)
            .map(|id| match &self.get(ShapeId(id)).form {
                Form::Union(branches) => Rule::Any(branches.iter().map(|&branch| part(branch)).collect()),
                Form::Record(record) => Rule::All(record.fields.iter().map(|field| part(field.shape)).collect()),
                Form::Enum(enumeration) if enumeration.symbols.is_empty() => never.clone(),
                Form::Primitive(_) | Form::Fixed(_) | Form::Array(_) | Form::Map(_) | Form::Enum(_) => always.clone(),
            })
            .collect();
        rules.push(always);
        rules.push(never);
        let rounds = least_fixpoint(&rules);
        self.heights[first as usize..].copy_from_slice(&rounds[..members as usize]);
    }
}

impl ShapeMap {
    /// The shape of a definition.
    pub fn get(&self, at: NodeRef) -> ShapeId {
        let file =
            self.files.binary_search_by_key(&at.file, |(file, _)| *file).expect("links name every file they reach");
        self.files[file].1[at.node as usize]
    }
}

impl Shape {
    /// The full name of a named type.
    pub fn name(&self) -> Option<&Name> {
        self.naming().map(|(name, _)| name)
    }

    /// The full name and the aliases of a named type.
    pub fn naming(&self) -> Option<(&Name, &[Name])> {
        match &self.form {
            Form::Record(record) => Some((&record.name, &record.aliases)),
            Form::Enum(enumeration) => Some((&enumeration.name, &enumeration.aliases)),
            Form::Fixed(fixed) => Some((&fixed.name, &fixed.aliases)),
            Form::Primitive(_) | Form::Array(_) | Form::Map(_) | Form::Union(_) => None,
        }
    }

    /// The type's name in the specification: `int`, `array`, `record`, `union`, …
    pub fn type_name(&self) -> &'static str {
        match &self.form {
            Form::Primitive(primitive) => primitive.name(),
            Form::Array(_) => "array",
            Form::Map(_) => "map",
            Form::Union(_) => "union",
            Form::Record(_) => "record",
            Form::Enum(_) => "enum",
            Form::Fixed(_) => "fixed",
        }
    }

    fn map_parts(&self, map: impl Fn(ShapeId) -> ShapeId) -> Shape {
        let mut shape = self.clone();
        match &mut shape.form {
            Form::Primitive(_) | Form::Enum(_) | Form::Fixed(_) => {}
            Form::Array(part) | Form::Map(part) => *part = map(*part),
            Form::Union(branches) => branches.iter_mut().for_each(|branch| *branch = map(*branch)),
            Form::Record(record) => record.fields.iter_mut().for_each(|field| field.shape = map(field.shape)),
        }
        shape
    }
}

impl PartialEq for Default {
    fn eq(&self, other: &Default) -> bool {
        self.json == other.json
    }
}

impl Eq for Default {}

impl std::hash::Hash for Default {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.json.hash(state);
    }
}

/// Numbers from here on are members of a cycle that is being built.
const MEMBER: u32 = 1 << 31;

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
            // Names never get a shape of their own; what they stand for has it.
            State::Unseen | State::Open(_) => ShapeId(u32::MAX),
        }
    }
}

/// Tarjan's walk: parts before wholes, and types that contain each other together.
struct Walk<'a> {
    links: &'a Links,
    shapes: &'a mut Shapes,
    states: Vec<(FileId, Vec<State>)>,
    open: Vec<NodeRef>,
    next_order: u32,
    faults: Vec<FileFault>,
}

impl Walk<'_> {
    fn visit(&mut self, at: NodeRef) {
        if !matches!(self.state(at), State::Unseen) {
            return;
        }
        let order = self.next_order;
        self.next_order += 1;
        let mut low = order;
        *self.state_mut(at) = State::Open(order);
        self.open.push(at);
        let mut is_cyclic = false;
        let links = self.links;
        for part in links.parts(at) {
            deep(|| self.visit(part));
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
        let shape = self.shape(at, |part, walk| match walk.state(part) {
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
            let inside: rustc_hash::FxHashSet<NodeRef> = group.iter().copied().collect();
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
            self.shape(at, |part, walk| match member.get(&part) {
                Some(number) => ShapeId(MEMBER + number),
                None => walk.state(part).shape(),
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
        let part = |walk: &Self, node: NodeId| id(links.follow(NodeRef { file: at.file, node }), walk);
        let form = match &node.ty {
            Type::Primitive(primitive) => Form::Primitive(*primitive),
            Type::Array(items) => Form::Array(part(self, *items)),
            Type::Map(values) => Form::Map(part(self, *values)),
            Type::Union(branches) => Form::Union(branches.iter().map(|&branch| part(self, branch)).collect()),
            Type::Record(record) => {
                let fields = record.fields.iter().map(|field| FieldShape {
                    name: field.name.clone(),
                    aliases: field.aliases.clone(),
                    shape: part(self, field.ty),
                    default: self.default(at.file, field),
                });
                let fields = fields.collect();
                let (name, aliases) = (record.naming.name.clone(), record.naming.aliases.clone());
                Form::Record(Box::new(RecordShape { name, aliases, fields }))
            }
            Type::Enum(enumeration) => {
                let default = enumeration
                    .default
                    .as_ref()
                    .and_then(|default| enumeration.symbols.iter().position(|symbol| symbol.name == default.name));
                Form::Enum(Box::new(EnumShape {
                    name: enumeration.naming.name.clone(),
                    aliases: enumeration.naming.aliases.clone(),
                    symbols: enumeration.symbols.iter().map(|symbol| symbol.name.clone()).collect(),
                    default: default.map(|index| index as u32),
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

    fn default(&mut self, file: FileId, field: &super::model::Field) -> Option<Default> {
        let text = field.default.as_ref()?;
        match default::fit(self.links, NodeRef { file, node: field.ty }, &text.json) {
            Ok(fit) => {
                if let Some(branch) = fit.later_branch {
                    self.fault(file, text.span, FaultKind::DefaultNotFirstBranch { branch: branch + 1 });
                }
                Some(Default { json: text.json.to_string().into(), value: Box::new(fit.value) })
            }
            Err(reason) => {
                self.fault(file, text.span, FaultKind::InvalidDefault { reason });
                None
            }
        }
    }

    fn note_uninhabitable(&mut self, at: NodeRef, id: ShapeId) {
        if let Type::Record(record) = &self.links.node(at).ty
            && !self.shapes.is_inhabited(id)
        {
            let name = record.naming.name.to_string();
            self.fault(at.file, record.naming.span, FaultKind::Uninhabitable { name });
        }
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
