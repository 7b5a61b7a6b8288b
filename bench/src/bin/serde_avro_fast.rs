//! The crate serde_avro_fast, over serde.

use std::fs::File;
use std::io::{BufReader, Write};

use peers::event::{Rating, Recommendation, Watch};
use peers::{Blocks, Event, Job, Kind, Outcome, create, print_lines, read_log};
use serde_avro_fast::object_container_file_encoding::{Compression, CompressionLevel, Reader, Writer, WriterBuilder};
use serde_avro_fast::{Schema, ser::SerializerConfig};

fn main() -> Outcome {
    match Job::from_arguments() {
        Job::Serialize { input, out, blocks } => {
            let schemas = Kind::ALL.map(|kind| kind.schema().parse::<Schema>().expect("it is a schema"));
            let [mut requests, mut watches, mut ratings] = schemas.each_ref().map(SerializerConfig::new);
            let mut requests = writer(&mut requests, create(&out, Kind::Recommendation)?, blocks)?;
            let mut watches = writer(&mut watches, create(&out, Kind::Watch)?, blocks)?;
            let mut ratings = writer(&mut ratings, create(&out, Kind::Rating)?, blocks)?;
            read_log(&input, |event| {
                match event {
                    Event::Recommendation(event) => requests.serialize(event)?,
                    Event::Watch(event) => watches.serialize(event)?,
                    Event::Rating(event) => ratings.serialize(event)?,
                }
                Ok(())
            })?;
            for writer in [requests, watches, ratings] {
                writer.into_inner()?.flush()?;
            }
            Ok(())
        }
        Job::Deserialize { kind, file } => {
            let mut reader = Reader::from_reader(BufReader::new(File::open(file)?))?;
            match kind {
                Kind::Recommendation => print_lines(reader.deserialize::<Recommendation<String>>()),
                Kind::Watch => print_lines(reader.deserialize::<Watch<String>>()),
                Kind::Rating => print_lines(reader.deserialize::<Rating<String>>()),
            }
        }
    }
}

fn writer<'c, 's, W: Write>(
    configuration: &'c mut SerializerConfig<'s>,
    out: W,
    blocks: Blocks,
) -> Result<Writer<'c, 's, W>, serde_avro_fast::ser::SerError> {
    let level = |level| Compression::Deflate { level: CompressionLevel::new(level) };
    let builder = WriterBuilder::new(configuration).compression(blocks.deflate.map_or(Compression::Null, level));
    let builder = match blocks.size {
        Some(size) => builder.approx_block_size(size as u32),
        None => builder,
    };
    builder.build(out)
}
