//! Two schemas and a writer's bytes in, what the apache-avro crate reads out of them out. No verdict rests on it: it is
//! asked as an independent implementation, and its answer is compared with ours.
//!
//! It sees schemas as resolution does: without defaults that do not fit, and without logical types that are to be ignored.

mod difference;
mod effort;
mod names;
#[cfg(test)]
mod tests;

pub use difference::differs;
pub use effort::MAX_DEPTH;

use std::panic::{AssertUnwindSafe, catch_unwind};

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::writer::datum::GenericDatumWriter;

use effort::Effort;

use crate::schema::print::{Style, print};
use crate::schema::shape::{ShapeId, Shapes};

/// The crate's idea of one schema.
#[derive(Clone, Debug)]
pub struct Opinion {
    schema: Schema,
    shape: ShapeId,
    effort: Effort,
}

/// What the crate makes of a datum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    /// The datum as the reader sees it, encoded again with the reader's schema.
    Read(Vec<u8>),
    /// It does not read it, for this reason.
    Refused(String),
    /// It was not asked: the datum is nested deeper than [`MAX_DEPTH`], or in so many unions that the crate, which tries
    /// branches twice at each level, would not come to an end.
    TooDeep,
}

/// A writer and a reader, for as many data as there are.
pub struct Question<'a> {
    writer: &'a Opinion,
    reader: &'a Opinion,
    stack: usize,
    reads: GenericDatumReader<'a>,
    writes: GenericDatumWriter<'a>,
}

impl Opinion {
    /// Has the crate parse a schema.
    ///
    /// # Errors
    /// What the crate does instead, as the rest of a sentence about it: it does not understand the schema, or another one.
    pub fn new(shapes: &Shapes, shape: ShapeId) -> Result<Opinion, String> {
        let text = print(shapes, shape, Style::Full).map_err(|error| refuses(&error.to_string()))?;
        let schema = calmly(PARSER_STACK, || Schema::parse_str(&text)).map_err(|reason| refuses(&reason))?;
        names::agree(shapes, shape, &schema)?;
        Ok(Opinion { schema, shape, effort: Effort::new(shapes, shape) })
    }
}

impl<'a> Question<'a> {
    /// Prepares to ask about data of `writer`, read as `reader`.
    ///
    /// # Errors
    /// What the crate does instead, as of [`Opinion::new`], if it cannot tie the names of a schema.
    pub fn new(writer: &'a Opinion, reader: &'a Opinion) -> Result<Question<'a>, String> {
        let (expects, stack) = (&reader.schema, effort::stack(writer, reader));
        calmly(PARSER_STACK, || {
            let reads = GenericDatumReader::builder(&writer.schema).reader_schema(expects).build()?;
            let writes = GenericDatumWriter::builder(expects).build()?;
            Ok(Question { writer, reader, stack, reads, writes })
        })
        .map_err(|reason| refuses(&reason))
    }

    /// Asks about one datum.
    pub fn ask(&self, shapes: &Shapes, bytes: &[u8]) -> Answer {
        match effort::is_worth_it(shapes, self.writer, self.reader, bytes) {
            Ok(true) => {}
            Ok(false) => return Answer::TooDeep,
            Err(error) => return Answer::Refused(error.to_string()),
        }
        let read = || self.writes.write_value_to_vec(self.reads.read_value(&mut &*bytes)?);
        match calmly(self.stack, read) {
            Ok(bytes) => Answer::Read(bytes),
            Err(reason) => Answer::Refused(reason),
        }
    }
}

/// Asks about one datum of `writer`, read as `reader`. For many, keep the [`Question`].
pub fn ask(shapes: &Shapes, writer: &Opinion, reader: &Opinion, bytes: &[u8]) -> Answer {
    match Question::new(writer, reader) {
        Ok(question) => question.ask(shapes, bytes),
        Err(reason) => Answer::Refused(reason),
    }
}

fn refuses(reason: &str) -> String {
    format!("refuses the schema: {reason}")
}

/// Runs the crate's code with enough stack; its panics are its errors.
fn calmly<T>(stack: usize, run: impl FnOnce() -> Result<T, apache_avro::Error>) -> Result<T, String> {
    let run = || run().map_err(|error| shorten(&error.to_string()));
    let run = || stacker::maybe_grow(stack, stack, run);
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err("it panics".to_owned()))
}

/// For schemas as deep as the crate's JSON parser lets through.
const PARSER_STACK: usize = 6 << 20;

/// The crate's messages may hold whole data and schemas.
fn shorten(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    match line.char_indices().nth(120) {
        Some((cut, _)) => format!("{}…", &line[..cut]),
        None => line.to_owned(),
    }
}
