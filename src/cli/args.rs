//! The command line in, what the user asked for out.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use avrocheck::avro::container::Codec;
use avrocheck::compat::level::Level;
use avrocheck::report::serialize::Limit;

/// Checks that every version of an Avro schema can read the data of every other, and shows why not.
#[derive(Parser, Debug)]
#[command(name = "avrocheck", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str =
    "Exit codes: 0 checked, nothing at or above --fail-on; 1 checked, something found; 2 could not check.";

#[derive(Args, Debug)]
pub(crate) struct Global {
    /// Say less: only what fails the run, and the last line
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Say more: every subject, every change, and findings that fail nothing
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colours (NO_COLOR is honoured)
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    /// Read this configuration instead of the avrocheck.toml above the schemas
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    Always,
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// The gate: check every version of every schema against every other
    Compat(CompatArgs),
    /// What changed between two schemas, or two directories of them, and what it means
    Diff(DiffArgs),
    /// What a rule means, why it matters, an example, and what to do; without a rule, all of them
    Explain(ExplainArgs),
    /// Log lines to Avro container files, one for each kind of event
    Serialize(SerializeArgs),
    /// Avro container files to JSON lines, CSV, or the log lines they were made of
    Deserialize(DeserializeArgs),
    /// What a container file or a schema is: schema, version, codec, blocks, records, sizes, fingerprints
    Inspect(InspectArgs),
}

#[derive(Args, Debug)]
pub(crate) struct CompatArgs {
    /// A directory of schemas whose paths name versions, or two or more files or directories as consecutive versions
    #[arg(value_name = "PATH", default_value = "schemas")]
    pub(crate) paths: Vec<PathBuf>,
    /// What the newest version owes to older ones: NONE, BACKWARD, FORWARD or FULL, or with _TRANSITIVE
    /// [default: that of avrocheck.toml, else BACKWARD_TRANSITIVE]
    #[arg(long, value_parser = str::parse::<Level>)]
    pub(crate) level: Option<Level>,
    /// From which severity on a finding fails the run
    #[arg(long, value_name = "SEVERITY", default_value = "breaking")]
    pub(crate) fail_on: FailOnArg,
    /// Which pairs to look at: all, or only those that the level gates
    #[arg(long, value_name = "WHICH", default_value = "all")]
    pub(crate) pairs: PairsArg,
    /// Where the fixture records are [default: the directory "fixtures" beside the schemas]
    #[arg(long, value_name = "DIR")]
    pub(crate) fixtures: Option<PathBuf>,
    /// Put no records through the pairs
    #[arg(long, conflicts_with = "fixtures")]
    pub(crate) no_round_trip: bool,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
    /// Also show the text diff of each version against the one before
    #[arg(long)]
    pub(crate) diff: bool,
    /// Draw the matrix of every subject listed, not only of those that fail
    #[arg(long)]
    pub(crate) matrix: bool,
    /// How many threads to use [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) earlier: EarlierArgs,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Git revisions")]
pub(crate) struct EarlierArgs {
    /// Compare with a git revision: a branch, a tag, a commit, HEAD~3; of a branch, with where the current one left it
    #[arg(long, value_name = "REV")]
    pub(crate) against: Option<String>,
    /// With --against: compare with the revision itself, even if the current branch left it before
    #[arg(long, requires = "against")]
    pub(crate) no_merge_base: bool,
    /// Compare with the last N revisions that changed the schemas
    #[arg(long, value_name = "N", conflicts_with_all = ["against", "tags"], value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) last: Option<u32>,
    /// Compare with the revisions of the tags that match a pattern such as 'v*', in the order of their versions
    #[arg(long, value_name = "PATTERN", conflicts_with = "against")]
    pub(crate) tags: Option<String>,
    /// Only subjects that changed since then, and those that reach a file that did
    #[arg(long)]
    pub(crate) changed: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DiffArgs {
    /// The older file or directory
    pub(crate) old: PathBuf,
    /// The newer file or directory
    pub(crate) new: PathBuf,
    /// Exit with 1 if anything changed
    #[arg(long)]
    pub(crate) exit_code: bool,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// A rule's id or name, such as AVC101 or missing-default
    pub(crate) rule: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    /// Avro container files, and schemas that end in .avsc
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The directory of schemas among whose versions to look [default: "schemas", if it is there]
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct SerializeArgs {
    /// Files of log lines, directories of them, or - for standard input; .gz and .zst are decompressed
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The directory for the container files and rejects.jsonl
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The directory of the schemas
    #[arg(long, value_name = "DIR", default_value = "schemas")]
    pub(crate) schemas: PathBuf,
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
    /// From how many rejected lines on, or how large a share of all lines, the run counts as failed
    #[arg(long, value_name = "N|P%", default_value = "0", value_parser = str::parse::<Limit>)]
    pub(crate) max_rejects: Limit,
    /// How lines stand in the input [default: csv in files that are called so or start with its header, else raw]
    #[arg(long, value_name = "FORM")]
    pub(crate) input_format: Option<InputFormat>,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct DeserializeArgs {
    /// Container files, or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// What to make of the records
    #[arg(long, value_name = "FORM", default_value = "jsonl")]
    pub(crate) to: OutputFormat,
    /// Read through another schema: an .avsc file, or a version of the schemas
    #[arg(long, value_name = "SCHEMA|VERSION")]
    pub(crate) reader: Option<String>,
    /// The directory of the schemas that a version is looked up in
    #[arg(long, value_name = "DIR", default_value = "schemas")]
    pub(crate) schemas: PathBuf,
    /// Stop after so many records
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Only these fields of the records, in this order
    #[arg(long, value_name = "FIELD", value_delimiter = ',')]
    pub(crate) fields: Option<Vec<String>>,
    /// Skip what is damaged, and say how much was lost
    #[arg(long)]
    pub(crate) recover: bool,
    /// Each file is a single datum, of the schema that --writer gives
    #[arg(long, value_name = "ENVELOPE", requires = "writer", conflicts_with = "recover")]
    pub(crate) raw: Option<Raw>,
    /// The .avsc file of the schema that single data were written with
    #[arg(long, value_name = "SCHEMA", requires = "raw")]
    pub(crate) writer: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Raw {
    /// The datum alone
    Datum,
    /// With the fingerprint of its schema in front
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

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum Format {
    /// For people
    Human,
    /// One JSON value, a versioned contract
    Json,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub(crate) enum FailOnArg {
    Breaking,
    Dangerous,
    Safe,
    Never,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub(crate) enum PairsArg {
    All,
    Gated,
}
