//! Describes a container file, a file of messages, or a schema.

mod messages;
mod schema;

use std::io::Read;

use schema::facts;

use crate::history::known::KnownVersions;
use crate::model::data_input::DataInput;
use crate::model::input::Problem;
use avro_resolve::data::binary;
use avro_resolve::file::container::{Block, Blocks, ContainerCause, ContainerError, Header};
use avro_resolve::file::single::{Framing, SchemaKey};
use avro_resolve::schema::shape::{ShapeId, Shapes};
pub(crate) use messages::{FoundSchema, MessageFacts, MessageSchema};
pub(crate) use schema::SchemaFacts;

#[cfg(test)]
mod tests;

/// The description of a file; of a damaged one, of the part before the damage.
#[derive(Debug)]
pub(crate) struct Inspection {
    /// The name that reports print.
    pub file: String,
    /// Its schema, if it can be understood.
    pub schema: Option<SchemaFacts>,
    /// Its blocks, if it is a container file whose header can be understood.
    pub container: Option<ContainerFacts>,
    /// What it holds, if it is a file of messages or single objects.
    pub messages: Option<MessageFacts>,
    pub troubles: Vec<Trouble>,
}

#[derive(Debug)]
pub(crate) struct ContainerFacts {
    pub header: Header,
    pub blocks: u64,
    /// How many records they hold; every one was decoded.
    pub records: u64,
    /// The bytes of the blocks' data as they are stored.
    pub stored: u64,
    /// The bytes of the blocks' data, decompressed.
    pub data: u64,
    /// The largest block, decompressed.
    pub largest: u64,
}

/// Something wrong with a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Trouble {
    pub problem: Problem,
    /// The damaged block of a container file, from 0.
    pub block: Option<u64>,
    /// The byte at which it starts.
    pub offset: Option<u64>,
}

impl Trouble {
    /// Damage to a container file.
    pub(crate) fn of_container(file: &str, error: &ContainerError) -> Trouble {
        Trouble { problem: Problem::of(file, error.to_string()), block: error.block, offset: Some(error.offset) }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Trouble {
        Trouble { problem, block: None, offset: None }
    }
}

/// Reads a container file to its end, or to the first damage.
pub(crate) fn container(file: &str, input: DataInput<'_>, known: &KnownVersions) -> Inspection {
    let mut inspection =
        Inspection { file: file.to_owned(), schema: None, container: None, messages: None, troubles: Vec::new() };
    if let Err(error) = read_blocks(input, known, &mut inspection) {
        inspection.troubles.push(Trouble::of_container(file, &error));
    }
    inspection
}

/// Reads the text of a schema file that needs no other.
#[cfg(test)]
pub(crate) fn schema(file: &str, text: &str, known: &KnownVersions) -> Inspection {
    let mut shapes = Shapes::default();
    match avro_resolve::schema::LinkedSchema::parse(file, text, &mut shapes) {
        Ok(schema) => linked(file, text, &shapes, schema.root_shape(), known),
        Err(faults) => {
            let troubles = Problem::of_faults(file, text, &faults).into_iter().map(Trouble::from).collect();
            Inspection { file: file.to_owned(), schema: None, container: None, messages: None, troubles }
        }
    }
}

/// Describes a schema file. Its types, some of which may be defined in other files, are the only ones in `shapes`.
pub(crate) fn linked(file: &str, text: &str, shapes: &Shapes, shape: ShapeId, known: &KnownVersions) -> Inspection {
    let schema = Some(facts(shapes, shape, text, known));
    Inspection { file: file.to_owned(), schema, container: None, messages: None, troubles: Vec::new() }
}

/// Reads a file of messages or single objects to its end, or to the first that cannot be read. `find` finds a schema by what a
/// message says of it, or says why not.
pub(crate) fn messages(
    file: &str,
    input: impl Read,
    framing: Framing,
    known: &KnownVersions,
    find: impl Fn(SchemaKey) -> Result<FoundSchema, Vec<String>>,
) -> Inspection {
    let (facts, read) = messages::read(input, framing, known, find);
    let troubles = read.err().map(|message| Trouble::from(Problem::of(file, message))).into_iter().collect();
    Inspection { file: file.to_owned(), schema: None, container: None, messages: Some(facts), troubles }
}

fn read_blocks(input: DataInput<'_>, known: &KnownVersions, inspection: &mut Inspection) -> Result<(), ContainerError> {
    let mut blocks = input.blocks()?;
    blocks.limit_file();
    let header = blocks.header().clone();
    let mut shapes = Shapes::default();
    let schema = header.schema(&inspection.file, &mut shapes);
    let text = header.schema_text.clone();
    let facts_so_far = ContainerFacts { header, blocks: 0, records: 0, stored: 0, data: 0, largest: 0 };
    let sums = inspection.container.insert(facts_so_far);
    let shape = schema?.root_shape();
    inspection.schema = Some(facts(&shapes, shape, &text, known));
    while let Some(block) = blocks.next() {
        let block = block?;
        skip_records(&shapes, shape, &mut blocks, &block)?;
        let size = block.data.len() as u64;
        sums.blocks += 1;
        sums.records += block.count;
        sums.stored += block.stored;
        sums.data += size;
        sums.largest = sums.largest.max(size);
        blocks.recycle(block);
    }
    Ok(())
}

/// A block says how many records it has; only by reading them one knows whether that is true.
fn skip_records(
    shapes: &Shapes,
    shape: ShapeId,
    blocks: &mut Blocks<impl Read>,
    block: &Block,
) -> Result<(), ContainerError> {
    let mut reader = blocks.reader(block);
    let skipped = (0..block.count).try_for_each(|record| {
        binary::skip(shapes, shape, &mut reader).map_err(|error| ContainerCause::BadRecord { record, error })
    });
    blocks.charge(block, &reader);
    let finished = skipped
        .and_then(|()| reader.finish().map_err(|error| ContainerCause::BadRecord { record: block.count, error }));
    finished.map_err(|cause| ContainerError { block: Some(block.index), offset: block.offset, cause })
}
