//! What became of a record, as a tree: its parts as they were written, as they are read, and as they come back.

use smol_str::SmolStr;

use avro_resolve::resolution::FailureKind;
use avro_resolve::schema::shape::{Form, ShapeId, Shapes};
use avro_resolve::schema::value::Value;

/// A part of a record.
#[derive(Clone, Debug)]
pub struct Part {
    /// The way into it where it was written; `None` if only the reader has it.
    pub written: Option<PartStep>,
    /// The way into it where it is read; `None` if nobody takes it, or nothing can be read.
    pub read: Option<PartStep>,
    /// What became of it.
    pub became: Became,
}

/// The way into a part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PartStep {
    /// It is the whole record.
    Whole,
    /// The field of that name, with its place in the record.
    Field(SmolStr, usize),
    /// The item of an array.
    Item(usize),
    /// The value of a map's key, with its place in the map.
    Key(Vec<u8>, usize),
}

/// What became of a part.
#[derive(Clone, Debug)]
pub enum Became {
    /// A record, array or map for both sides, each part of which has its own fate.
    Parts(Type, Type, Vec<Part>),
    /// A value that goes as a whole.
    Value(Box<Leaf>),
}

/// A value and its fate.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// What became of it.
    pub fate: Fate,
    /// As it was written.
    pub written: Option<Datum>,
    /// As it is read.
    pub read: Option<Datum>,
    /// As the writer's schema reads it back, where a record went back.
    pub back: Option<Datum>,
}

/// The type at a place, and the union that it was chosen from, if there is one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Type {
    /// The type; never a union.
    pub shape: ShapeId,
    /// The union.
    pub union: Option<ShapeId>,
}

/// A value with its type.
#[derive(Clone, PartialEq, Debug)]
pub struct Datum {
    /// Its type.
    pub ty: Type,
    /// The value, without the union around it.
    pub value: Value,
}

/// What became of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// It is read as it was written.
    Kept,
    /// It is read as a wider type, and is the same.
    Promoted,
    /// It is not the same any more: rounded, or bytes that are not text.
    Changed,
    /// It is the same, under a logical type that gives it another meaning.
    Recast,
    /// The reader does not know the symbol and takes its default.
    Masked,
    /// It was not written; the reader takes its default.
    Defaulted,
    /// Nobody takes it.
    Dropped,
    /// It cannot be read.
    Failed(Failed),
}

/// Why a value cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failed {
    /// Why.
    pub kind: FailureKind,
    /// The finding about it, by its number among those of the pair.
    pub finding: Option<usize>,
}

impl Fate {
    /// Why it cannot be read, if that is its fate.
    pub fn failed(&self) -> Option<Failed> {
        if let Fate::Failed(failed) = self { Some(*failed) } else { None }
    }

    /// The word of reports.
    pub fn name(&self) -> &'static str {
        match self {
            Fate::Kept => "kept",
            Fate::Promoted => "promoted",
            Fate::Changed => "changed",
            Fate::Recast => "recast",
            Fate::Masked => "masked",
            Fate::Defaulted => "defaulted",
            Fate::Dropped => "dropped",
            Fate::Failed(_) => "failed",
        }
    }
}

impl Leaf {
    /// Whether what was written came back. Asked only where the record went back.
    pub fn has_survived(&self) -> bool {
        self.written.is_none() || self.written == self.back
    }
}

impl Part {
    /// Calls `visit` at every value, in order.
    pub fn for_each_leaf<'a>(&'a self, visit: &mut impl FnMut(&'a Leaf)) {
        match &self.became {
            Became::Parts(_, _, parts) => parts.iter().for_each(|part| part.for_each_leaf(visit)),
            Became::Value(leaf) => visit(leaf),
        }
    }

    /// Whether all values in it satisfy a condition.
    pub fn is_all(&self, condition: &impl Fn(&Leaf) -> bool) -> bool {
        match &self.became {
            Became::Parts(_, _, parts) => parts.iter().all(|part| part.is_all(condition)),
            Became::Value(leaf) => condition(leaf),
        }
    }
}

impl Datum {
    /// Takes the value out of the unions around it.
    pub(crate) fn new(shapes: &Shapes, shape: ShapeId, value: &Value) -> Datum {
        let (ty, value) = out_of_unions(shapes, shape, value);
        Datum { ty, value: value.clone() }
    }
}

/// A value without the unions around it, and its type.
pub(super) fn out_of_unions<'v>(shapes: &Shapes, shape: ShapeId, mut value: &'v Value) -> (Type, &'v Value) {
    let mut ty = Type { shape, union: None };
    while let (Form::Union(branches), Value::Union(branch, inner)) = (&shapes.get(ty.shape).form, value) {
        ty = Type { shape: branches[*branch as usize], union: Some(ty.shape) };
        value = inner;
    }
    (ty, value)
}
