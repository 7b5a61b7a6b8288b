//! The table of actions: grows with each pair of schemas, and keeps what it has resolved.

use rustc_hash::FxHashMap;

use super::action::{Action, Choice, FailureKind, Pair, PairId, Takers, Verdict};
use super::union::Branches;
use super::{enumeration, naming, promotion, record, union, verdict};
use crate::depth::{at_most, deep};
use crate::limits;
use crate::schema::shape::{Form, Shape, ShapeId, Shapes};
use crate::schema::{ReaderSchema, WriterSchema};

/// The table of actions. Writer first, always: data flows that way.
#[derive(Clone, Debug)]
pub struct Resolution {
    pairs: Vec<Pair>,
    ids: PairIds,
    /// The last pair of each writer's record.
    last_of_record: FxHashMap<ShapeId, PairId>,
    /// The size that it may still grow by, in bytes.
    left: u64,
    exceeds_limit: bool,
}

impl Default for Resolution {
    /// A table for two schemas: up to [`limits::TABLE`].
    fn default() -> Resolution {
        Resolution {
            pairs: Vec::new(),
            ids: PairIds::default(),
            last_of_record: FxHashMap::default(),
            left: limits::TABLE.most,
            exceeds_limit: false,
        }
    }
}

/// Pairs by their shapes. Most parts of a schema do not change, so the pairs of a shape with itself need no hashing.
#[derive(Clone, Debug, Default)]
struct PairIds {
    alike: Vec<Option<PairId>>,
    different: FxHashMap<(ShapeId, ShapeId), PairId>,
}

impl Resolution {
    /// Sets by about how many bytes the table may still grow.
    pub fn allow(&mut self, bytes: u64) {
        self.left = bytes;
    }

    /// Whether pairs were refused because the table would have become too large. Such a pair fails, whatever its types: its
    /// verdict is never too good, and says nothing else.
    pub fn exceeds_limit(&self) -> bool {
        self.exceeds_limit
    }

    /// By about how many bytes the table may still grow.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// Resolves data of `writer` for `reader`. Both must keep their shapes in `shapes`. Ask [`exceeds_limit`](Self::exceeds_limit)
    /// before you rely on the result.
    pub fn resolve(&mut self, shapes: &Shapes, writer: WriterSchema<'_>, reader: ReaderSchema<'_>) -> PairId {
        self.resolve_shapes(shapes, writer.0.root_shape(), reader.0.root_shape())
    }

    /// Resolves data of one shape for another.
    pub fn resolve_shapes(&mut self, shapes: &Shapes, writer: ShapeId, reader: ShapeId) -> PairId {
        let first_new = self.pairs.len();
        let mut building = Building {
            shapes,
            resolution: self,
            first_new,
            is_judged: Vec::new(),
            is_settled: true,
            long_unions: FxHashMap::default(),
            depth: 0,
            too_deep: Vec::new(),
        };
        let root = building.pair(writer, reader);
        while let Some(id) = building.too_deep.pop() {
            if building.resolution.exceeds_limit { building.refuse(id) } else { building.build(id) }
        }
        if !building.is_settled {
            verdict::settle(shapes, &mut self.pairs, first_new);
        }
        root
    }

    /// The pair of that number.
    pub fn pair(&self, id: PairId) -> &Pair {
        &self.pairs[id.0 as usize]
    }

    /// Every pair.
    pub fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.pairs.iter()
    }

    /// Whether all, some or no data of the writer can be read.
    pub fn verdict(&self, id: PairId) -> Verdict {
        self.pair(id).verdict()
    }

    /// Takes what a pair costs from what is left, if there is enough.
    fn pay(&mut self, shapes: &Shapes, writer: ShapeId, reader: ShapeId) -> bool {
        /// A pair, its place in the index, and the rules of its verdict.
        const PAIR: u64 = 192;
        /// What is kept of a writer's field, for one of the reader.
        const PART: u64 = 12;
        let parts = shapes.get(writer).parts() + shapes.get(reader).parts();
        let rest = self.left.checked_sub(PAIR + PART * parts as u64).filter(|_| !self.exceeds_limit);
        self.exceeds_limit |= rest.is_none();
        self.left = rest.unwrap_or(self.left);
        rest.is_some()
    }
}

impl PairIds {
    fn get(&self, writer: ShapeId, reader: ShapeId) -> Option<PairId> {
        if writer == reader {
            self.alike.get(writer.0 as usize).copied().flatten()
        } else {
            self.different.get(&(writer, reader)).copied()
        }
    }

    fn insert(&mut self, writer: ShapeId, reader: ShapeId, id: PairId) {
        if writer != reader {
            self.different.insert((writer, reader), id);
            return;
        }
        let at = writer.0 as usize;
        if self.alike.len() <= at {
            self.alike.resize(at + 1, None);
        }
        self.alike[at] = Some(id);
    }
}

/// So many levels are built at once: there can be as many as there are pairs.
const LEVELS: u32 = at_most(10_000);

/// A table while new pairs enter it.
struct Building<'a> {
    shapes: &'a Shapes,
    resolution: &'a mut Resolution,
    /// The first of the new pairs.
    first_new: usize,
    /// Which of the new pairs are judged; the others are being built, and nothing is assumed of them.
    is_judged: Vec<bool>,
    /// Whether the judgements hold as they were made: no pair contains itself, and no two fields take the same one.
    is_settled: bool,
    long_unions: FxHashMap<ShapeId, Branches>,
    depth: u32,
    /// Pairs that the stack has no room for: they are built from the top.
    too_deep: Vec<PairId>,
}

impl Building<'_> {
    fn pair(&mut self, writer: ShapeId, reader: ShapeId) -> PairId {
        if let Some(known) = self.resolution.ids.get(writer, reader) {
            let is_open = |new: usize| !self.is_judged[new];
            self.is_settled &= !(known.0 as usize).checked_sub(self.first_new).is_some_and(is_open);
            return known;
        }
        let at = self.resolution.pairs.len();
        let id = PairId(at as u32);
        self.resolution.ids.insert(writer, reader, id);
        // Any action will do until the real one is known: it is not read before.
        self.resolution.pairs.push(Pair { writer, reader, action: Action::Same, judgement: Default::default() });
        self.is_judged.push(false);
        if !self.resolution.pay(self.shapes, writer, reader) {
            self.refuse(id);
        } else if self.depth < LEVELS {
            self.build(id);
        } else {
            self.is_settled = false;
            self.too_deep.push(id);
        }
        id
    }

    fn build(&mut self, id: PairId) {
        let at = id.0 as usize;
        let Pair { writer, reader, .. } = self.resolution.pairs[at];
        self.depth += 1;
        let action = deep(|| self.action(writer, reader));
        self.depth -= 1;
        if let Action::Record(_) = action {
            self.resolution.last_of_record.insert(writer, id);
        }
        self.resolution.pairs[at].action = action;
        self.judge(id);
    }

    /// Lets a pair fail for which there is no room.
    fn refuse(&mut self, id: PairId) {
        self.resolution.pairs[id.0 as usize].action = Action::Fail(FailureKind::TypeMismatch);
        self.judge(id);
    }

    fn judge(&mut self, id: PairId) {
        let at = id.0 as usize;
        self.resolution.pairs[at].judgement = verdict::judge(self.shapes, &self.resolution.pairs, id);
        self.is_judged[at - self.first_new] = true;
    }

    fn action(&mut self, writer: ShapeId, reader: ShapeId) -> Action {
        let (w, r) = (self.shapes.get(writer), self.shapes.get(reader));
        match (&w.form, &r.form) {
            (Form::Union(branches), _) => {
                Action::WriterUnion(branches.iter().map(|&branch| self.pair(branch, reader)).collect())
            }
            (_, Form::Union(branches)) => match self.choose_branch(w, reader, branches) {
                Some((branch, choice)) => {
                    let inner = self.pair(writer, branches[branch as usize]);
                    Action::ReaderUnion { branch, inner, choice }
                }
                None => Action::Fail(FailureKind::MissingUnionBranch),
            },
            _ => match self.mismatch(w, r) {
                Some(kind) => Action::Fail(kind),
                None => self.same_type(writer, w, r),
            },
        }
    }

    /// Who takes the fields of a writer's record in the last pair that it was in.
    fn last_takers(&self, writer: ShapeId) -> Option<Takers> {
        let last = *self.resolution.last_of_record.get(&writer)?;
        match &self.resolution.pair(last).action {
            Action::Record(record) => Some(record.takers.clone()),
            _ => None,
        }
    }

    /// Long unions are searched by name or type: branch against branch would take the product of their lengths.
    fn choose_branch(&mut self, writer: &Shape, reader: ShapeId, branches: &[ShapeId]) -> Option<(u32, Choice)> {
        const MANY: usize = 32;
        let shapes = self.shapes;
        if branches.len() <= MANY {
            return union::choose_branch(shapes, writer, branches, None);
        }
        let index = self.long_unions.entry(reader).or_insert_with(|| Branches::new(shapes, branches));
        union::choose_branch(shapes, writer, branches, Some(index.candidates(writer)))
    }

    /// What keeps two types apart that are not unions, before any look inside.
    fn mismatch(&self, w: &Shape, r: &Shape) -> Option<FailureKind> {
        if w.type_name() != r.type_name() {
            return promotion::promotion_of(w, r).is_none().then_some(FailureKind::TypeMismatch);
        }
        if !naming::names_match(w, r) {
            return Some(FailureKind::NameMismatch);
        }
        if naming::scales_differ(w, r) {
            return Some(FailureKind::DecimalScaleMismatch);
        }
        match (&w.form, &r.form) {
            (Form::Fixed(writer), Form::Fixed(reader)) if writer.size != reader.size => {
                Some(FailureKind::FixedSizeMismatch)
            }
            _ => None,
        }
    }

    fn same_type(&mut self, id: ShapeId, w: &Shape, r: &Shape) -> Action {
        match (&w.form, &r.form) {
            (Form::Record(writer), Form::Record(reader)) => {
                let like = self.last_takers(id);
                let record = record::resolve_record(self.shapes, writer, reader, like, |w, r| self.pair(w, r));
                self.is_settled &= !record.takers.share_a_field();
                Action::Record(Box::new(record))
            }
            (Form::Enum(writer), Form::Enum(reader)) => Action::Enum(enumeration::resolve_enum(writer, reader)),
            (Form::Array(writer), Form::Array(reader)) => Action::Array(self.pair(*writer, *reader)),
            (Form::Map(writer), Form::Map(reader)) => Action::Map(self.pair(*writer, *reader)),
            _ => match promotion::promotion_of(w, r) {
                Some(promotion) => Action::Promote(promotion),
                None if naming::precisions_differ(w, r) => Action::OtherPrecision,
                None => Action::Same,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::LinkedSchema;

    /// Records in so many namespaces, each of which refers to the one before, and the first to the last. Each record of such a circle
    /// meets each of another one, if their lengths have no divisor in common.
    fn circle(length: usize, shapes: &mut Shapes) -> LinkedSchema {
        let field = |at: usize| {
            let before = (at + length - 1) % length;
            let link = format!(r#"[{{"name": "x", "type": ["null", "n{before}.R"]}}]"#);
            format!(r#"{{"name": "f{at}", "type": {{"type": "record", "name": "n{at}.R", "fields": {link}}}}}"#)
        };
        let fields = (0..length).map(field).collect::<Vec<_>>().join(", ");
        let text = format!(r#"{{"type": "record", "name": "X", "fields": [{fields}]}}"#);
        LinkedSchema::parse("x", &text, shapes).expect("a schema")
    }

    #[test]
    fn a_table_ends_at_its_limit() {
        let mut shapes = Shapes::default();
        let (small, large) = (circle(60, &mut shapes), circle(61, &mut shapes));
        // A reader that lacks a field skips it.
        let (writer, reader) = (WriterSchema(&large), ReaderSchema(&small));
        let mut whole = Resolution::default();
        let pair = whole.resolve(&shapes, writer, reader);
        assert!(!whole.exceeds_limit() && whole.verdict(pair) == Verdict::Compatible);
        assert!(whole.pairs().count() > 60 * 61);
        let size = limits::TABLE.most - whole.left();
        for room in [0, 1, 192, 1_000, size / 2, size - 1] {
            let mut cut = Resolution::default();
            cut.allow(room);
            let pair = cut.resolve(&shapes, writer, reader);
            assert!(cut.exceeds_limit() && cut.verdict(pair) != Verdict::Compatible, "{room}");
            assert!(cut.pairs().count() as u64 <= room / 192 + 5_000, "{room}");
            let pair = cut.resolve(&shapes, WriterSchema(&small), reader);
            assert!(cut.exceeds_limit() && cut.verdict(pair) != Verdict::Compatible, "{room}");
        }
        let mut enough = Resolution::default();
        enough.allow(size);
        let pair = enough.resolve(&shapes, writer, reader);
        assert!(!enough.exceeds_limit() && enough.verdict(pair) == Verdict::Compatible);
    }

    #[test]
    fn a_small_table_refuses_more_types_than_there_is_stack_for() {
        let mut shapes = Shapes::default();
        let (small, large) = (circle(700, &mut shapes), circle(701, &mut shapes));
        let mut cut = Resolution::default();
        cut.allow(4 << 20);
        let pair = cut.resolve(&shapes, WriterSchema(&large), ReaderSchema(&small));
        assert!(cut.exceeds_limit() && cut.verdict(pair) != Verdict::Compatible);
        assert!(cut.pairs().count() < 200_000);
    }
}
