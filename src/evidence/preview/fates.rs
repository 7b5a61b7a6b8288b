//! Follows a record through the table of actions, and finds out what becomes of each part.
//!
//! A record that cannot be read as a whole is followed all the same, so that every failing place shows. What becomes of a single
//! value is never decided here: it is sent through [`translate`] like a datum of its own.

use super::pair::ResolvedPair;
use super::part::{Became, Datum, Failed, Fate, Leaf, Part, PartStep, Type};
use crate::model::limits;
use avro_resolve::data::binary;
use avro_resolve::data::translate::{Change, Observer, TranslateError, translate};
use avro_resolve::depth::deep;
use avro_resolve::resolution::locate::Cause;
use avro_resolve::resolution::{Action, FailureKind, PairId, RecordAction};
use avro_resolve::schema::shape::{FieldShape, Form, ShapeId};
use avro_resolve::schema::value::Value;

/// A tree of more values than this is not made: aliases can hand one value to two fields at every level.
const MOST_PARTS: usize = limits::PREVIEWED.size();

/// A record has more parts than are looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TooLarge;

/// What becomes of each part of the record.
pub(crate) fn of_record(resolved: &ResolvedPair<'_>, value: &Value) -> Result<Part, TooLarge> {
    let mut fates = Fates { resolved, left: MOST_PARTS };
    fates.part(PartStep::Whole, PartStep::Whole, resolved.there, value, Unions::default())
}

struct Fates<'a> {
    resolved: &'a ResolvedPair<'a>,
    left: usize,
}

/// The unions around a value on both sides.
#[derive(Clone, Copy, Default)]
struct Unions {
    written: Option<ShapeId>,
    read: Option<ShapeId>,
}

impl Fates<'_> {
    fn part(
        &mut self,
        written: PartStep,
        read: PartStep,
        id: PairId,
        value: &Value,
        unions: Unions,
    ) -> Result<Part, TooLarge> {
        let became = deep(|| self.became(id, value, unions))?;
        let is_read = match &became {
            Became::Parts(..) => true,
            Became::Value(leaf) => leaf.read.is_some(),
        };
        Ok(Part { written: Some(written), read: is_read.then_some(read), became })
    }

    fn became(&mut self, id: PairId, value: &Value, unions: Unions) -> Result<Became, TooLarge> {
        let pair = self.resolved.resolution.pair(id);
        let types = || {
            let written = Type { shape: pair.writer, union: unions.written };
            (written, Type { shape: pair.reader, union: unions.read })
        };
        match (&pair.action, value) {
            (Action::WriterUnion(branches), Value::Union(branch, inner)) => {
                let unions = Unions { written: Some(pair.writer), ..unions };
                deep(|| self.became(branches[*branch as usize], inner, unions))
            }
            (Action::ReaderUnion { inner, .. }, value) => {
                let unions = Unions { read: Some(pair.reader), ..unions };
                deep(|| self.became(*inner, value, unions))
            }
            (Action::Array(inner), Value::Array(items)) if !items.is_empty() => {
                let part =
                    |(at, item)| self.part(PartStep::Item(at), PartStep::Item(at), *inner, item, Unions::default());
                let parts = items.iter().enumerate().map(part).collect::<Result<_, _>>()?;
                Ok(Became::Parts(types().0, types().1, parts))
            }
            (Action::Map(inner), Value::Map(entries)) if !entries.is_empty() => {
                let part = |(at, (key, item)): (usize, &(Vec<u8>, Value))| {
                    let step = PartStep::Key(key.clone(), at);
                    self.part(step.clone(), step, *inner, item, Unions::default())
                };
                let parts = entries.iter().enumerate().map(part).collect::<Result<_, _>>()?;
                Ok(Became::Parts(types().0, types().1, parts))
            }
            (Action::Record(action), Value::Record(values))
                if !has_no_fields(self.resolved, pair.writer, pair.reader) =>
            {
                let parts = self.fields(id, action, values)?;
                Ok(Became::Parts(types().0, types().1, parts))
            }
            _ => {
                let (written, read) = types();
                self.value(id, Datum { ty: written, value: value.clone() }, read)
            }
        }
    }

    /// The writer's fields in their order; those that only the reader has are placed where the reader has them.
    fn fields(&mut self, id: PairId, action: &RecordAction, values: &[Value]) -> Result<Vec<Part>, TooLarge> {
        let pair = self.resolved.resolution.pair(id);
        let (from, to) = (fields(self.resolved, pair.writer), fields(self.resolved, pair.reader));
        let mut unfilled = self.unfilled(id, action, to)?;
        let mut parts: Vec<Part> = std::mem::take(&mut unfilled[0]);
        for ((at, field), (takers, value)) in from.iter().enumerate().zip(action.takers.iter().zip(values)) {
            let written = PartStep::Field(field.name.clone(), at);
            if takers.is_empty() {
                let datum = Some(Datum::new(self.resolved.shapes, field.shape, value));
                let became = self.leaf(Fate::Dropped, datum, None)?;
                parts.push(Part { written: Some(written.clone()), read: None, became });
            }
            for taker in takers.iter() {
                let index = taker.field as usize;
                let read = PartStep::Field(to[index].name.clone(), index);
                parts.push(self.part(written.clone(), read, taker.pair, value, Unions::default())?);
                parts.append(&mut unfilled[index + 1]);
            }
        }
        Ok(parts)
    }

    /// The reader's fields that nothing fills, each after the number from 1 of the nearest field before it that something
    /// does.
    fn unfilled(&mut self, id: PairId, action: &RecordAction, to: &[FieldShape]) -> Result<Vec<Vec<Part>>, TooLarge> {
        let mut of_none = vec![None; to.len()];
        for &index in &action.defaulted {
            let field = &to[index as usize];
            let default = field.default.as_ref().expect("only fields with a default are defaulted");
            self.left = self.left.checked_sub(default.size as usize).ok_or(TooLarge)?;
            let datum = Datum::new(self.resolved.shapes, field.shape, &default.value);
            of_none[index as usize] = Some(self.leaf(Fate::Defaulted, None, Some(datum))?);
        }
        for &index in &action.missing {
            let kind = FailureKind::ReaderFieldMissingDefaultValue;
            let finding = self.resolved.finding(id, kind, |cause| match cause {
                Cause::MissingDefault { field, .. } => *field == to[index as usize].name,
                _ => false,
            });
            of_none[index as usize] = Some(self.leaf(Fate::Failed(Failed { kind, finding }), None, None)?);
        }
        let mut after: Vec<Vec<Part>> = (0..=to.len()).map(|_| Vec::new()).collect();
        let mut filled = 0;
        for (index, became) in of_none.into_iter().enumerate() {
            match became {
                None => filled = index + 1,
                Some(became) => {
                    let read = Some(PartStep::Field(to[index].name.clone(), index));
                    after[filled].push(Part { written: None, read, became });
                }
            }
        }
        Ok(after)
    }

    /// Sends one value through its own entry of the table.
    fn value(&mut self, id: PairId, written: Datum, read: Type) -> Result<Became, TooLarge> {
        let ResolvedPair { shapes, resolution, .. } = self.resolved;
        let mut bytes = Vec::new();
        binary::encode(shapes, written.ty.shape, &written.value, &mut bytes);
        let mut noted = Noted { fate: Fate::Kept };
        let (fate, read) = match translate(shapes, resolution, id, &bytes, &mut noted) {
            Ok(value) => (self.fate(id, noted.fate), Some(Datum { ty: read, value })),
            Err(TranslateError::Fails(failure)) => {
                let finding = self.resolved.finding(failure.pair, failure.kind, |cause| match cause {
                    Cause::MissingSymbol { index, .. } => failure.symbol == Some(*index),
                    _ => true,
                });
                (Fate::Failed(Failed { kind: failure.kind, finding }), None)
            }
            Err(TranslateError::Decode(_)) => return Err(TooLarge),
        };
        self.leaf(fate, Some(written), read)
    }

    /// The fate of a value that was read, given what was noted on the way.
    fn fate(&self, id: PairId, noted: Fate) -> Fate {
        let ResolvedPair { shapes, resolution, .. } = self.resolved;
        let pair = resolution.pair(id);
        let has_other_meaning = shapes.get(pair.writer).logical != shapes.get(pair.reader).logical;
        match (noted, &pair.action) {
            (Fate::Kept, Action::OtherPrecision) => Fate::Kept,
            (Fate::Kept, _) if has_other_meaning => Fate::Recast,
            (Fate::Kept, Action::Promote(_)) => Fate::Promoted,
            (noted, _) => noted,
        }
    }

    fn leaf(&mut self, fate: Fate, written: Option<Datum>, read: Option<Datum>) -> Result<Became, TooLarge> {
        self.left = self.left.checked_sub(1).ok_or(TooLarge)?;
        Ok(Became::Value(Box::new(Leaf { fate, written, read, back: None })))
    }
}

/// What a translation of one value has to say.
struct Noted {
    fate: Fate,
}

impl Observer for Noted {
    fn changed<'c>(&mut self, change: impl FnOnce() -> Option<Change<'c>>) {
        match change() {
            None => {}
            Some(Change::Masked { .. }) => self.fate = Fate::Masked,
            Some(Change::RoundedToFloat { .. } | Change::RoundedToDouble { .. } | Change::NotText(_)) => {
                self.fate = Fate::Changed;
            }
        }
    }
}

fn fields<'a>(resolved: &ResolvedPair<'a>, shape: ShapeId) -> &'a [FieldShape] {
    match &resolved.shapes.get(shape).form {
        Form::Record(record) => &record.fields,
        _ => unreachable!("a record's action is for two records"),
    }
}

/// Whether neither record has a field, so that there are no parts to show.
fn has_no_fields(resolved: &ResolvedPair<'_>, writer: ShapeId, reader: ShapeId) -> bool {
    fields(resolved, writer).is_empty() && fields(resolved, reader).is_empty()
}
