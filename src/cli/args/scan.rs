//! The arguments of `avrocheck scan`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::destination::Format;
#[cfg(feature = "kafka")]
use super::kafka::{KafkaSettings, TopicArgs};

/// Of which files `--records` decodes the records.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum RecordsWord {
    /// Of all files
    All,
    /// Of those for which the schemas alone do not decide: some data of the writer can be read, and others cannot
    DataDependent,
}

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
    /// Decode records and count the failures; without this flag only the headers are checked, and that blocks follow each
    /// other to the end of the file
    #[arg(long, value_name = "WHICH", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    pub(crate) records: Option<RecordsWord>,
    /// Write a row for each file: size, schema, verdict, first record that fails, error. FILE.jsonl has lines of JSON, which are
    /// written as the scan goes; a file that is in it already, and has not changed, is not read again. FILE.parquet is
    /// written at the end
    #[arg(long, value_name = "FILE")]
    #[cfg_attr(feature = "kafka", arg(conflicts_with = "kafka"))]
    pub(crate) table: Option<PathBuf>,
    /// Replace the table if it is there, and read all files
    #[arg(long, requires = "table")]
    pub(crate) force: bool,
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
