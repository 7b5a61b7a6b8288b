//! What the crate makes of a schema.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use apache_avro::Schema;
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::schema::ResolvedSchema;

use super::effort::Effort;
use super::known::KnownFields;
use super::names;
use super::price::price;

use crate::limits;
use crate::schema::print::{Style, print};
use crate::schema::shape::{ShapeId, Shapes};

/// The crate's idea of one schema.
#[derive(Clone, Debug)]
pub struct Opinion {
    /// None if it was not asked to parse it.
    schema: Option<Schema>,
    pub(super) shape: ShapeId,
    pub(super) effort: Effort,
}

/// A schema that takes part in questions, as the writer's or the reader's.
pub struct Party<'a> {
    pub(super) opinion: &'a Opinion,
    /// None if the crate was not asked to parse the schema.
    pub(super) parsed: Option<ParsedSchema<'a>>,
    /// What the crate said about data that are written with it.
    pub(super) known: RefCell<KnownFields>,
}

/// A schema as the crate needs it.
pub(super) struct ParsedSchema<'a> {
    pub(super) root: &'a Schema,
    pub(super) names: ResolvedSchema<'a>,
    pub(super) decoder: GenericDatumReader<'a>,
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

impl<'a> Party<'a> {
    /// Prepares to ask about data that are written or read with a schema.
    ///
    /// # Errors
    /// What the crate does instead, as of [`Opinion::new`], if it cannot tie the names of the schema.
    pub fn new(opinion: &'a Opinion) -> Result<Party<'a>, String> {
        let parsed = |root: &'a Schema| {
            let names = ResolvedSchema::new(root)?;
            let decoder = GenericDatumReader::builder(root).resolved_writer_schemata(names.clone()).build()?;
            Ok(ParsedSchema { root, names, decoder })
        };
        let parsed = opinion.schema.as_ref().map(|root| guarded(PARSER_STACK, || parsed(root))).transpose();
        let parsed = parsed.map_err(|reason| refuses(&reason))?;
        Ok(Party { opinion, parsed, known: RefCell::default() })
    }

    /// Lets go of what the crate read: it will read it again if it is asked.
    pub fn forget(&self) {
        self.known.take();
    }
}

fn refuses(reason: &str) -> String {
    format!("refuses the schema: {reason}")
}

/// Runs the crate's code with enough stack; its panics are its errors.
pub(super) fn guarded<T>(stack: usize, run: impl FnOnce() -> Result<T, apache_avro::Error>) -> Result<T, String> {
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
