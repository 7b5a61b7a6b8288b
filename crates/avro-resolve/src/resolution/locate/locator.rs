//! Goes through both schemas side by side, and notes each notable action once.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::cause::{Cause, NoDefault, Notable, OtherMatch, Place};
use super::path::{PairPart, PathStepId, Paths};
use crate::depth::{at_most, deep};
use crate::likeness::Comparisons;
use crate::limits;
use crate::resolution::action::{Action, Choice, FieldAction, PairId, Verdict};
use crate::resolution::enumeration::SymbolAction;
use crate::resolution::java_names::Rewritten;
use crate::resolution::naming::names_match;
use crate::resolution::promotion::promotion_of;
use crate::resolution::rename::Likenesses;
use crate::resolution::table::Resolution;
use crate::schema::logical::LogicalType;
use crate::schema::model::{NodeRef, Part, Type, put_part};
use crate::schema::name::Name;
use crate::schema::shape::{ShapeId, Shapes};
use crate::schema::{LinkedSchema, ReaderSchema, WriterSchema};

/// The notable actions between two schemas, and the ways to them.
#[derive(Clone, Debug, Default)]
pub struct Located {
    /// The actions, in the order of the reader's text; after them those that no datum can reach.
    pub found: Vec<Notable>,
    /// The ways that lead to them.
    pub paths: Paths,
    /// Whether there are more than [`limits::FOUND`]; the others are left out.
    pub exceeds_limit: bool,
}

/// Every notable action between two schemas, each once. Ways that data can take come before those through types that no
/// finite datum inhabits.
pub fn locate(
    shapes: &Shapes,
    resolution: &Resolution,
    root: PairId,
    writer: WriterSchema<'_>,
    reader: ReaderSchema<'_>,
) -> Located {
    locate_with(&mut Likenesses::default(), shapes, resolution, root, writer, reader)
}

/// The same for one of many pairs of one table, which share how alike their names are.
pub fn locate_with(
    likenesses: &mut Likenesses,
    shapes: &Shapes,
    resolution: &Resolution,
    root: PairId,
    writer: WriterSchema<'_>,
    reader: ReaderSchema<'_>,
) -> Located {
    let (writer, reader) = (writer.0, reader.0);
    if !resolution.pair(root).is_notable() && reader.aliases().is_none() {
        return Located::default();
    }
    let mut locator = Locator::new(likenesses, shapes, resolution, writer, reader);
    locator.visit_roots(root, Locator::visit);
    if locator.has_other_ways {
        locator.takes_all_ways = true;
        locator.known = std::mem::take(&mut locator.seen);
        locator.visit_roots(root, Locator::visit);
    }
    locator.is_known = false;
    locator.note_rewriting(root);
    locator.located
}

/// Types of up to this many bytes are quoted.
const SHORT: usize = 60;

/// What is around a pair in the writer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    Nothing,
    /// The writer's type is a branch of a union; whether another branch of it bears the reader's name.
    Union {
        is_name_taken: bool,
        /// The union, against the reader.
        union: PairId,
    },
}

/// A visit of a pair of types, the way to which led through a union or not.
pub(super) type Visit<'a> = fn(&mut Locator<'a>, PairId, NodeRef, NodeRef, Around);

/// A place that is visited later.
pub(super) struct TooDeep {
    pub(super) pair: PairId,
    pub(super) writer: NodeRef,
    pub(super) reader: NodeRef,
    pub(super) around: Around,
    pub(super) is_far: bool,
    pub(super) path: String,
    pub(super) trail: String,
    pub(super) anchors: Vec<(Name, usize)>,
    pub(super) last_step: Option<PathStepId>,
}

pub(super) struct Locator<'a> {
    pub(super) shapes: &'a Shapes,
    pub(super) resolution: &'a Resolution,
    pub(super) writer: &'a LinkedSchema,
    pub(super) reader: &'a LinkedSchema,
    /// Whether ways are taken that no finite datum of the writer can take.
    takes_all_ways: bool,
    /// Whether there are such ways.
    has_other_ways: bool,
    pub(super) seen: FxHashSet<(PairId, NodeRef, NodeRef)>,
    /// What was seen on the ways of data, when all ways are taken.
    known: FxHashSet<(PairId, NodeRef, NodeRef)>,
    /// Whether the place at hand was visited on the ways of data.
    pub(super) is_known: bool,
    /// Whether the way here began further away than the path and the trail do: it is too long to be shown as a whole.
    pub(super) is_far: bool,
    pub(super) path: String,
    pub(super) trail: String,
    /// The reader's named types around the place, and how long the trail was at each.
    pub(super) anchors: Vec<(Name, usize)>,
    /// The writer's schema as Java rewrites it by the reader's aliases.
    pub(super) rewritten: Option<Rewritten<'a>>,
    /// Branches in the place of broken ones, resolved by themselves.
    others: Resolution,
    /// How many of these may still be looked at.
    branches_left: usize,
    /// How many values of defaults may still be made as Java does.
    pub(super) defaults_left: u64,
    /// Pairs of unions, and whether Java takes them branch by branch.
    pub(super) alike: FxHashMap<PairId, bool>,
    /// The last step of the way here.
    pub(super) last_step: Option<PathStepId>,
    pub(super) located: Located,
    /// Of names that may be renamed.
    pub(super) comparisons: Comparisons,
    pub(super) likenesses: &'a mut Likenesses,
    /// How many bytes of ways and pointers may still be kept as they are.
    pub(super) text_left: usize,
    /// How many pairs of types may still be compared as Java does.
    pub(super) alike_left: usize,
    depth: u32,
    /// Places that the stack has no room for: they are visited from the root.
    pub(super) too_deep: Vec<TooDeep>,
}

impl<'a> Locator<'a> {
    pub(super) fn new(
        likenesses: &'a mut Likenesses,
        shapes: &'a Shapes,
        resolution: &'a Resolution,
        writer: &'a LinkedSchema,
        reader: &'a LinkedSchema,
    ) -> Locator<'a> {
        Locator {
            shapes,
            resolution,
            writer,
            reader,
            takes_all_ways: false,
            has_other_ways: false,
            seen: FxHashSet::default(),
            known: FxHashSet::default(),
            is_known: false,
            is_far: false,
            path: String::new(),
            trail: String::new(),
            anchors: Vec::new(),
            rewritten: None,
            others: Resolution::default(),
            branches_left: limits::JAVA_BRANCHES.size(),
            defaults_left: limits::JAVA_DEFAULTS.most,
            alike: FxHashMap::default(),
            last_step: None,
            located: Located::default(),
            comparisons: Comparisons::default(),
            likenesses,
            text_left: limits::PLACES.size(),
            alike_left: limits::UNIONS_ALIKE.size(),
            depth: 0,
            too_deep: Vec::new(),
        }
    }

    /// Visits the roots of both schemas and all that is below.
    pub(super) fn visit_roots(&mut self, root: PairId, visit: Visit<'a>) {
        visit(self, root, self.writer.links.root, self.reader.links.root, Around::Nothing);
        while let Some(place) = self.too_deep.pop() {
            (self.is_far, self.path, self.trail) = (place.is_far, place.path, place.trail);
            (self.anchors, self.last_step) = (place.anchors, place.last_step);
            visit(self, place.pair, place.writer, place.reader, place.around);
        }
        (self.is_far, self.last_step) = (false, None);
        self.path.clear();
        self.trail.clear();
        self.anchors.clear();
    }

    /// Visits a part of the types at hand.
    pub(super) fn deeper(&mut self, visit: Visit<'a>, pair: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        /// So many levels are visited at once: there can be as many as there are pairs, and each takes stack.
        const LEVELS: u32 = at_most(10_000);
        if self.depth == LEVELS {
            self.visit_later(pair, writer, reader, around);
            return;
        }
        self.depth += 1;
        deep(|| visit(self, pair, writer, reader, around));
        self.depth -= 1;
    }

    fn visit(&mut self, id: PairId, writer: NodeRef, reader: NodeRef, around: Around) {
        let pair = self.resolution.pair(id);
        if !pair.is_notable() || self.located.exceeds_limit {
            return;
        }
        if !self.takes_all_ways && !self.shapes.is_inhabited(pair.writer) {
            self.has_other_ways = true;
            return;
        }
        let (w, r) = (self.writer.links.follow(writer), self.reader.links.follow(reader));
        if !self.seen.insert((id, w, r)) {
            return;
        }
        self.is_known = self.known.contains(&(id, w, r));
        let is_anchored = self.anchor(r);
        self.note_readable(id, writer, reader, around);
        let written = &self.writer.links.node(w).ty;
        let expected = &self.reader.links.node(r).ty;
        let of = |at: NodeRef, node: u32| NodeRef { file: at.file, node };
        match (&pair.action, written, expected) {
            (Action::Fail(kind), ..) => self.fail(*kind, id, writer, reader, around),
            (Action::OtherPrecision, ..) => {
                let precision = |shape| match self.shapes.get(shape).logical {
                    Some(LogicalType::Decimal { precision, .. }) => precision,
                    _ => 0,
                };
                let cause = Cause::PrecisionChanged { writer: precision(pair.writer), reader: precision(pair.reader) };
                self.note(cause, id, self.writer_place(writer), self.reader_place(reader));
            }
            (Action::Enum(symbols), Type::Enum(enumeration), Type::Enum(expected)) => {
                let no_default = if expected.misfit.is_some() { NoDefault::Invalid } else { NoDefault::Absent };
                let missing = symbols.iter().zip(0u32..).filter(|(action, _)| **action == SymbolAction::Missing);
                for (_, index) in missing {
                    let symbol = enumeration.symbols[index as usize].name.clone();
                    let cause = Cause::MissingSymbol { symbol, index, no_default };
                    self.note(cause, id, self.symbol_place(w, index), self.reader_place(r));
                }
            }
            (Action::Array(inner), Type::Array(written), Type::Array(expected)) => {
                self.items(id, Locator::visit, *inner, of(w, *written), of(r, *expected));
            }
            (Action::Map(inner), Type::Map(written), Type::Map(expected)) => {
                self.values(id, Locator::visit, *inner, of(w, *written), of(r, *expected));
            }
            (Action::WriterUnion(inner), Type::Union(branches), _) => {
                let is_fail = |id: PairId| matches!(self.resolution.pair(id).action, Action::Fail(_));
                let is_named = |id: PairId| self.shapes.get(self.resolution.pair(id).writer).name().is_some();
                let is_name_taken = inner.iter().any(|&id| is_named(id) && !is_fail(id));
                let around = Around::Union { is_name_taken, union: id };
                for ((&inner, &branch), number) in inner.iter().zip(branches).zip(0u32..) {
                    if self.resolution.pair(inner).is_notable() {
                        self.follow_step((id, PairPart::WrittenBranch(number)), |locator| {
                            locator.deeper(Locator::visit, inner, of(w, branch), reader, around);
                        });
                    }
                }
            }
            (Action::ReaderUnion { branch, inner, choice }, _, Type::Union(branches)) => {
                let chosen = of(r, branches[*branch as usize]);
                let all: Vec<ShapeId> = branches.iter().map(|&branch| self.reader.shape(of(r, branch))).collect();
                let ambiguous = match choice {
                    Choice::Ambiguous(other) => Some((*other, OtherMatch::Matches)),
                    Choice::Clear => None,
                };
                if let Some((other, why)) = self.hidden_branch(*inner, *branch, &all).or(ambiguous) {
                    let describe = |shape| self.shapes.describe(shape);
                    let cause = Cause::AmbiguousBranch {
                        written: describe(pair.writer),
                        chosen: describe(all[*branch as usize]),
                        other: describe(all[other as usize]),
                        why,
                    };
                    self.note(cause, id, self.writer_place(writer), self.reader_place(chosen));
                }
                let name = self.shapes.get(self.resolution.pair(*inner).reader);
                let name = name.name().map_or(name.type_name(), Name::short);
                self.step((id, PairPart::ChosenBranch), Part::Branch(*branch), &["<", name, ">"], |locator| {
                    locator.deeper(Locator::visit, *inner, writer, chosen, Around::Nothing);
                });
            }
            (Action::Record(action), Type::Record(written), Type::Record(expected)) => {
                for &index in &action.missing {
                    let field = &expected.fields[index as usize];
                    let ty = self.reader.text(r.file, self.reader.links.node(of(r, field.ty)).span);
                    let ty = (ty.len() <= SHORT && !ty.contains('\n')).then(|| SmolStr::new(ty));
                    let no_default = if field.default.is_some() { NoDefault::Invalid } else { NoDefault::Absent };
                    let cause = Cause::MissingDefault { field: field.name.clone(), ty, no_default };
                    self.at_field(r, index, |locator, place| locator.note(cause, id, locator.writer_place(w), place));
                }
                for conflict in &action.alias_conflicts {
                    let claimed = &written.fields[conflict.claimed as usize];
                    let pointer = self.writer.links.pointer_of_part(w, "/fields/", conflict.claimed);
                    let from = Place { file: w.file, span: claimed.span, pointer };
                    let field = expected.fields[conflict.field as usize].name.clone();
                    let cause = Cause::AmbiguousAlias { field, claimed: claimed.name.clone() };
                    self.at_field(r, conflict.field, |locator, place| locator.note(cause, id, from, place));
                }
                let is_notable = |field: &&FieldAction| self.resolution.pair(field.pair).is_notable();
                let taken = (0u32..).zip(action.takers.iter());
                let taken = taken.flat_map(|(from, to)| to.iter().filter(is_notable).map(move |&to| (from, to)));
                let mut taken: Vec<(u32, FieldAction)> = taken.collect();
                taken.sort_by_key(|(_, to)| to.field);
                for (number, taker) in taken {
                    let (from, field) = (&written.fields[number as usize], &expected.fields[taker.field as usize]);
                    self.field(id, Locator::visit, (number, &taker), of(w, from.ty), (of(r, field.ty), &field.name));
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

    /// A branch that could take all that the chosen one cannot: Java's checker looks for one that is good inside.
    fn hidden_branch(&mut self, chosen: PairId, index: u32, branches: &[ShapeId]) -> Option<(u32, OtherMatch)> {
        let (shapes, pair) = (self.shapes, self.resolution.pair(chosen));
        if !pair.can_fail() {
            return None;
        }
        let written = shapes.get(pair.writer);
        for (at, &branch) in (0u32..).zip(branches).filter(|(at, _)| *at != index) {
            let other = shapes.get(branch);
            let is_same_type = other.type_name() == written.type_name();
            let is_alias =
                other.naming().zip(written.name()).is_some_and(|((_, aliases), name)| aliases.contains(name));
            if !(is_same_type && names_match(written, other) || promotion_of(written, other).is_some()) {
                continue;
            }
            self.branches_left = self.branches_left.checked_sub(1)?;
            let pair = self.others.resolve_shapes(shapes, pair.writer, branch);
            if self.others.verdict(pair) == Verdict::Compatible {
                return Some((at, if is_alias { OtherMatch::WouldDoByAlias } else { OtherMatch::WouldDo }));
            }
        }
        None
    }

    /// Goes into the items of an array and comes back.
    pub(super) fn items(&mut self, id: PairId, visit: Visit<'a>, inner: PairId, writer: NodeRef, reader: NodeRef) {
        self.step((id, PairPart::Item), Part::Items, &["[]"], |locator| {
            locator.deeper(visit, inner, writer, reader, Around::Nothing);
        });
    }

    /// Goes into the values of a map and comes back.
    pub(super) fn values(&mut self, id: PairId, visit: Visit<'a>, inner: PairId, writer: NodeRef, reader: NodeRef) {
        self.step((id, PairPart::Value), Part::Values, &["{}"], |locator| {
            locator.deeper(visit, inner, writer, reader, Around::Nothing);
        });
    }

    /// Goes into a field of the writer that a field of the reader takes, and comes back.
    pub(super) fn field(
        &mut self,
        id: PairId,
        visit: Visit<'a>,
        (number, taker): (u32, &FieldAction),
        writer: NodeRef,
        (reader, name): (NodeRef, &str),
    ) {
        let step = (id, PairPart::Field { writer: number, reader: taker.field });
        let dot = if self.trail.is_empty() { "" } else { "." };
        self.step(step, Part::Field(taker.field), &[dot, name], |locator| {
            locator.deeper(visit, taker.pair, writer, reader, Around::Nothing);
        });
    }

    /// Goes into a part of the reader, whose name is joined of some texts, and comes back.
    fn step(&mut self, step: (PairId, PairPart), part: Part, name: &[&str], inside: impl FnOnce(&mut Self)) {
        let (path, trail) = (self.path.len(), self.trail.len());
        put_part(&mut self.path, part);
        self.trail.extend(name.iter().copied());
        self.follow_step(step, inside);
        self.path.truncate(path);
        self.trail.truncate(trail);
    }

    /// Goes into a part of a pair and comes back.
    pub(super) fn follow_step(&mut self, (pair, part): (PairId, PairPart), inside: impl FnOnce(&mut Self)) {
        let before = self.last_step;
        self.last_step = Some(self.located.paths.push(before, pair, part));
        inside(self);
        self.last_step = before;
    }
}
