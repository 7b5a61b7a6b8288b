//! The arguments of `avrocheck serialize` and `avrocheck deserialize`.

use std::path::PathBuf;

#[cfg(feature = "kafka")]
use clap::builder::NonEmptyStringValueParser;
use clap::{Args, ValueEnum};

use crate::render::command::serialize::AllowedRejects;
use crate::sink::rejects::Room;
use avro_resolve::file::container::Codec;
use avro_resolve::file::single::Framing;
use movie_logs::convert::InputForm;
use movie_logs::zone::Zone;

#[cfg(feature = "parquet")]
use super::columns::{ColumnArgs, SelectionArgs};
use super::destination::Format;
#[cfg(feature = "kafka")]
use super::kafka::{KafkaSettings, OutputTopicArgs, TopicArgs};
use super::roll::RollArgs;
#[cfg(feature = "kafka")]
use super::roll::{Project, UnknownSchemas};

#[derive(Args, Debug)]
pub(crate) struct SerializeArgs {
    /// Log files, directories, or - for standard input. Of a directory, the files that are logs by their name are read: with
    /// "log" in it, or ending in .txt, .csv or .tsv. Files compressed with gzip or Zstandard are decompressed
    #[cfg_attr(
        feature = "kafka",
        arg(value_name = "INPUT", required_unless_present = "kafka", conflicts_with = "kafka")
    )]
    #[cfg_attr(not(feature = "kafka"), arg(value_name = "INPUT", required = true))]
    pub(crate) inputs: Vec<PathBuf>,
    /// The output directory for the container files and rejects.jsonl; with --raw, the output file, or - for standard
    /// output [default with --raw: standard output]
    #[cfg_attr(feature = "kafka", arg(short, long, value_name = "DIR", required_unless_present_any = ["raw", "kafka_out"], conflicts_with = "kafka_out"))]
    #[cfg_attr(not(feature = "kafka"), arg(short, long, value_name = "DIR", required_unless_present = "raw"))]
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
    /// The time zone that the times of the log are in, such as Europe/Berlin, where the schema has instants [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = str::parse::<Zone>)]
    pub(crate) timezone: Option<Zone>,
    /// Reject lines whose numbers are not what this file (TOML) says they are to be, such as ratings from 1 to 5
    #[arg(long, value_name = "FILE")]
    pub(crate) value_checks: Option<PathBuf>,
    /// The codec that compresses blocks: null, deflate[:0-9], snappy, zstandard[:1-22], bzip2 or xz
    #[arg(long, default_value = "deflate", value_parser = str::parse::<Codec>)]
    pub(crate) codec: Codec,
    /// The size of a block in bytes of encoded records; a block holds at most 1 MiB of log
    #[arg(long, value_name = "BYTES", default_value_t = 64 << 10, value_parser = clap::value_parser!(u32).range(1..=1 << 20))]
    pub(crate) block_size: u32,
    /// How many threads to use; the output does not depend on it [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), conflicts_with_all = OF_UNITS)]
    pub(crate) threads: Option<u16>,
    /// Replace existing files
    #[arg(long, conflicts_with_all = OF_UNITS)]
    #[cfg_attr(feature = "kafka", arg(conflicts_with = "kafka"))]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) roll: RollArgs,
    /// Write units of files for as long as the process runs: of what is appended to the logs, and of new logs in the directories,
    /// until Ctrl+C or SIGTERM
    #[cfg_attr(feature = "kafka", arg(long, conflicts_with = "kafka"))]
    #[cfg_attr(not(feature = "kafka"), arg(long))]
    pub(crate) watch: bool,
    /// Every five seconds, write how far the run has come: a line of JSON to a file named .jsonl, or Prometheus' text format to
    /// one named .prom
    #[arg(long, value_name = "FILE", conflicts_with = "raw")]
    pub(crate) metrics: Option<PathBuf>,
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    pub(crate) kafka: TopicArgs,
    /// Stop at the end of the topic, as it is when it is reached
    #[cfg(feature = "kafka")]
    #[arg(long, requires = "kafka")]
    pub(crate) until_end: bool,
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    pub(crate) output_topic: OutputTopicArgs,
    /// The consumer group whose members share the partitions; its committed offsets say where to go on
    #[cfg(feature = "kafka")]
    #[arg(long, requires = "kafka", required_unless_present_any = ["inputs", "raw"], value_parser = NonEmptyStringValueParser::new())]
    pub(crate) group: Option<String>,
    /// What each message of a topic is: a log line, or a datum in an envelope that says its schema
    #[cfg(feature = "kafka")]
    #[arg(long, value_name = "FORM", default_value = "line")]
    pub(crate) messages: MessageForm,
    /// Write data of older schemas with another version, where that reads all of them
    #[cfg(feature = "kafka")]
    #[arg(long, value_name = "VERSION", requires = "messages")]
    pub(crate) project: Option<Project>,
    /// The registry that has the schemas of messages: a URL, glue://REGION/REGISTRY, or a name of avrocheck.toml [default: the
    /// directory of schemas, if `avrocheck registry pull` wrote it]
    #[cfg(feature = "kafka")]
    #[arg(long, requires = "messages")]
    pub(crate) registry: Option<String>,
    /// What to do with a message whose schema is not known to the registry, or not among the schemas: end the run, or reject the
    /// message. If the registry does not answer, the run ends
    #[cfg(feature = "kafka")]
    #[arg(long, value_name = "WHAT", requires = "messages", default_value = "stop")]
    pub(crate) unknown_schemas: UnknownSchemas,
    /// Send lines that are turned away to this topic of the same brokers instead of files
    #[cfg(feature = "kafka")]
    #[arg(long, value_name = "TOPIC", requires = "kafka", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) rejects_topic: Option<String>,
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    pub(crate) kafka_settings: KafkaSettings,
    /// How many lines, or which percentage of all lines, may be rejected. One more than N lines stops the run, and nothing
    /// is written; more than P% fail it at the end [default: any reject fails the run at the end, and rejects of more than
    /// 64 MiB and ten times the log stop it; 100% allows any number]
    #[arg(long, value_name = "N|P%", value_parser = str::parse::<AllowedRejects>)]
    pub(crate) max_rejects: Option<AllowedRejects>,
    /// The input format [default: csv if the file is named .csv or starts with the CSV header, else raw]
    #[arg(long, value_name = "FORM")]
    #[cfg_attr(feature = "kafka", arg(conflicts_with = "kafka"))]
    pub(crate) input_format: Option<InputFormat>,
    /// What separates the columns of a CSV file: a character, or "tab"
    #[arg(long, value_name = "CHAR", default_value = ",", value_parser = delimiter)]
    #[cfg_attr(feature = "kafka", arg(conflicts_with = "kafka"))]
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

impl SerializeArgs {
    /// The form of the lines, if the user says it.
    pub(crate) fn form(&self) -> Option<InputForm> {
        self.input_format.map(|form| match form {
            InputFormat::Raw => InputForm::Raw,
            InputFormat::Csv => InputForm::Csv,
        })
    }

    /// How many lines may be turned away before the run is broken off.
    pub(crate) fn most_rejects(&self) -> Option<u64> {
        match self.max_rejects {
            Some(AllowedRejects::Lines(most)) => Some(most),
            Some(AllowedRejects::Percent(_)) | None => None,
        }
    }

    /// How many bytes of a log that is stored in so many bytes may be turned away.
    pub(crate) fn room(&self, stored: u64) -> Room {
        match self.max_rejects {
            Some(AllowedRejects::Percent(percent)) if percent >= 100.0 => Room::Unlimited,
            // Of what comes in by standard input, as much as there was so far.
            Some(_) | None => Room::ForLog(stored),
        }
    }

    /// Whether its input is log lines, and not data.
    pub(crate) fn takes_lines(&self) -> bool {
        #[cfg(feature = "kafka")]
        let takes_lines = self.messages == MessageForm::Line;
        #[cfg(not(feature = "kafka"))]
        let takes_lines = self.raw.is_none();
        takes_lines
    }

    /// Whether it makes units, and not one file of each kind.
    pub(crate) fn makes_units(&self) -> bool {
        #[cfg(feature = "kafka")]
        let is_of_topic = self.kafka.kafka.is_some();
        #[cfg(not(feature = "kafka"))]
        let is_of_topic = false;
        is_of_topic || self.watch || self.roll.is_given()
    }
}

/// The flags that do not apply to single data.
const OF_CONTAINERS: [&str; 14] = [
    "schema_version",
    "timezone",
    "value_checks",
    "codec",
    "block_size",
    "threads",
    "max_rejects",
    "input_format",
    "delimiter",
    "format",
    "roll_records",
    "roll_bytes",
    "roll_interval",
    "watch",
];

/// The flags that make units.
const OF_UNITS: [&str; 4] = ["roll_records", "roll_bytes", "roll_interval", "watch"];

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
    #[cfg_attr(
        feature = "kafka",
        arg(value_name = "FILE", required_unless_present = "kafka", conflicts_with = "kafka")
    )]
    #[cfg_attr(not(feature = "kafka"), arg(value_name = "FILE", required = true))]
    pub(crate) files: Vec<PathBuf>,
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    pub(crate) topic: TopicArgs,
    /// Stop at the end of the topic, as it is when it is reached
    #[cfg(feature = "kafka")]
    #[arg(long, requires = "kafka")]
    pub(crate) until_end: bool,
    #[cfg(feature = "kafka")]
    #[command(flatten)]
    pub(crate) kafka_settings: KafkaSettings,
    /// The output file, which is there when it is complete, or - for standard output [default: standard output]
    #[cfg_attr(feature = "parquet", doc = "; with --partition-by, the output directory")]
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
    /// The time zone of the log lines, where the schema has instants and the file does not say the zone of its lines [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = str::parse::<Zone>)]
    pub(crate) timezone: Option<Zone>,
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
    #[cfg_attr(feature = "kafka", arg(long, conflicts_with = "writer"))]
    #[cfg_attr(not(feature = "kafka"), arg(long, requires = "raw", conflicts_with = "writer"))]
    pub(crate) registry: Option<String>,
    #[cfg(feature = "parquet")]
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[cfg(feature = "parquet")]
    #[command(flatten)]
    pub(crate) columns: ColumnArgs,
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

#[cfg(feature = "kafka")]
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum MessageForm {
    /// A log line
    Line,
    /// Single-object encoding: C3 01 and the schema's fingerprint before the datum
    SingleObject,
    /// Messages of Confluent Schema Registry: a zero byte and the schema's id before the datum
    Confluent,
    /// Messages of AWS Glue Schema Registry: 03, 00 or 05, and the id of the schema's version before the datum
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

impl RawInput {
    /// What is before each datum.
    pub(crate) fn framing(self) -> Framing {
        match self {
            RawInput::Datum => Framing::Bare,
            RawInput::SingleObject => Framing::SingleObject,
            RawInput::Confluent => Framing::Confluent,
            RawInput::Glue => Framing::Glue,
        }
    }
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
    /// A Parquet file, into -o FILE; or a directory of them, with --partition-by
    #[cfg(feature = "parquet")]
    Parquet,
    /// The same with Arrow files (IPC, also known as Feather)
    #[cfg(feature = "parquet")]
    Arrow,
}
