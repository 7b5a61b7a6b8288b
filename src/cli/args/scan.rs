//! The arguments of `avrocheck scan`.

use std::path::PathBuf;

use clap::Args;

use super::destination::Format;
#[cfg(feature = "kafka")]
use super::kafka::{KafkaSettings, TopicArgs};

#[derive(Args, Debug)]
pub(crate) struct ScanArgs {
    /// Avro container files, directories of .avro files, or - for standard input. Files compressed with gzip or Zstandard are
    /// decompressed
    #[cfg_attr(
        feature = "kafka",
        arg(value_name = "FILE", required_unless_present = "kafka", conflicts_with = "kafka")
    )]
    #[cfg_attr(not(feature = "kafka"), arg(value_name = "FILE", required = true))]
    pub(crate) files: Vec<PathBuf>,
    /// The reader's schema: a file, REV:FILE, a version such as v3, or VERSION/SUBJECT such as v3/user; in a version
    /// without a subject, the schema with the name of the writer's is used
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) reader: String,
    #[arg(long, value_name = "DIR", help = concat!(
        "The directory of schemas in which versions are looked up ",
        default_schemas!()
    ))]
    pub(crate) schemas: Option<PathBuf>,
    /// Decode every record and count the failures; without this flag only the headers are checked, and that blocks follow
    /// each other to the end of the file
    #[arg(long)]
    pub(crate) records: bool,
    /// Write a line of JSON for each file as the scan goes: size, schema, verdict, first record that fails, error. A file that is in
    /// the table already, and has not changed, is not read again
    #[arg(long, value_name = "FILE")]
    #[cfg_attr(feature = "kafka", arg(conflicts_with = "kafka"))]
    pub(crate) table: Option<PathBuf>,
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    pub(crate) topic: TopicArgs,
    /// Look at no more than N messages of the topic
    #[cfg(feature = "kafka")]
    #[arg(long, value_name = "N", requires = "kafka", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) limit: Option<u64>,
    /// The registry that has the schemas of messages: a URL, glue://REGION/REGISTRY, or a name of avrocheck.toml [default: the
    /// directory of schemas, if `avrocheck registry pull` wrote it]
    #[cfg(feature = "kafka")]
    #[arg(long, requires = "kafka")]
    pub(crate) registry: Option<String>,
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    pub(crate) kafka_settings: KafkaSettings,
    /// How many threads to use [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}
