//! A pair of schemas and their table in, every notable action with its place in both texts out.
//!
//! The table knows shapes only; this is the one walk over the occurrences.

mod cause;
mod encoding;
mod hazard;
mod java;
mod readable;

pub use cause::{Cause, Incompatibility, Lack, Place};
pub use encoding::locate_other_bytes;
pub use hazard::{Hazard, OtherBytes, Portability, Rescue, Sorting};

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::{Action, Choice, FieldAction, Kind, PairId, Resolution, SymbolAction};
use crate::schema::logical::LogicalType;
use crate::schema::model::{NodeRef, Part, Type, push_part};
use crate::schema::name::Name;
use crate::schema::shape::{Form, Shapes};
use crate::schema::{ReaderSchema, Schema, WriterSchema, deep};

/// Every notable action between two schemas, in the order of the reader's text.
pub fn locate(
    shapes: &Shapes,
    resolution: &Resolution,
    root: PairId,
    writer: WriterSchema<'_>,
    reader: ReaderSchema<'_>,
) -> Vec<Incompatibility> {
    if !resolution.pair(root).is_notable() {
        return Vec::new();
    }
    let (writer, reader) = (writer.0, reader.0);
    let mut walk = Walk::new(shapes, resolution, writer, reader);
    walk.visit(root, writer.links.root, reader.links.root, Around::Nothing);
    walk.note_rewritten_defaults();
    walk.found
}

/// Types of up to this many bytes are quoted.
const SHORT: usize = 60;

/// A way from the root of more bytes than this is told from the innermost file and named type on.
const LONGEST: usize = 8 * 1024;

/// What stands around a pair in the writer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Nothing,
    /// The writer's type is a branch of a union; whether another branch of it bears the reader's name.
    Union {
        is_name_taken: bool,
        /// The union, against the reader.
        union: PairId,
    },
}

struct Walk<'a> {
    shapes: &'a Shapes,
    resolution: &'a Resolution,
    writer: &'a Schema,
    reader: &'a Schema,
    seen: FxHashSet<(PairId, NodeRef, NodeRef)>,
    path: String,
    trail: String,
    /// The reader's named types around the place, and how long the trail was at each.
    anchors: Vec<(Name, usize)>,
    /// The fields that were renamed by alias: the pair of their records, the writer's field, the reader's record and field.
    renamed: Vec<(PairId, u32, NodeRef, u32)>,
    /// Pairs of unions, and whether Java takes them branch by branch.
    alike: FxHashMap<PairId, bool>,
    found: Vec<Incompatibility>,
}

impl<'a> Walk<'a> {
    fn new(shapes: &'a Shapes, resolution: &'a Resolution, writer: &'a Schema, reader: &'a Schema) -> Walk<'a> {
        Walk {
            shapes,
            resolution,
            writer,
            reader,
            seen: FxHashSet::default(),
            path: String::new(),
            trail: String::new(),
            anchors: Vec::new(),
            renamed: Vec::new(),
            alike: FxHashMap::default(),
            found: Vec::new(),
        }
    }

    fn visit(&mut self, id: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let pair = self.resolution.pair(id);
        let (w, r) = (self.writer.links.follow(writer), self.reader.links.follow(reader));
        if !pair.is_notable() || !self.seen.insert((id, w, r)) {
            return;
        }
        let is_anchored = self.anchor(r);
        self.note_readable(id, writer, reader, around);
        let written = &self.writer.links.node(w).ty;
        let expected = &self.reader.links.node(r).ty;
        match (&pair.action, written, expected) {
            (Action::Fail(kind), ..) => self.fail(*kind, id, writer, reader, around),
            (Action::OtherPrecision, ..) => {
                let precision = |shape| match self.shapes.get(shape).logical {
                    Some(LogicalType::Decimal { precision, .. }) => precision,
                    _ => 0,
                };
                let cause = Cause::PrecisionChanged { writer: precision(pair.writer), reader: precision(pair.reader) };
                self.note(cause, id, self.place(self.writer, writer), self.place(self.reader, reader));
            }
            (Action::Enum(symbols), Type::Enum(enumeration), Type::Enum(expected)) => {
                let lack = if expected.misfit.is_some() { Lack::Misfit } else { Lack::Absent };
                let missing = symbols.iter().zip(0u32..).filter(|(action, _)| **action == SymbolAction::Missing);
                for (_, index) in missing {
                    let symbol = &enumeration.symbols[index as usize];
                    let pointer = format!("{}/symbols/{index}", self.writer.links.pointer(w));
                    let place = Place { file: w.file, span: symbol.span, pointer };
                    let cause = Cause::MissingSymbol { symbol: symbol.name.clone(), index, lack };
                    self.note(cause, id, place, self.place(self.reader, r));
                }
            }
            (Action::Array(inner), Type::Array(written), Type::Array(expected)) => {
                self.step(Part::Items, "[]", |walk| walk.part(*inner, (w, *written), (r, *expected)));
            }
            (Action::Map(inner), Type::Map(written), Type::Map(expected)) => {
                self.step(Part::Values, "{}", |walk| walk.part(*inner, (w, *written), (r, *expected)));
            }
            (Action::WriterUnion(inner), Type::Union(branches), _) => {
                let is_fail = |id: PairId| matches!(self.resolution.pair(id).action, Action::Fail(_));
                let is_named = |id: PairId| self.shapes.get(self.resolution.pair(id).writer).name().is_some();
                let is_name_taken = inner.iter().any(|&id| is_named(id) && !is_fail(id));
                for (&inner, &branch) in inner.iter().zip(branches) {
                    let branch = NodeRef { file: w.file, node: branch };
                    deep(|| self.visit(inner, branch, reader, Around::Union { is_name_taken, union: id }));
                }
            }
            (Action::ReaderUnion { branch, inner, choice }, _, Type::Union(branches)) => {
                let chosen = NodeRef { file: r.file, node: branches[*branch as usize] };
                if let Choice::Ambiguous(other) = choice {
                    let describe = |shape| self.shapes.describe(shape);
                    let other = NodeRef { file: r.file, node: branches[*other as usize] };
                    let cause = Cause::AmbiguousBranch {
                        written: describe(pair.writer),
                        chosen: describe(self.reader.shape(chosen)),
                        other: describe(self.reader.shape(other)),
                    };
                    self.note(cause, id, self.place(self.writer, writer), self.place(self.reader, chosen));
                }
                let name = self.shapes.get(self.resolution.pair(*inner).reader);
                let name = name.name().map_or(name.type_name(), Name::short).to_owned();
                self.step(Part::Branch(*branch), &format!("<{name}>"), |walk| {
                    deep(|| walk.visit(*inner, writer, chosen, Around::Nothing));
                });
            }
            (Action::Record(action), Type::Record(written), Type::Record(expected)) => {
                for &index in &action.missing {
                    let field = &expected.fields[index as usize];
                    let ty =
                        self.reader.text(r.file, self.reader.links.node(NodeRef { file: r.file, node: field.ty }).span);
                    let ty = (ty.len() <= SHORT && !ty.contains('\n')).then(|| SmolStr::new(ty));
                    let lack = if field.default.is_some() { Lack::Misfit } else { Lack::Absent };
                    let cause = Cause::MissingDefault { field: field.name.clone(), ty, lack };
                    self.at_field(r, index, |walk, place| walk.note(cause, id, walk.place(walk.writer, w), place));
                }
                for conflict in &action.alias_conflicts {
                    let claimed = &written.fields[conflict.claimed as usize];
                    let pointer = format!("{}/fields/{}", self.writer.links.pointer(w), conflict.claimed);
                    let from = Place { file: w.file, span: claimed.span, pointer };
                    let field = expected.fields[conflict.field as usize].name.clone();
                    let cause = Cause::AmbiguousAlias { field, claimed: claimed.name.clone() };
                    self.at_field(r, conflict.field, |walk, place| walk.note(cause, id, from, place));
                }
                let is_notable = |field: &&FieldAction| self.resolution.pair(field.pair).is_notable();
                let taken = (0u32..).zip(&action.takers);
                let taken = taken.flat_map(|(from, to)| to.iter().filter(is_notable).map(move |&to| (from, to)));
                let mut taken: Vec<(u32, FieldAction)> = taken.collect();
                taken.sort_by_key(|(_, to)| to.field);
                for (from, FieldAction { field: to, pair }) in taken {
                    let from = (w, written.fields[from as usize].ty);
                    let field = &expected.fields[to as usize];
                    let dot = if self.trail.is_empty() { "" } else { "." };
                    self.step(Part::Field(to), &format!("{dot}{}", field.name), |walk| {
                        walk.part(pair, from, (r, field.ty));
                    });
                }
            }
            (Action::Same | Action::Promote(_), ..) => {}
            (
                Action::Enum(_)
                | Action::Array(_)
                | Action::Map(_)
                | Action::WriterUnion(_)
                | Action::ReaderUnion { .. }
                | Action::Record(_),
                ..,
            ) => unreachable!("an action's shapes are those of its nodes"),
        }
        if is_anchored {
            self.anchors.pop();
        }
    }

    fn fail(&mut self, kind: Kind, id: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let pair = self.resolution.pair(id);
        let (w, r) = (self.shapes.get(pair.writer), self.shapes.get(pair.reader));
        let describe = |shape| self.shapes.describe(shape);
        let branch = || Cause::MissingBranch { branch: describe(pair.writer), reader: describe(pair.reader), kind };
        let scale = |logical: Option<LogicalType>| logical.and_then(LogicalType::decimal_scale).unwrap_or(0);
        let cause = match (kind, around) {
            (Kind::MissingUnionBranch, _)
            | (Kind::TypeMismatch, Around::Union { .. })
            | (Kind::NameMismatch, Around::Union { is_name_taken: true, .. }) => branch(),
            (Kind::DecimalScaleMismatch, _) => {
                Cause::ScaleMismatch { writer: scale(w.logical), reader: scale(r.logical) }
            }
            (Kind::FixedSizeMismatch, _) => match (&w.form, &r.form) {
                (Form::Fixed(w), Form::Fixed(r)) => Cause::FixedSizeMismatch { writer: w.size, reader: r.size },
                _ => unreachable!("only fixed have sizes"),
            },
            (Kind::NameMismatch, _) => match (w.name(), r.name()) {
                (Some(w), Some(r)) => Cause::NameMismatch { writer: w.clone(), reader: r.clone() },
                _ => unreachable!("only named types have names"),
            },
            (Kind::TypeMismatch, Around::Nothing) => {
                Cause::TypeMismatch { writer: describe(pair.writer), reader: describe(pair.reader) }
            }
            (Kind::MissingEnumSymbols | Kind::ReaderFieldMissingDefaultValue, _) => {
                unreachable!("enums and records have actions of their own")
            }
        };
        self.note(cause, id, self.place(self.writer, writer), self.place(self.reader, reader));
    }

    fn part(&mut self, pair: PairId, (w, written): (NodeRef, u32), (r, expected): (NodeRef, u32)) {
        let writer = NodeRef { file: w.file, node: written };
        let reader = NodeRef { file: r.file, node: expected };
        deep(|| self.visit(pair, writer, reader, Around::Nothing));
    }

    /// Goes into a part of the reader and comes back.
    fn step(&mut self, part: Part, name: &str, inside: impl FnOnce(&mut Self)) {
        let (path, trail) = (self.path.len(), self.trail.len());
        push_part(&mut self.path, part);
        self.trail.push_str(name);
        inside(self);
        self.path.truncate(path);
        self.trail.truncate(trail);
    }

    /// Goes to a field of the reader as a whole, with its place.
    fn at_field(&mut self, record: NodeRef, index: u32, inside: impl FnOnce(&mut Self, Place)) {
        let Type::Record(node) = &self.reader.links.node(record).ty else { unreachable!("only records have fields") };
        let field = &node.fields[index as usize];
        let pointer = format!("{}/fields/{index}", self.reader.links.pointer(record));
        // Of a field on several lines, the first may be no more than a brace.
        let is_on_one_line = !self.reader.text(record.file, field.span).contains('\n');
        let span = if is_on_one_line { field.span } else { field.name_span };
        let place = Place { file: record.file, span, pointer };
        let (path, trail) = (self.path.len(), self.trail.len());
        self.path.push_str(&format!("/fields/{index}"));
        if trail > 0 {
            self.trail.push('.');
        }
        self.trail.push_str(&field.name);
        inside(self, place);
        self.path.truncate(path);
        self.trail.truncate(trail);
    }

    fn place(&self, schema: &Schema, at: NodeRef) -> Place {
        let span = schema.links.node(at).mark();
        Place { file: at.file, span, pointer: schema.links.pointer(at) }
    }

    fn note(&mut self, cause: Cause, pair: PairId, writer: Place, reader: Place) {
        let (name, start) = match self.anchors.last() {
            Some((name, start)) => (Some(name.clone()), *start),
            None => (None, 0),
        };
        let anchor = (name, self.trail[start..].trim_start_matches('.').to_owned());
        let (path, trail) = if self.path.len() <= LONGEST {
            (self.path.clone(), self.trail.clone())
        } else {
            // Thousands of types can refer to each other in a chain; naming the whole way at each would take the square of it.
            let (name, way) = (anchor.0.as_ref().map_or("", Name::short), &anchor.1);
            (reader.pointer.clone(), format!("…{name}.{way}").trim_end_matches('.').to_owned())
        };
        self.found.push(Incompatibility { cause, pair, path, trail, anchor, writer, reader });
    }
}
