//! Joins every place of a writer's data with all that reads it there, and finds out what the smallest datum costs that can be
//! read so. Where nothing reads (a skipped field), that is the smallest datum at all.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::outcome::{Absence, Extent};
use super::path::Subject;
use super::scalar;
use crate::limits;
use crate::resolution::{Action, PairId};
use crate::schema::fixpoint::{Price, least_costs};
use crate::schema::shape::{FieldShape, Form, ShapeId};

/// The number of a reading in its [`Readings`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ReadingId(pub(super) u32);

/// A writer's shape and the pairs that read one and the same datum of it. Mostly that is one pair; none where the datum is
/// skipped; several where the aliases of several fields claim it.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) shape: ShapeId,
    pub(super) readers: Box<[PairId]>,
    /// The readings of its parts, in the writer's order: fields, branches, or what a container holds.
    pub(super) parts: Box<[ReadingId]>,
    /// Bounded if there are too many sets of readers to look at, so that this one represents many, and nothing is
    /// known of it.
    pub(super) extent: Extent,
    /// The smallest datum that can be read so, once it was written, if it is short: records of many pairs have it.
    pub(super) smallest: OnceLock<Box<[u8]>>,
}

/// Everything that is read in the data of a subject.
#[derive(Debug)]
pub struct Readings<'a> {
    pub(super) subject: Subject<'a>,
    readings: Vec<Reading>,
    costs: Vec<Option<u64>>,
    ids: Ids,
    /// How much is known of all readings together.
    pub(super) extent: Extent,
}

#[derive(Debug, Default)]
struct Ids {
    skipped: Vec<Option<ReadingId>>,
    single: Vec<Option<ReadingId>>,
    several: FxHashMap<(ShapeId, Box<[PairId]>), ReadingId>,
}

impl<'a> Readings<'a> {
    /// Everything that the pairs read, whole and in part.
    pub fn new(subject: Subject<'a>, roots: impl IntoIterator<Item = PairId>) -> Readings<'a> {
        let (readings, costs, ids) = (Vec::new(), Vec::new(), Ids::default());
        let mut all = Readings { subject, readings, costs, ids, extent: Extent::Whole };
        for root in roots {
            all.insert(subject.resolution.pair(root).writer, [root]);
        }
        let mut prices = Vec::new();
        while let Some(next) = all.readings.get(prices.len()) {
            let (shape, readers) = (next.shape, next.readers.clone());
            if next.extent == Extent::Bounded {
                prices.push(NONE);
                all.insert(shape, []);
                continue;
            }
            let parts = all.parts(shape, &readers);
            prices.push(all.price(shape, &readers, &parts));
            all.readings[prices.len() - 1].parts = parts;
            if readers.iter().any(|&reader| subject.resolution.pair(reader).can_fail()) {
                // Where it cannot be read it is still to be written.
                all.insert(shape, []);
            }
        }
        all.costs = least_costs(&prices);
        all
    }

    /// How a pair reads what was written.
    ///
    /// # Panics
    /// If it is not part of the pairs that these readings are of.
    pub fn of(&self, pair: PairId) -> ReadingId {
        let single = self.ids.single.get(self.through(pair).0 as usize).copied().flatten();
        single.expect("every part of the pairs has its reading")
    }

    /// The shape without readers. Whatever may fail and has data at all has this reading beside its own.
    pub(super) fn unread(&self, shape: ShapeId) -> Option<ReadingId> {
        self.ids.skipped.get(shape.0 as usize).copied().flatten()
    }

    /// Whose readings these are.
    pub fn subject(&self) -> Subject<'a> {
        self.subject
    }

    pub(super) fn get(&self, id: ReadingId) -> &Reading {
        &self.readings[id.0 as usize]
    }

    /// What the smallest datum comes to that all its readers can read, in values and bytes; `None` if there is none.
    pub fn cost(&self, id: ReadingId) -> Option<u64> {
        self.costs[id.0 as usize]
    }

    /// Why there is no datum where there is none.
    pub(super) fn absence(&self) -> Absence {
        match self.extent {
            Extent::Whole => Absence::NoFiniteDatum,
            Extent::Bounded => Absence::BoundReached,
        }
    }

    /// How many readings there are.
    pub(super) fn len(&self) -> usize {
        self.readings.len()
    }

    /// Whether every reader knows the symbol or has a default for it.
    pub(super) fn knows_symbol(&self, readers: &[PairId], symbol: usize) -> bool {
        let mut actions = readers.iter().map(|&reader| &self.subject.resolution.pair(reader).action);
        actions.all(|action| action.reads_symbol(symbol) && !action.always_fails())
    }

    fn through(&self, pair: PairId) -> PairId {
        self.subject.resolution.pair(pair).chosen_branch().unwrap_or(pair)
    }

    fn insert(&mut self, shape: ShapeId, readers: impl IntoIterator<Item = PairId>) -> ReadingId {
        let mut readers = readers.into_iter();
        let next = ReadingId(self.readings.len() as u32);
        let (known, reader) = match (readers.next(), readers.next()) {
            (None, _) => (entry(&mut self.ids.skipped, shape.0, next), None),
            (Some(reader), None) => {
                let reader = self.through(reader);
                (entry(&mut self.ids.single, reader.0, next), Some(reader))
            }
            (Some(first), Some(second)) => {
                return self.insert_several(shape, [first, second].into_iter().chain(readers));
            }
        };
        if known == next {
            self.push(shape, reader.into_iter().collect(), Extent::Whole);
        }
        known
    }

    fn insert_several(&mut self, shape: ShapeId, readers: impl Iterator<Item = PairId>) -> ReadingId {
        let mut readers: Vec<PairId> = readers.map(|reader| self.through(reader)).collect();
        readers.sort_unstable();
        readers.dedup();
        if let [reader] = readers[..] {
            return self.insert(shape, [reader]);
        }
        let next = ReadingId(self.readings.len() as u32);
        let mut extent = Extent::Whole;
        let mut several = (shape, readers[..].into());
        if self.ids.several.len() >= limits::READER_SETS.size() && !self.ids.several.contains_key(&several) {
            (self.extent, extent) = (Extent::Bounded, Extent::Bounded);
            several.1 = Box::default();
        }
        let known = *self.ids.several.entry(several).or_insert(next);
        if known == next {
            self.push(shape, readers[..].into(), extent);
        }
        // A way can lead through any one of them.
        for reader in readers {
            self.insert(shape, [reader]);
        }
        known
    }

    fn push(&mut self, shape: ShapeId, readers: Box<[PairId]>, extent: Extent) {
        self.readings.push(Reading { shape, readers, parts: Box::default(), extent, smallest: OnceLock::new() });
    }

    fn parts(&mut self, shape: ShapeId, readers: &[PairId]) -> Box<[ReadingId]> {
        let Subject { shapes, resolution } = self.subject;
        let actions = || readers.iter().map(|&reader| &resolution.pair(reader).action);
        match &shapes.get(shape).form {
            Form::Primitive(_) | Form::Enum(_) | Form::Fixed(_) => Box::default(),
            Form::Array(part) | Form::Map(part) => {
                let inner = |action: &Action| match action {
                    Action::Array(inner) | Action::Map(inner) => Some(*inner),
                    _ => None,
                };
                [self.insert(*part, actions().filter_map(inner))].into()
            }
            Form::Union(branches) => {
                let insert = |(number, branch): (usize, &ShapeId)| {
                    self.insert(*branch, actions().filter_map(|action| action.written_branch(number)))
                };
                branches.iter().enumerate().map(insert).collect()
            }
            Form::Record(record) => {
                let insert = |(number, field): (usize, &FieldShape)| match *readers {
                    [only] => self.insert(field.shape, resolution.pair(only).action.written_field(number)),
                    _ => self.insert(field.shape, actions().flat_map(|action| action.written_field(number))),
                };
                record.fields.iter().enumerate().map(insert).collect()
            }
        }
    }

    fn price(&self, shape: ShapeId, readers: &[PairId], parts: &[ReadingId]) -> Price {
        if readers.iter().any(|&reader| self.subject.resolution.pair(reader).action.always_fails()) {
            return NONE;
        }
        let shape = self.subject.shapes.get(shape);
        match &shape.form {
            Form::Primitive(primitive) => {
                Price::All(1 + scalar::smallest(*primitive, shape.logical).len() as u64, Vec::new())
            }
            Form::Fixed(fixed) => Price::All(fixed.size.saturating_add(1), Vec::new()),
            Form::Enum(enumeration) => {
                match (0..enumeration.symbols.len()).find(|&symbol| self.knows_symbol(readers, symbol)) {
                    Some(symbol) => Price::All(1 + index_length(symbol), Vec::new()),
                    None => NONE,
                }
            }
            // The empty one: one byte.
            Form::Array(_) | Form::Map(_) => Price::All(2, Vec::new()),
            Form::Union(_) => {
                let branches = parts.iter().enumerate();
                Price::Cheapest(branches.map(|(number, part)| (part.0, index_length(number))).collect())
            }
            Form::Record(_) => Price::All(1, parts.iter().map(|part| part.0).collect()),
        }
    }
}

/// What cannot be had.
const NONE: Price = Price::Cheapest(Vec::new());

/// How many bytes the index of a symbol or branch takes.
pub(super) fn index_length(index: usize) -> u64 {
    // Seven bits a byte, and one of them for the sign.
    let bits = u64::from(usize::BITS - index.leading_zeros()) + 1;
    bits.div_ceil(7)
}

fn entry(ids: &mut Vec<Option<ReadingId>>, at: u32, new: ReadingId) -> ReadingId {
    let at = at as usize;
    if ids.len() <= at {
        ids.resize(at + 1, None);
    }
    *ids[at].get_or_insert(new)
}
