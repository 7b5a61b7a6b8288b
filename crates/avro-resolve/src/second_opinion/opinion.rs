//! Asks the crate about data of a writer, as a reader sees them.

use std::panic::{AssertUnwindSafe, catch_unwind};

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::schema::ResolvedSchema;
use apache_avro::writer::datum::GenericDatumWriter;

use super::answer::Answer;
use super::effort::{self, Effort};
use super::names;
use super::price::price;
use super::same::encodes_to;

use crate::limits;
use crate::schema::print::{Style, print};
use crate::schema::shape::{ShapeId, Shapes};

/// The crate's idea of one schema.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// None if it was not asked to parse it.
    schema: Option<Schema>,
    shape: ShapeId,
    effort: Effort,
}

/// A writer and a reader, for as many data as there are.
pub struct Question<'a> {
    writer: &'a Opinion,
    reader: &'a Opinion,
    stack: usize,
    /// None if it was not asked to parse one of the schemas.
    both: Option<(GenericDatumReader<'a>, ResolvedSchema<'a>)>,
}

impl Opinion {
    /// Has the crate parse a schema, unless that costs [too much](limits::PARSED_AGAIN).
    ///
    /// # Errors
    /// What the crate does instead, as the rest of a sentence about it: it does not understand the schema, or another one.
    pub fn new(shapes: &Shapes, shape: ShapeId) -> Result<Opinion, String> {
        if price(shapes, shape) > limits::PARSED_AGAIN.most {
            return Ok(Opinion { schema: None, shape, effort: Effort::new(shapes, shape) });
        }
        names::check_names_fast();
        let text = print(shapes, shape, Style::Full).map_err(|error| refuses(&error.to_string()))?;
        let schema = guarded(PARSER_STACK, || Schema::parse_str(&text)).map_err(|reason| refuses(&reason))?;
        let resolved = ResolvedSchema::new(&schema).map_err(|error| refuses(&shorten(&error.to_string())))?;
        names::agree(shapes, shape, &schema, resolved)?;
        Ok(Opinion { schema: Some(schema), shape, effort: Effort::new(shapes, shape) })
    }
}

impl<'a> Question<'a> {
    /// Prepares to ask about data of `writer`, read as `reader`.
    ///
    /// # Errors
    /// What the crate does instead, as of [`Opinion::new`], if it cannot tie the names of a schema.
    pub fn new(writer: &'a Opinion, reader: &'a Opinion) -> Result<Question<'a>, String> {
        let stack = effort::stack(&writer.effort, &reader.effort);
        let (Some(written), Some(expected)) = (&writer.schema, &reader.schema) else {
            return Ok(Question { writer, reader, stack, both: None });
        };
        let build = || Ok((GenericDatumReader::builder(written).build()?, ResolvedSchema::new(expected)?));
        let both = guarded(PARSER_STACK, build).map_err(|reason| refuses(&reason))?;
        Ok(Question { writer, reader, stack, both: Some(both) })
    }

    /// Asks about one datum. The answer is short if the crate reads what is `expected`, encoded with the reader's schema.
    pub fn ask(&self, shapes: &Shapes, bytes: &[u8], expected: Option<&[u8]>) -> Answer {
        let (Some((decoder, resolved)), Some(root)) = (&self.both, &self.reader.schema) else {
            return Answer::TooExpensive;
        };
        match effort::is_worth_it(shapes, self.writer.shape, &self.writer.effort, &self.reader.effort, bytes) {
            Ok(true) => {}
            Ok(false) => return Answer::TooExpensive,
            Err(error) => return Answer::Refused(error.to_string()),
        }
        let read = || {
            let value = decoder.read_value(&mut &*bytes)?.resolve_with_names(root, resolved.get_names())?;
            if expected.is_some_and(|expected| encodes_to(shapes, self.reader.shape, &value, expected)) {
                return Ok(Answer::Expected);
            }
            GenericDatumWriter::builder(root).build()?.write_value_to_vec(value).map(Answer::Read)
        };
        guarded(self.stack, read).unwrap_or_else(Answer::Refused)
    }
}

fn refuses(reason: &str) -> String {
    format!("refuses the schema: {reason}")
}

/// Runs the crate's code with enough stack; its panics are its errors.
fn guarded<T>(stack: usize, run: impl FnOnce() -> Result<T, apache_avro::Error>) -> Result<T, String> {
    let run = || run().map_err(|error| shorten(&error.to_string()));
    let run = || stacker::maybe_grow(stack, stack, run);
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("it panics".to_owned()))
}

/// For schemas as deep as the crate's JSON parser lets through.
const PARSER_STACK: usize = 6 << 20;

/// The crate's messages may hold whole data and schemas.
fn shorten(message: &str) -> String {
    crate::schema::default::shorten(message.lines().next().unwrap_or_default(), 120)
}
