//! The table of shapes: each different type once, by its hash.

use std::hash::BuildHasher;
use std::sync::Arc;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::{FxBuildHasher, FxHashMap};
use smol_str::SmolStr;

use crate::schema::fixpoint::{Rule, least_fixpoint};
use crate::schema::logical::LogicalType;
use crate::schema::model::{FileId, NodeRef, Order, Primitive};
use crate::schema::name::Name;
use crate::schema::value::Value;

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

impl ShapeId {
    /// In the place of the shape of what has none.
    pub(super) const NONE: ShapeId = ShapeId(u32::MAX);
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
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldShape {
    /// Name.
    pub name: SmolStr,
    /// Other names that it may read.
    pub aliases: Box<[SmolStr]>,
    /// The number of its name among those of all fields: names are the same if their numbers are.
    pub(crate) name_number: u32,
    /// Its type.
    pub shape: ShapeId,
    /// Its default; one that does not fit counts as absent.
    pub default: Option<Default>,
    /// How it sorts.
    pub order: Order,
}

/// A default that fits its field. Two are equal if their JSON is: the field's shape gives it the same meaning.
#[derive(Clone, Debug)]
pub struct Default {
    /// The JSON without layout.
    pub json: Arc<str>,
    /// The value that it means.
    pub value: Arc<Value>,
    /// How many values that is.
    pub size: u64,
    /// Whether it, or a part of it, is of a union's branch other than the first.
    pub has_later_branch: bool,
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
    /// The unannotated primitive types.
    primitives: [Option<ShapeId>; Primitive::COUNT],
    /// The names of fields, numbered.
    names: FxHashMap<SmolStr, u32>,
    /// Groups of types that contain each other, by their shapes with inner references numbered in place.
    cycles: FxHashMap<Vec<Shape>, ShapeId>,
}

/// The shape of every definition of one schema.
#[derive(Clone, Debug)]
pub(in crate::schema) struct ShapeMap {
    files: Vec<(FileId, Vec<ShapeId>)>,
}

/// Numbers from here on are members of a cycle that is being built.
pub(super) const MEMBER: u32 = 1 << 31;

impl Shapes {
    /// The shape of that number.
    pub fn get(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0 as usize]
    }

    /// The record of that number; `id` must be one.
    #[inline]
    pub(crate) fn record(&self, id: ShapeId) -> &RecordShape {
        match &self.get(id).form {
            Form::Record(record) => record,
            other => unreachable!("{other:?} is not a record"),
        }
    }

    /// The enum of that number; `id` must be one.
    #[inline]
    pub(crate) fn enumeration(&self, id: ShapeId) -> &EnumShape {
        match &self.get(id).form {
            Form::Enum(enumeration) => enumeration,
            other => unreachable!("{other:?} is not an enum"),
        }
    }

    /// The height of the lowest datum of the shape (a primitive's is 0), or `None` if no finite datum inhabits it.
    pub fn height(&self, id: ShapeId) -> Option<u32> {
        self.heights[id.0 as usize]
    }

    /// Whether some finite datum has this shape.
    pub fn is_inhabited(&self, id: ShapeId) -> bool {
        self.height(id).is_some()
    }

    /// How many different shapes there are.
    pub fn len(&self) -> usize {
        self.shapes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.shapes.is_empty()
    }

    /// A primitive type without a logical type.
    pub(super) fn primitive(&mut self, primitive: Primitive) -> ShapeId {
        if let Some(known) = self.primitives[primitive as usize] {
            return known;
        }
        let id = self.insert(Shape { form: Form::Primitive(primitive), logical: None });
        self.primitives[primitive as usize] = Some(id);
        id
    }

    /// The number of a name, if a field has it.
    pub(crate) fn name_number(&self, name: &SmolStr) -> Option<u32> {
        self.names.get(name).copied()
    }

    /// The number of a field's name.
    pub(super) fn number_name(&mut self, name: &SmolStr) -> u32 {
        let next = self.names.len() as u32;
        self.name_number(name).unwrap_or_else(|| *self.names.entry(name.clone()).or_insert(next))
    }

    pub(super) fn insert(&mut self, shape: Shape) -> ShapeId {
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
    pub(super) fn insert_cycle(&mut self, group: Vec<Shape>) -> ShapeId {
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
        // Shapes outside the group count as two constants after its members.
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
    pub(super) fn new(files: Vec<(FileId, Vec<ShapeId>)>) -> ShapeMap {
        ShapeMap { files }
    }

    /// Whether a definition belongs to the schema.
    pub(in crate::schema) fn has(&self, at: NodeRef) -> bool {
        self.get(at) != ShapeId::NONE
    }

    /// The shape of a definition.
    pub(in crate::schema) fn get(&self, at: NodeRef) -> ShapeId {
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

    /// How many fields, branches or symbols it has.
    pub(crate) fn parts(&self) -> usize {
        match &self.form {
            Form::Primitive(_) | Form::Fixed(_) => 0,
            Form::Array(_) | Form::Map(_) => 1,
            Form::Union(branches) => branches.len(),
            Form::Record(record) => record.fields.len(),
            Form::Enum(enumeration) => enumeration.symbols.len(),
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

impl std::hash::Hash for FieldShape {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.name_number, self.shape, &self.default).hash(state);
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
