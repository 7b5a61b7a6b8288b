//! Asks the crate about data of a writer, as a reader sees them.

use std::rc::Rc;

use apache_avro::Schema;
use apache_avro::schema::{RecordField, RecordSchema};
use apache_avro::types::Value;
use apache_avro::writer::datum::GenericDatumWriter;
use rustc_hash::FxHashMap;

use super::answer::Answer;
use super::effort;
use super::known::{FieldAnswer, KnownField, KnownFields};
use super::opinion::{ParsedSchema, Party, guarded};
use super::same::encodes_to;
use crate::data::translate::{Batch, DataColumn};
use crate::schema::shape::{Form, ShapeId, Shapes};

/// A writer and a reader, for as many data as there are.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    writer: &'a Party<'a>,
    reader: &'a Party<'a>,
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

    /// For which records of a batch the crate agrees with `read`, what we make of them: it reads the same, or refuses them, too. About
    /// the others it must be asked one by one: this looks at each field by itself, as the crate resolves records, and once for all
    /// readers that have it in common.
    pub fn agreed(&self, shapes: &Shapes, written: &Batch, read: &Batch) -> Vec<bool> {
        let none = vec![false; written.len()];
        let (Some(writer), Some(reader)) = (&self.writer.parsed, &self.reader.parsed) else { return none };
        let (Form::Record(from_shape), Form::Record(to_shape), Schema::Record(root)) =
            (&shapes.get(self.writer.opinion.shape).form, &shapes.get(self.reader.opinion.shape).form, reader.root)
        else {
            return none;
        };
        let Some(from @ [_, ..]) = written.fields() else { return none };
        // Where a reader's field is missing, nothing is read.
        let to = read.fields();
        if to.is_none() && read.numbers().next().is_some() {
            return none;
        }
        let mut known = self.writer.known.borrow_mut();
        if known.decoded.as_ref().is_none_or(|(first, _)| !Rc::ptr_eq(first, &from[0])) {
            let decoded = Some((Rc::clone(&from[0]), self.decoded(shapes, writer, written)));
            *known = KnownFields { decoded, ..KnownFields::default() };
        }
        let KnownFields { decoded: Some((_, decoded)), answers: known } = &mut *known else { return none };
        let columns: FxHashMap<&str, usize> = from_shape.fields.iter().map(|field| &*field.name).zip(0..).collect();
        let (mut all_expected, mut any_refused) = (vec![true; written.len()], none);
        for (at, (field, shape)) in root.fields.iter().zip(&to_shape.fields).enumerate() {
            let field = FieldQuestion { shapes, reader, root, field, shape: shape.shape };
            let guarded = |ask: &dyn Fn() -> Vec<FieldAnswer>| {
                guarded(self.stack(), || Ok(ask())).unwrap_or_else(|_| vec![FieldAnswer::Other; written.len()])
            };
            let answers = match (columns.get(field.field.name.as_str()), to) {
                (Some(&column), Some(to)) => {
                    let key = (Rc::as_ptr(&from[column]), Rc::as_ptr(&to[at]), shape.shape);
                    let known = known.entry(key).or_insert_with(|| KnownField {
                        answers: guarded(&|| field.of_written(decoded, column, &to[at])),
                        _columns: [Rc::clone(&from[column]), Rc::clone(&to[at])],
                    });
                    &known.answers
                }
                (Some(_), None) => continue,
                (None, to) => &guarded(&|| field.of_default(written.len(), to.map(|to| &*to[at]))),
            };
            for ((all_expected, any_refused), answer) in all_expected.iter_mut().zip(&mut any_refused).zip(answers) {
                *all_expected &= *answer == FieldAnswer::Expected;
                *any_refused |= *answer == FieldAnswer::Refused;
            }
        }
        let (writer_effort, reader_effort) = (&self.writer.opinion.effort, &self.reader.opinion.effort);
        let is_cheap = |number| effort::is_cheap(writer_effort, reader_effort, written.size_of(number));
        let mut agreed = any_refused;
        read.numbers().for_each(|number| agreed[number] = to.is_some() && all_expected[number]);
        (0..).zip(agreed).map(|(number, agreed)| agreed && is_cheap(number)).collect()
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

/// A field of the reader's records.
struct FieldQuestion<'q, 'a> {
    shapes: &'q Shapes,
    reader: &'q ParsedSchema<'a>,
    root: &'q RecordSchema,
    field: &'q RecordField,
    shape: ShapeId,
}

impl FieldQuestion<'_, '_> {
    /// What the crate reads out of a field of the writer, of each record, beside what we do.
    fn of_written(&self, decoded: &[Option<Value>], column: usize, ours: &DataColumn) -> Vec<FieldAnswer> {
        let names = self.reader.names.get_names();
        let answer = |(record, ours): (&Option<Value>, &Option<Vec<u8>>)| match record {
            Some(Value::Record(fields)) => match fields[column].1.clone().resolve_with_names(&self.field.schema, names)
            {
                Ok(theirs) => self.compare(&theirs, ours.as_deref()),
                Err(_) => FieldAnswer::Refused,
            },
            _ => FieldAnswer::Other,
        };
        decoded.iter().zip(ours).map(answer).collect()
    }

    /// The same where the writer has no such field: the crate fills the default into a record that has no other.
    fn of_default(&self, records: usize, ours: Option<&DataColumn>) -> Vec<FieldAnswer> {
        let record = RecordSchema::builder().name(self.root.name.clone()).fields(vec![self.field.clone()]).build();
        let read = Value::Record(Vec::new()).resolve_with_names(&Schema::Record(record), self.reader.names.get_names());
        match &read {
            Ok(Value::Record(fields)) => {
                let ours = |number: usize| ours.and_then(|ours| ours[number].as_deref());
                (0..records).map(|number| self.compare(&fields[0].1, ours(number))).collect()
            }
            Ok(_) => vec![FieldAnswer::Other; records],
            Err(_) => vec![FieldAnswer::Refused; records],
        }
    }

    fn compare(&self, theirs: &Value, ours: Option<&[u8]>) -> FieldAnswer {
        match ours {
            Some(ours) if encodes_to(self.shapes, self.shape, theirs, ours) => FieldAnswer::Expected,
            Some(_) | None => FieldAnswer::Other,
        }
    }
}
