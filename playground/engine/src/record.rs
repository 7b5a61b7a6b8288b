//! Makes up records of schemas, and reads them with other schemas.

use avro_resolve::data::{json, sample};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::shape::Shapes;
use avro_resolve::{Schema, resolve};

use crate::convert::as_json;

/// So many different records are made up of a schema.
const MADE_UP: usize = 12;

/// The record as the reader has it. Schemas are their names and texts.
///
/// # Errors
/// A schema or the record cannot be understood, or the reader cannot read it.
pub(crate) fn read(writer: (&str, &str), reader: (&str, &str), record: &str) -> Result<String, String> {
    let (writer, reader) = (parsed(writer)?, parsed(reader)?);
    resolve(&writer, &reader).read_json(record).map_err(|error| error.to_string())
}

/// One of the records that are made up of a schema, as JSON.
///
/// # Errors
/// The schema cannot be understood, or has no record that ends.
pub(crate) fn made_up(schema: (&str, &str), number: &str) -> Result<String, String> {
    let text = text_of(schema)?;
    // It says what is wrong with a place.
    Schema::parse(&text).map_err(|error| error.to_string())?;
    let mut shapes = Shapes::default();
    let linked = LinkedSchema::parse("schema", &text, &mut shapes).expect("it was parsed above");
    let shape = linked.root_shape();
    let records = sample::records(&shapes, shape, MADE_UP);
    let number: usize = number.parse().unwrap_or_default();
    let record = records.get(number % records.len().max(1)).ok_or("no record of this schema ends")?;
    Ok(serde_json::to_string_pretty(&json::to_json(&shapes, shape, record)).expect("a record is JSON"))
}

fn parsed(schema: (&str, &str)) -> Result<Schema, String> {
    Schema::parse(&text_of(schema)?).map_err(|error| error.to_string())
}

/// JSON is taken as it is: a conversion would mend some of it.
fn text_of((name, text): (&str, &str)) -> Result<String, String> {
    if name.ends_with(".avsc") { Ok(text.to_owned()) } else { as_json(name, text) }
}
