//! The arguments of `avrocheck serialize` and `avrocheck deserialize`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::render::command::serialize::AllowedRejects;
use avro_resolve::file::container::Codec;

use super::destination::Format;

#[derive(Args, Debug)]
pub(crate) struct SerializeArgs {
    /// Log files, directories, or - for standard input. Of a directory, the files that are logs by their name are read: with
    /// "log" in it, or ending in .txt, .csv or .tsv. Files compressed with gzip or Zstandard are decompressed
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The output directory for the container files and rejects.jsonl; with --raw, the output file, or - for standard
    /// output [default with --raw: standard output]
    #[arg(short, long, value_name = "DIR", required_unless_present = "raw")]
    pub(crate) out: Option<PathBuf>,
    #[arg(long, value_name = "DIR", help = concat!(
        "The directory of the schemas; if there is none, the first version of the schemas of the movie service, which is \
         built in ",
        default_schemas!()
    ))]
    pub(crate) schemas: Option<PathBuf>,
    /// The version of the schemas to write with [default: the newest]
    #[arg(long, value_name = "VERSION")]
    pub(crate) schema_version: Option<String>,
    /// The codec that compresses blocks: null, deflate[:0-9], snappy, zstandard[:1-22], bzip2 or xz
    #[arg(long, default_value = "deflate", value_parser = str::parse::<Codec>)]
    pub(crate) codec: Codec,
    /// The size of a block in bytes of encoded records; a block holds at most 1 MiB of log
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 10, value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub(crate) block_size: u32,
    /// How many threads to use; the output does not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Replace existing files
    #[arg(long)]
    pub(crate) force: bool,
    /// How many lines, or which percentage of all lines, may be rejected. One more than N lines stops the run, and nothing
    /// is written; more than P% fail it at the end [default: any reject fails the run at the end, and rejects of more than
    /// 64 MiB and ten times the log stop it; 100% allows any number]
    #[arg(long, value_name = "N|P%", value_parser = str::parse::<AllowedRejects>)]
    pub(crate) max_rejects: Option<AllowedRejects>,
    /// The input format [default: csv if the file is named .csv or starts with the CSV header, else raw]
    #[arg(long, value_name = "FORM")]
    pub(crate) input_format: Option<InputFormat>,
    /// What separates the columns of a CSV file: a character, or "tab"
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = delimiter)]
    pub(crate) delimiter: u8,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
    /// Read JSON records, one on each line, instead of log lines; write single data, one after the other, without a
    /// container
    #[arg(long, value_name = "ENVELOPE", requires = "writer", conflicts_with_all = OF_CONTAINERS)]
    pub(crate) raw: Option<Raw>,
    /// The writer's schema of single data: a file, REV:FILE, or VERSION/SUBJECT such as v3/movie_rating_event
    #[arg(long, value_name = "SCHEMA", requires = "raw")]
    pub(crate) writer: Option<String>,
    /// The id of the writer's schema in the registry: a number for confluent, a UUID for glue
    #[arg(long, requires = "raw", required_if_eq_any([("raw", "confluent"), ("raw", "glue")]))]
    pub(crate) id: Option<String>,
}

/// The flags that do not apply to single data.
const OF_CONTAINERS: [&str; 8] =
    ["schema_version", "codec", "block_size", "threads", "max_rejects", "input_format", "delimiter", "format"];

/// Reads what separates columns: one character that has one byte, and is none that a column may be quoted with or end at.
fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\n' | b'\r') => Ok(*byte),
        _ => Err("it is one ASCII character other than a quote, or tab".to_owned()),
    }
}

#[derive(Args, Debug)]
pub(crate) struct DeserializeArgs {
    /// Container files (with --raw, files of single data), directories of .avro files, or - for standard input. Container
    /// files compressed with gzip or Zstandard are decompressed
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The output file, which is there when it is complete, or - for standard output [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Replace an existing output file
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// The form of the output
    #[arg(long, value_name = "FORM", default_value = "jsonl")]
    pub(crate) to: OutputFormat,
    /// How unions are written in JSON [default: plain]
    #[arg(long, value_name = "FORM")]
    pub(crate) json: Option<JsonForm>,
    /// How values of logical types are written [default: number for jsonl, text for csv]
    #[arg(long, value_name = "FORM")]
    pub(crate) logical: Option<LogicalForm>,
    /// The reader's schema: a file, REV:FILE, a version such as v3, or VERSION/SUBJECT such as v3/movie_rating_event
    /// [default: the writer's schema]
    #[arg(long, value_name = "SCHEMA")]
    pub(crate) reader: Option<String>,
    #[arg(long, value_name = "DIR", help = concat!(
        "The directory of schemas in which versions, the fingerprints of single objects and the ids of messages are looked up ",
        default_schemas!()
    ))]
    pub(crate) schemas: Option<PathBuf>,
    /// Stop after N records
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Write only these fields, in this order; `place.latitude` is a field of a record in a field
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) fields: Option<Vec<String>>,
    /// Skip damaged blocks, and report how much was lost; also read container files that were put one behind the other
    #[arg(long)]
    pub(crate) recover: bool,
    /// Read single data, one after the other, without a container
    #[arg(long, value_name = "ENVELOPE", conflicts_with = "recover")]
    pub(crate) raw: Option<RawInput>,
    /// The writer's schema of single data: a file, REV:FILE, or VERSION/SUBJECT such as v3/movie_rating_event
    /// [default: found by the fingerprint of single objects, or by the id of messages]
    #[arg(long, value_name = "SCHEMA", requires = "raw", required_if_eq("raw", "datum"))]
    pub(crate) writer: Option<String>,
    /// The registry that has the schemas of messages: a URL, glue://REGION/REGISTRY, or a name of avrocheck.toml [default: the
    /// directory of schemas, if `avrocheck registry pull` wrote it]
    #[arg(long, requires = "raw", conflicts_with = "writer")]
    pub(crate) registry: Option<String>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Raw {
    /// The bare datum
    Datum,
    /// Single-object encoding: C3 01 and the schema's fingerprint before each datum
    SingleObject,
    /// Messages of Confluent Schema Registry: a zero byte and --id before each datum
    Confluent,
    /// Messages of AWS Glue Schema Registry: 03, 00 and --id before each datum
    Glue,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum RawInput {
    /// The bare datum
    Datum,
    /// Single-object encoding: C3 01 and the schema's fingerprint before each datum
    SingleObject,
    /// Messages of Confluent Schema Registry: a zero byte and the schema's id before each datum
    Confluent,
    /// Messages of AWS Glue Schema Registry: 03, 00 or 05, and the id of the schema's version before each datum
    Glue,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum JsonForm {
    /// The value alone
    Plain,
    /// The value under the name of its branch, as in Avro's JSON encoding: it can be read back where branches are alike
    Tagged,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum LogicalForm {
    /// What they mean: 2024-02-29, 2024-02-29T12:00:00Z, 12.50
    Text,
    /// The numbers and bytes that they are
    Number,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum InputFormat {
    /// Log lines
    Raw,
    /// CSV with a header, in which the columns Type and Log Entry are found by their names
    Csv,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum OutputFormat {
    /// One JSON object on each line
    Jsonl,
    /// CSV: a header, and one line for each record
    Csv,
    /// The original log lines
    Log,
}
