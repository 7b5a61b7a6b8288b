//! What `avrocheck serialize` and `avrocheck deserialize` take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use avro_resolve::file::container::Codec;
use avrocheck::render::command::serialize::Limit;

use super::destination::Format;

#[derive(Args, Debug)]
pub(crate) struct SerializeArgs {
    /// Files of log lines, directories of them, or - for standard input; .gz and .zst are decompressed
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The directory for the container files and rejects.jsonl; with --raw, a file [default there: standard output]
    #[arg(long, value_name = "DIR", required_unless_present = "raw")]
    pub(crate) out: Option<PathBuf>,
    /// The directory of the schemas [default: those of avrocheck.toml, else "schemas"]
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// Which version of the schemas to write [default: the newest]
    #[arg(long, value_name = "VERSION")]
    pub(crate) schema_version: Option<String>,
    /// How to compress blocks: null, deflate[:0-9], snappy, zstandard[:1-22], bzip2 or xz
    #[arg(long, default_value = "deflate", value_parser = str::parse::<Codec>)]
    pub(crate) codec: Codec,
    /// Bytes of encoded records that make a block; no more than 1 MiB of log makes one
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 10, value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub(crate) block_size: u32,
    /// How many threads to use; the files are the same for any number [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Replace files that are there already
    #[arg(long)]
    pub(crate) force: bool,
    /// With more rejected lines than this, or a larger share of all lines, the run counts as failed
    #[arg(long, value_name = "N|P%", default_value = "0", value_parser = str::parse::<Limit>)]
    pub(crate) max_rejects: Limit,
    /// How lines stand in the input [default: csv in files that are called so or start with its header, else raw]
    #[arg(long, value_name = "FORM")]
    pub(crate) input_format: Option<InputFormat>,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
    /// Take JSON records, one a line, instead of log lines, and write them as single data, one behind the other
    #[arg(long, value_name = "ENVELOPE", requires = "writer", conflicts_with_all = OF_CONTAINERS)]
    pub(crate) raw: Option<Raw>,
    /// The schema of single data: an .avsc file, or a subject in a version, such as v3/movie_rating_event
    #[arg(long, value_name = "SCHEMA|VERSION/SUBJECT", requires = "raw")]
    pub(crate) writer: Option<String>,
}

/// What single data have no use for.
const OF_CONTAINERS: [&str; 7] =
    ["schema_version", "codec", "block_size", "threads", "max_rejects", "input_format", "format"];

#[derive(Args, Debug)]
pub(crate) struct DeserializeArgs {
    /// Container files, with --raw files of single data, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// What to make of the records
    #[arg(long, value_name = "FORM", default_value = "jsonl")]
    pub(crate) to: OutputFormat,
    /// Read through another schema: an .avsc file, a version of the writer's type, or a subject in a version
    #[arg(long, value_name = "SCHEMA|VERSION[/SUBJECT]")]
    pub(crate) reader: Option<String>,
    /// The directory of the schemas that versions, and the fingerprints of single objects, are looked up in
    /// [default: those of avrocheck.toml, else "schemas"]
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// Stop after so many records
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Only these fields of the records, in this order
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) fields: Option<Vec<String>>,
    /// Skip what is damaged, and say how much was lost
    #[arg(long)]
    pub(crate) recover: bool,
    /// The files hold single data, one behind the other
    #[arg(long, value_name = "ENVELOPE", conflicts_with = "recover")]
    pub(crate) raw: Option<Raw>,
    /// The schema that single data were written with: an .avsc file, or a subject in a version, such as
    /// v3/movie_rating_event [default: single objects say it by its fingerprint]
    #[arg(long, value_name = "SCHEMA|VERSION/SUBJECT", requires = "raw", required_if_eq("raw", "datum"))]
    pub(crate) writer: Option<String>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Raw {
    /// Each datum alone
    Datum,
    /// Single-object encoding: each with C3 01 and the fingerprint of its schema in front
    SingleObject,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum InputFormat {
    /// Log lines
    Raw,
    /// Type and log entry, below a header
    Csv,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum OutputFormat {
    /// One JSON object a line; a union's value is not tagged with its branch
    Jsonl,
    /// A header, and one line a record
    Csv,
    /// The log lines that the records were made of
    Log,
}
