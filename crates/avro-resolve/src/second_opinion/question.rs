//! Asks the crate about data of a writer, as a reader sees them.

use std::rc::Rc;

use apache_avro::Schema;
use apache_avro::schema::{RecordField, RecordSchema};
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use rustc_hash::FxHashMap;

use super::answer::Answer;
use super::effort;
use super::opinion::{ParsedSchema, Party, guarded};
use super::same::encodes_to;
use crate::data::translate::{Batch, Column};
use crate::schema::shape::{Form, ShapeId, Shapes};

/// A writer and a reader, for as many data as there are.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    writer: &'a Party<'a>,
    reader: &'a Party<'a>,
}

/// What the crate said about the records of one batch, field by field.
#[derive(Default)]
pub(super) struct KnownFields {
    /// The records as it decodes them, and their first column, which tells batches apart. `None` for records that it refuses, or
    /// that would cost too much.
    decoded: Option<(Rc<Column>, Vec<Option<Value>>)>,
    /// Which values it reads as we do, by what is written, what is read, and the type of the reader's field.
    expected: FxHashMap<(*const Column, *const Column, ShapeId), Known>,
}

/// With the columns that it is about, so that no others take their addresses.
struct Known {
    _columns: [Rc<Column>; 2],
    is_expected: Vec<bool>,
}

impl<'a> Question<'a> {
    /// Prepares to ask about data of `writer`, read as `reader`.
    pub fn new(writer: &'a Party<'a>, reader: &'a Party<'a>) -> Question<'a> {
        Question { writer, reader }
    }

    /// Asks about one datum. The answer is short if the crate reads what is `expected`, encoded with the reader's schema.
    pub fn ask(&self, shapes: &Shapes, bytes: &[u8], expected: Option<&[u8]>) -> Answer {
        let (Some(writer), Some(reader)) = (&self.writer.parsed, &self.reader.parsed) else {
            return Answer::TooExpensive;
        };
        let (written, read) = (self.writer.opinion, self.reader.opinion);
        match effort::is_worth_it(shapes, written.shape, &written.effort, &read.effort, bytes) {
            Ok(true) => {}
            Ok(false) => return Answer::TooExpensive,
            Err(error) => return Answer::Refused(error.to_string()),
        }
        let read = || {
            let value = writer.decoder.read_value(&mut &*bytes)?;
            let value = value.resolve_with_names(reader.root, reader.names.get_names())?;
            if expected.is_some_and(|expected| encodes_to(shapes, read.shape, &value, expected)) {
                return Ok(Answer::Expected);
            }
            GenericDatumWriter::builder(reader.root).build()?.write_value_to_vec(value).map(Answer::Read)
        };
        guarded(self.stack(), read).unwrap_or_else(Answer::Refused)
    }

    /// Which records of a batch the crate reads as they are in `read`. Those of the others must be asked about one by one: this looks
    /// at each field by itself, as the crate resolves records, and once for all readers that have it in common.
    pub fn expected(&self, shapes: &Shapes, written: &Batch, read: &Batch) -> Vec<bool> {
        let none = vec![false; written.len()];
        let (Some(writer), Some(reader)) = (&self.writer.parsed, &self.reader.parsed) else { return none };
        let (Some(from @ [_, ..]), Some(to)) = (written.fields(), read.fields()) else { return none };
        let (Form::Record(from_shape), Form::Record(to_shape), Schema::Record(root)) =
            (&shapes.get(self.writer.opinion.shape).form, &shapes.get(self.reader.opinion.shape).form, reader.root)
        else {
            return none;
        };
        let (writer_effort, reader_effort) = (&self.writer.opinion.effort, &self.reader.opinion.effort);
        let is_cheap = |number| effort::is_cheap(writer_effort, reader_effort, written.size_of(number));
        let mut expected: Vec<bool> = (0..written.len()).map(is_cheap).collect();
        let mut known = self.writer.known.borrow_mut();
        if known.decoded.as_ref().is_none_or(|(first, _)| !Rc::ptr_eq(first, &from[0])) {
            let decoded = Some((Rc::clone(&from[0]), self.decoded(shapes, writer, written)));
            *known = KnownFields { decoded, ..KnownFields::default() };
        }
        let KnownFields { decoded: Some((_, decoded)), expected: known } = &mut *known else { return none };
        let columns: FxHashMap<&str, usize> = from_shape.fields.iter().map(|field| &*field.name).zip(0..).collect();
        for ((field, shape), ours) in root.fields.iter().zip(&to_shape.fields).zip(to) {
            let field = FieldQuestion { shapes, reader, root, field, shape: shape.shape, ours };
            let guarded = |ask: &dyn Fn() -> Vec<bool>| {
                guarded(self.stack(), || Ok(ask())).unwrap_or_else(|_| vec![false; ours.len()])
            };
            let is_expected = match columns.get(field.field.name.as_str()) {
                Some(&at) => {
                    let known = known.entry((Rc::as_ptr(&from[at]), Rc::as_ptr(ours), shape.shape));
                    &known.or_insert_with(|| Known {
                        is_expected: guarded(&|| field.of_written(decoded, at)),
                        _columns: [Rc::clone(&from[at]), Rc::clone(ours)],
                    }).is_expected
                }
                None => &guarded(&|| field.of_default()),
            };
            expected.iter_mut().zip(is_expected).for_each(|(all, one)| *all &= one);
        }
        expected
    }

    fn decoded(&self, shapes: &Shapes, writer: &ParsedSchema<'_>, written: &Batch) -> Vec<Option<Value>> {
        let opinion = self.writer.opinion;
        let decoded = |number| {
            let bytes = written.encoded(number)?;
            let is_worth_it = effort::is_worth_it(shapes, opinion.shape, &opinion.effort, &opinion.effort, &bytes);
            let decode = || guarded(self.stack(), || writer.decoder.read_value(&mut &*bytes)).ok();
            is_worth_it.is_ok_and(|is_worth_it| is_worth_it).then(decode).flatten()
        };
        (0..written.len()).map(decoded).collect()
    }

    fn stack(&self) -> usize {
        effort::stack(&self.writer.opinion.effort, &self.reader.opinion.effort)
    }
}

/// A field of the reader's records, and how we read it.
struct FieldQuestion<'q, 'a> {
    shapes: &'q Shapes,
    reader: &'q ParsedSchema<'a>,
    root: &'q RecordSchema,
    field: &'q RecordField,
    shape: ShapeId,
    ours: &'q Column,
}

impl FieldQuestion<'_, '_> {
    /// Whether the crate reads the same, of each record, out of a field of the writer.
    fn of_written(&self, decoded: &[Option<Value>], at: usize) -> Vec<bool> {
        let written = |record: &Option<Value>| match record {
            Some(Value::Record(fields)) => Some(fields.get(at)?.1.clone()),
            _ => None,
        };
        let names = self.reader.names.get_names();
        let read = |value: Value| value.resolve_with_names(&self.field.schema, names).ok();
        let pairs = decoded.iter().zip(self.ours);
        pairs.map(|(record, ours)| self.is_same(written(record).and_then(read).as_ref(), ours)).collect()
    }

    /// The same where the writer has no such field: the crate fills the default into a record that has no other.
    fn of_default(&self) -> Vec<bool> {
        let record = RecordSchema::builder().name(self.root.name.clone()).fields(vec![self.field.clone()]).build();
        let read = Value::Record(Vec::new()).resolve_with_names(&Schema::Record(record), self.reader.names.get_names());
        let default = match &read {
            Ok(Value::Record(fields)) => fields.first().map(|(_, value)| value),
            _ => None,
        };
        self.ours.iter().map(|ours| self.is_same(default, ours)).collect()
    }

    fn is_same(&self, theirs: Option<&Value>, ours: &Option<Vec<u8>>) -> bool {
        let both = theirs.zip(ours.as_deref());
        both.is_some_and(|(theirs, ours)| encodes_to(self.shapes, self.shape, theirs, ours))
    }
}
