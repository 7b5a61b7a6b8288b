//! Translates data of one writer together, records field by field. Versions have most fields in common, so that most columns of
//! data go through the same entries of the table again and again: each goes once.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::execute::translate;
use super::failure::{Failure, TranslateError};
use super::observer::Observer;
use super::trace::Trace;
use crate::data::binary::{self, DecodeError, Malformed};
use crate::resolution::{Action, FailureKind, FieldAction, PairId, RecordAction, Resolution, SymbolAction};
use crate::schema::shape::{Form, ShapeId, Shapes};
use crate::schema::value::Value;

/// Data of one schema, numbered.
#[derive(Clone, Debug)]
pub struct Batch {
    parts: BatchParts,
    /// How many there are.
    length: usize,
    /// The numbers of those that could not be read.
    unread: BTreeSet<usize>,
}

#[derive(Clone, Debug)]
enum BatchParts {
    Whole(Rc<DataColumn>),
    /// Records: a column for each field.
    Fields(Vec<Rc<DataColumn>>),
}

/// The same part of each datum, encoded; `None` where it could not be read.
pub(crate) type DataColumn = Vec<Option<Vec<u8>>>;

/// A batch as a reader sees it.
#[derive(Debug)]
pub struct TranslatedBatch {
    /// The data that can be read, under their numbers.
    pub read: Batch,
    /// Why others cannot.
    pub errors: BTreeMap<usize, TranslateError>,
    /// What became of those that can be read.
    pub trace: Trace,
}

/// A column as a reader sees it.
struct TranslatedColumn {
    /// As it was before: kept so that no other column takes its address.
    _written: Rc<DataColumn>,
    read: Rc<DataColumn>,
    errors: Vec<(usize, TranslateError)>,
    /// What became of data that do not mean the same, or have more or less than before.
    traces: Vec<(usize, Trace)>,
}

/// Translates batches between schemas that are resolved in one table.
pub struct BatchTranslator<'a> {
    shapes: &'a Shapes,
    resolution: &'a Resolution,
    translated: FxHashMap<(PairId, *const DataColumn), Rc<TranslatedColumn>>,
    /// Whether data stay as they are, and nothing is to be said about them.
    kept: FxHashMap<PairId, bool>,
    /// The default of a field, as often as a batch has data.
    defaults: FxHashMap<(ShapeId, u32, usize), Rc<DataColumn>>,
    /// How many bytes and data these hold.
    held: usize,
    steps: u64,
}

/// What is known is forgotten when it holds more bytes and data than this.
const HELD: usize = 16 << 20;

/// Data of which a reader makes more bytes than this, by its defaults or by fields that take the same, are refused.
const MOST_BYTES: usize = 256 << 20;

impl Default for Batch {
    fn default() -> Batch {
        Batch { parts: BatchParts::Whole(Rc::default()), length: 0, unread: BTreeSet::new() }
    }
}

impl Batch {
    /// Data of a shape.
    pub fn new<'v>(shapes: &Shapes, shape: ShapeId, data: impl Iterator<Item = &'v Value> + Clone) -> Batch {
        let column = |shape, part: &dyn Fn(&'v Value) -> &'v Value| {
            let cell = |datum| Some(binary::encoded(shapes, shape, part(datum)));
            Rc::new(data.clone().map(cell).collect())
        };
        let parts = match &shapes.get(shape).form {
            Form::Record(record) => {
                let field = |(at, shape)| column(shape, &move |datum: &'v Value| field(datum, at));
                BatchParts::Fields(record.fields.iter().map(|field| field.shape).enumerate().map(field).collect())
            }
            Form::Primitive(_) | Form::Enum(_) | Form::Fixed(_) | Form::Array(_) | Form::Map(_) | Form::Union(_) => {
                BatchParts::Whole(column(shape, &|datum| datum))
            }
        };
        Batch { parts, length: data.count(), unread: BTreeSet::new() }
    }

    /// The encoding of the datum of that number; `None` if it could not be read.
    pub fn encoded(&self, number: usize) -> Option<Vec<u8>> {
        if self.unread.contains(&number) {
            return None;
        }
        match &self.parts {
            BatchParts::Whole(column) => column[number].clone(),
            BatchParts::Fields(columns) => {
                let cells = columns.iter().map(|column| column[number].as_deref());
                Some(cells.collect::<Option<Vec<&[u8]>>>()?.concat())
            }
        }
    }

    /// How many there are.
    #[cfg(feature = "second-opinion")]
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The columns of records, if they are kept so.
    #[cfg(feature = "second-opinion")]
    pub(crate) fn fields(&self) -> Option<&[Rc<DataColumn>]> {
        match &self.parts {
            BatchParts::Fields(columns) => Some(columns),
            BatchParts::Whole(_) => None,
        }
    }

    /// How many bytes all data take.
    pub fn size(&self) -> u64 {
        (0..self.length).map(|number| self.size_of(number) as u64).sum()
    }

    /// How many bytes the datum of that number takes.
    pub(crate) fn size_of(&self, number: usize) -> usize {
        let size = |column: &Rc<DataColumn>| column[number].as_ref().map_or(0, Vec::len);
        match &self.parts {
            BatchParts::Whole(column) => size(column),
            BatchParts::Fields(columns) => columns.iter().map(size).sum(),
        }
    }

    /// The numbers of the data that were read and are as they are in `other`, a batch of the same schema.
    pub fn same_as(&self, other: &Batch) -> Vec<bool> {
        let differing: Vec<(&DataColumn, &DataColumn)> = match (&self.parts, &other.parts) {
            (BatchParts::Fields(ours), BatchParts::Fields(others)) => {
                let pairs = ours.iter().zip(others).filter(|(ours, other)| !Rc::ptr_eq(ours, other));
                pairs.map(|(ours, other)| (&**ours, &**other)).collect()
            }
            (BatchParts::Whole(ours), BatchParts::Whole(other)) => vec![(&**ours, &**other)],
            (BatchParts::Whole(_), BatchParts::Fields(_)) | (BatchParts::Fields(_), BatchParts::Whole(_)) => {
                let is_same = |number| self.encoded(number).is_some_and(|ours| other.encoded(number) == Some(ours));
                return (0..self.length).map(is_same).collect();
            }
        };
        let is_same = |number: usize| differing.iter().all(|(ours, other)| ours[number] == other[number]);
        (0..self.length).map(|number| !self.unread.contains(&number) && is_same(number)).collect()
    }

    fn whole(&self) -> Rc<DataColumn> {
        match &self.parts {
            BatchParts::Whole(column) => Rc::clone(column),
            BatchParts::Fields(_) => Rc::new((0..self.length).map(|number| self.encoded(number)).collect()),
        }
    }

    /// The numbers of the data that were read.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = usize> {
        (0..self.length).filter(|number| !self.unread.contains(number))
    }
}

impl TranslatedBatch {
    /// The data that were tried, by number: whether they can be read.
    pub fn outcomes(&self) -> impl Iterator<Item = (usize, Result<(), &TranslateError>)> {
        let outcome = |number| match self.errors.get(&number) {
            Some(error) => Some((number, Err(error))),
            None => (!self.read.unread.contains(&number)).then_some((number, Ok(()))),
        };
        (0..self.read.length).filter_map(outcome)
    }
}

fn field(record: &Value, at: usize) -> &Value {
    match record {
        Value::Record(fields) => &fields[at],
        other => unreachable!("a datum of a record is a record, not {other:?}"),
    }
}

impl<'a> BatchTranslator<'a> {
    /// Translates by this table.
    pub fn new(shapes: &'a Shapes, resolution: &'a Resolution) -> BatchTranslator<'a> {
        let (translated, kept, defaults) = (FxHashMap::default(), FxHashMap::default(), FxHashMap::default());
        BatchTranslator { shapes, resolution, translated, kept, defaults, held: 0, steps: 0 }
    }

    /// What it took so far: each value that was read, and each column that was known.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Translates data of the writer of `pair`.
    pub fn translate(&mut self, pair: PairId, batch: &Batch) -> TranslatedBatch {
        if self.held > HELD {
            (self.translated, self.defaults, self.held) = (FxHashMap::default(), FxHashMap::default(), 0);
        }
        match (&self.resolution.pair(pair).action, &batch.parts) {
            (Action::Record(action), BatchParts::Fields(columns)) => self.records(pair, action, batch, columns),
            _ => {
                let column = self.column(pair, &batch.whole());
                let mut whole = Whole::of(batch);
                whole.add(None, &column);
                whole.finish(BatchParts::Whole(Rc::clone(&column.read)))
            }
        }
    }

    fn records(
        &mut self,
        id: PairId,
        action: &RecordAction,
        batch: &Batch,
        columns: &[Rc<DataColumn>],
    ) -> TranslatedBatch {
        let pair = self.resolution.pair(id);
        let (from, to) = (self.shapes.record(pair.writer), self.shapes.record(pair.reader));
        let mut whole = Whole::of(batch);
        if let Some(&missing) = action.missing.first() {
            let failure = Failure::new(id, FailureKind::ReaderFieldMissingDefaultValue);
            let error = TranslateError::Fails(failure).inside(&to.fields[missing as usize].name);
            whole.errors = batch.numbers().map(|number| (number, error.clone())).collect();
            return whole.finish(BatchParts::Whole(Rc::new(vec![None; batch.length])));
        }
        // Each takes a writer's field, or its default.
        let mut fields: Vec<Option<Rc<DataColumn>>> = vec![None; to.fields.len()];
        let mut repeated = 0usize;
        for ((field, takers), column) in from.fields.iter().zip(action.takers.iter()).zip(columns) {
            if takers.is_empty() {
                whole.trace.dropped(&field.name);
            }
            for taker in takers.iter() {
                let read = if self.keeps(taker.pair) {
                    column
                } else {
                    let translated = self.column(taker.pair, column);
                    whole.add(Some(&to.fields[taker.field as usize].name), &translated);
                    &translated.read.clone()
                };
                if takers.len() > 1 {
                    repeated = repeated.saturating_add(read.iter().flatten().map(Vec::len).sum());
                }
                fields[taker.field as usize] = Some(Rc::clone(read));
            }
        }
        for &index in &action.defaulted {
            whole.trace.defaulted(&to.fields[index as usize].name, 0);
            let default = self.default(pair.reader, index, batch.length);
            let bytes =
                default.as_ref().map_or(usize::MAX, |default| default.iter().flatten().next().map_or(0, Vec::len));
            repeated = repeated.saturating_add(bytes.saturating_mul(batch.length));
            if repeated > MOST_BYTES {
                break;
            }
            fields[index as usize] = default;
        }
        if repeated > MOST_BYTES {
            let error = DecodeError { offset: 0, what: Malformed::TooManyInMemory };
            whole.errors = batch.numbers().map(|number| (number, error.clone().into())).collect();
            return whole.finish(BatchParts::Whole(Rc::new(vec![None; batch.length])));
        }
        let fields = fields.into_iter().map(|field| field.expect("no field is missing")).collect();
        whole.finish(BatchParts::Fields(fields))
    }

    /// Whether the table leaves every datum of the pair as it is.
    fn keeps(&mut self, pair: PairId) -> bool {
        self.steps += 1;
        if let Some(&known) = self.kept.get(&pair) {
            return known;
        }
        // A type can contain itself: all that is reached must leave data as they are.
        let (mut reached, mut open) = (FxHashSet::from_iter([pair]), vec![pair]);
        while let Some(next) = open.pop() {
            let parts = self.parts_if_kept(next);
            let Some(parts) = parts.filter(|parts| parts.iter().all(|part| self.kept.get(part) != Some(&false))) else {
                self.kept.insert(pair, false);
                return false;
            };
            open.extend(parts.into_iter().filter(|&part| !self.kept.contains_key(&part) && reached.insert(part)));
        }
        self.kept.extend(reached.into_iter().map(|pair| (pair, true)));
        true
    }

    /// The parts of a pair that leaves all else as it is; `None` if it changes something itself.
    fn parts_if_kept(&self, pair: PairId) -> Option<Vec<PairId>> {
        let action = |pair| &self.resolution.pair(pair).action;
        match action(pair) {
            Action::Same | Action::OtherPrecision => Some(Vec::new()),
            Action::Enum(symbols) => {
                let is_same = |(at, symbol): (u32, &SymbolAction)| *symbol == SymbolAction::Known(at);
                (0..).zip(symbols).all(is_same).then(Vec::new)
            }
            Action::Record(record) => {
                let part = |(at, takers): (u32, &[FieldAction])| match *takers {
                    [taker] if taker.field == at => Some(taker.pair),
                    _ => None,
                };
                let is_whole = record.missing.is_empty() && record.defaulted.is_empty();
                (0..).zip(record.takers.iter()).map(part).collect::<Option<_>>().filter(|_| is_whole)
            }
            Action::Array(part) | Action::Map(part) => Some(vec![*part]),
            Action::WriterUnion(branches) => {
                let part = |(at, branch): (u32, &PairId)| match action(*branch) {
                    Action::ReaderUnion { branch, inner, .. } if *branch == at => Some(*inner),
                    _ => None,
                };
                (0..).zip(branches).map(part).collect()
            }
            Action::Promote(_) | Action::ReaderUnion { .. } | Action::Fail(_) => None,
        }
    }

    fn column(&mut self, pair: PairId, column: &Rc<DataColumn>) -> Rc<TranslatedColumn> {
        self.steps += 1;
        if let Some(known) = self.translated.get(&(pair, Rc::as_ptr(column))) {
            return Rc::clone(known);
        }
        let reader = self.resolution.pair(pair).reader;
        let (mut read, mut errors, mut traces) = (Vec::with_capacity(column.len()), Vec::new(), Vec::new());
        for (number, cell) in column.iter().enumerate() {
            let Some(bytes) = cell else {
                read.push(None);
                continue;
            };
            let mut trace = Trace::default();
            let value = translate(self.shapes, self.resolution, pair, bytes, &mut trace);
            self.steps += 1 + trace.steps;
            match value {
                Ok(value) => {
                    let mut bytes = Vec::with_capacity(bytes.len());
                    binary::encode(self.shapes, reader, &value, &mut bytes);
                    self.held += bytes.len();
                    read.push(Some(bytes));
                    if !trace.is_empty() {
                        traces.push((number, trace));
                    }
                }
                Err(error) => {
                    read.push(None);
                    errors.push((number, error));
                }
            }
        }
        self.held += column.len() * size_of::<Option<Vec<u8>>>();
        // What stays as it is stays known.
        let read = if read == **column { Rc::clone(column) } else { Rc::new(read) };
        let translated = Rc::new(TranslatedColumn { _written: Rc::clone(column), read, errors, traces });
        self.translated.insert((pair, Rc::as_ptr(column)), Rc::clone(&translated));
        translated
    }

    /// A field's default, so often; `None` if that takes too many bytes.
    fn default(&mut self, record: ShapeId, index: u32, length: usize) -> Option<Rc<DataColumn>> {
        if let Some(known) = self.defaults.get(&(record, index, length)) {
            return Some(Rc::clone(known));
        }
        let field = &self.shapes.record(record).fields[index as usize];
        let default = field.default.as_ref().expect("only fields with a default are defaulted");
        let bytes = binary::encoded(self.shapes, field.shape, &default.value);
        if length.saturating_mul(bytes.len()) > MOST_BYTES {
            return None;
        }
        self.held += length * (bytes.len() + size_of::<Option<Vec<u8>>>());
        let column = Rc::new(vec![Some(bytes); length]);
        self.defaults.insert((record, index, length), Rc::clone(&column));
        Some(column)
    }
}

/// A translated batch that is being put together.
struct Whole<'a> {
    batch: &'a Batch,
    errors: BTreeMap<usize, TranslateError>,
    trace: Trace,
    /// Columns that have something to tell, and the fields that they are.
    telling: Vec<(Option<&'a str>, Rc<TranslatedColumn>)>,
}

impl<'a> Whole<'a> {
    fn of(batch: &'a Batch) -> Whole<'a> {
        Whole { batch, errors: BTreeMap::new(), trace: Trace::default(), telling: Vec::new() }
    }

    /// Adds a column: that of a field, or that of the data as a whole.
    fn add(&mut self, field: Option<&'a str>, column: &Rc<TranslatedColumn>) {
        for (number, error) in column.errors.iter().filter(|(number, _)| !self.batch.unread.contains(number)) {
            // A datum fails where it fails first.
            self.errors.entry(*number).or_insert_with(|| match field {
                Some(field) => error.clone().inside(field),
                None => error.clone(),
            });
        }
        if !column.traces.is_empty() {
            self.telling.push((field, Rc::clone(column)));
        }
    }

    fn finish(self, parts: BatchParts) -> TranslatedBatch {
        let Whole { batch, errors, mut trace, telling } = self;
        let unread: BTreeSet<usize> = batch.unread.iter().chain(errors.keys()).copied().collect();
        // The trace of a datum that fails half-way does not count.
        for (field, column) in telling {
            let read = column.traces.iter().filter(|(number, _)| !unread.contains(number));
            read.for_each(|(_, part)| trace.absorb_part(field, part));
        }
        if unread.len() == batch.length {
            trace = Trace::default();
        }
        TranslatedBatch { read: Batch { parts, length: batch.length, unread }, errors, trace }
    }
}
