//! The crate apache-avro, over serde: the way that its documentation recommends for structs.

use std::fs::File;
use std::io::{BufReader, Write};

use apache_avro::{Codec, DeflateSettings, Reader, Schema, Writer};
use peers::event::{Rating, Recommendation, Watch};
use peers::{Blocks, Event, Job, Kind, Outcome, create, print_lines, read_log};

fn main() -> Outcome {
    match Job::from_arguments() {
        Job::Serialize { input, out, blocks } => {
            let schemas = Kind::ALL.map(|kind| Schema::parse_str(kind.schema()).expect("it is a schema"));
            let [requests, watches, ratings] = &schemas;
            let mut requests = writer(requests, create(&out, Kind::Recommendation)?, blocks)?;
            let mut watches = writer(watches, create(&out, Kind::Watch)?, blocks)?;
            let mut ratings = writer(ratings, create(&out, Kind::Rating)?, blocks)?;
            read_log(&input, |event| {
                match event {
                    Event::Recommendation(event) => requests.append_ser(event)?,
                    Event::Watch(event) => watches.append_ser(event)?,
                    Event::Rating(event) => ratings.append_ser(event)?,
                };
                Ok(())
            })?;
            for writer in [requests, watches, ratings] {
                writer.into_inner()?.flush()?;
            }
            Ok(())
        }
        Job::Deserialize { kind, file } => {
            let reader = Reader::new(BufReader::new(File::open(file)?))?;
            match kind {
                Kind::Recommendation => print_lines(reader.into_deser_iter::<Recommendation<String>>()),
                Kind::Watch => print_lines(reader.into_deser_iter::<Watch<String>>()),
                Kind::Rating => print_lines(reader.into_deser_iter::<Rating<String>>()),
            }
        }
    }
}

fn writer<W: Write>(schema: &Schema, out: W, blocks: Blocks) -> apache_avro::AvroResult<Writer<'_, W>> {
    let codec = blocks.deflate.map_or(Codec::Null, |level| Codec::Deflate(DeflateSettings::new(level_of(level))));
    let builder = Writer::builder().schema(schema).writer(out).codec(codec);
    match blocks.size {
        Some(size) => builder.block_size(size).build(),
        None => builder.build(),
    }
}

/// The crate takes the levels of miniz_oxide, which it does not name again.
fn level_of(level: u8) -> miniz_oxide::deflate::CompressionLevel {
    use miniz_oxide::deflate::CompressionLevel::{BestCompression, BestSpeed, DefaultLevel};
    match level {
        1 => BestSpeed,
        6 => DefaultLevel,
        9 => BestCompression,
        _ => panic!("of deflate there are the levels 1, 6 and 9 here"),
    }
}
