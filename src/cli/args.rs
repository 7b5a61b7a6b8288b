//! The commands and flags of the command line, with their help.

/// Where schemas are if no argument says it, for the help of arguments.
macro_rules! default_schemas {
    () => {
        "[default: `schemas` in avrocheck.toml, else the directory \"schemas\" beside it or here]"
    };
}

pub(crate) mod again;
#[cfg(feature = "parquet")]
mod columns;
mod convert;
pub(crate) mod destination;
mod earlier;
mod fix;
mod impact;
#[cfg(feature = "kafka")]
mod kafka;
mod lint;
mod logs;
#[cfg(feature = "mcp")]
mod mcp;
mod preview;
mod registry;
mod reports;
mod roll;
mod scan;
mod settings;
mod setup;
mod unsafe_fix;
mod words;

#[cfg(feature = "parquet")]
pub(crate) use columns::{ColumnCodecWord, PartitionKey, SelectionArgs};
pub(crate) use convert::{ConvertArgs, SchemaLanguage};
pub(crate) use destination::Format;
pub(crate) use earlier::EarlierArgs;
pub(crate) use fix::FixFlags;
pub(crate) use impact::{ImpactArgs, ImpactFormat};
#[cfg(feature = "kafka")]
pub(crate) use kafka::{KafkaSettings, StartPlace};
pub(crate) use lint::LintArgs;
#[cfg(feature = "kafka")]
pub(crate) use logs::MessageForm;
pub(crate) use logs::{DeserializeArgs, JsonForm, LogicalForm, OutputFormat, Raw, RawInput, SerializeArgs};
#[cfg(feature = "mcp")]
pub(crate) use mcp::McpArgs;
pub(crate) use preview::PreviewArgs;
pub(crate) use registry::{CheckArgs, DriftArgs, PullArgs, RegistryCommand};
pub(crate) use reports::ReportFlags;
#[cfg(feature = "kafka")]
pub(crate) use roll::{Project, UnknownSchemas};
pub(crate) use scan::{RecordsWord, ScanArgs};
pub(crate) use settings::{BaselineCommand, ConfigCommand, SettingFlags, WaiveArgs};
pub(crate) use setup::{CompletionsArgs, InitArgs, ManArgs};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use words::rule_word;

/// Check that new versions of an Avro schema stay compatible with the old ones
#[derive(Parser, Debug)]
#[command(name = "avrocheck", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str =
    "Exit codes: 0 checked, no finding at or above --fail-on; 1 checked, findings; 2 could not check.";

#[derive(Args, Clone, Debug)]
pub(crate) struct Global {
    /// Show only failures
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Show everything: every subject, every change, and findings that do not fail the run
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colours (the variable NO_COLOR turns them off)
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: When,
    /// Use this configuration file instead of the avrocheck.toml found above the schemas
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Also read what the configuration and symbolic links of a repository name in this directory outside of it; may be
    /// given several times
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) allow_outside: Vec<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum, Debug)]
pub(crate) enum When {
    /// Only on a terminal
    Auto,
    /// Also in a pipe or a file
    Always,
    /// No colours
    Never,
}

#[derive(Subcommand, Debug)]
pub(crate) enum Command {
    /// Check schema versions for compatibility
    Compat(CompatArgs),
    /// Show what changed between two schemas or two directories, and what it breaks
    Diff(DiffArgs),
    /// Show records as one schema writes them and as another reads them, side by side
    Preview(PreviewArgs),
    /// Check each schema by itself for mistakes and bad practice
    Lint(LintArgs),
    /// Explain rules: meaning, reason, example, remedy; without a rule, list all rules
    Explain(ExplainArgs),
    /// Convert log lines to Avro container files, one for each event type
    Serialize(Box<SerializeArgs>),
    /// Convert Avro container files to JSON lines, CSV or the original log lines
    Deserialize(Box<DeserializeArgs>),
    /// Describe a container file or a schema: version, codec, blocks, records, sizes, fingerprints
    Inspect(InspectArgs),
    /// Check whether a schema can read existing container files, by header or record by record
    Scan(ScanArgs),
    /// Convert schemas between JSON, protocols and Avro IDL
    Convert(ConvertArgs),
    /// Show who is hit by a change of a schema that others refer to
    Impact(ImpactArgs),
    /// Read schema registries; nothing is ever written to one
    #[command(subcommand)]
    Registry(RegistryCommand),
    /// Serve checks, previews and fixes to agents, by the Model Context Protocol
    #[cfg(feature = "mcp")]
    Mcp(McpArgs),
    /// Waive a finding: add a waiver to avrocheck.toml
    Waive(WaiveArgs),
    /// Manage a baseline of known findings
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Create a configuration and a CI workflow
    Init(InitArgs),
    /// Serve an editor: findings, fixes, navigation and completion as you type, by the Language Server Protocol on standard
    /// input and output
    #[cfg(feature = "lsp")]
    Lsp,
    /// Generate shell completions
    Completions(CompletionsArgs),
    /// Generate man pages
    Man(ManArgs),
}

#[derive(Args, Debug)]
pub(crate) struct CompatArgs {
    #[arg(value_name = "PATH", help = concat!(
        "A directory of schemas whose paths name the versions; or two or more files or directories, one for each version, \
         oldest first, of which one file may be - for standard input ",
        default_schemas!()
    ))]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
    /// Which pairs of versions to check: all, or only those that the level gates
    #[arg(long, value_name = "WHICH", default_value = "all")]
    pub(crate) pairs: PairsArg,
    /// Do not send records through the pairs and back
    #[arg(long, conflicts_with = "fixtures")]
    pub(crate) no_round_trip: bool,
    /// Do not make example data for the verdicts
    #[arg(long, conflicts_with = "fix")]
    pub(crate) no_proof: bool,
    #[command(flatten)]
    pub(crate) fixes: FixFlags,
    /// Also show what this registry would answer
    #[arg(long = "as", value_name = "REGISTRY")]
    pub(crate) as_registry: Option<Registry>,
    #[command(flatten)]
    pub(crate) reports: ReportFlags,
    /// Also show the text diff between each version and the one before
    #[arg(long)]
    pub(crate) diff: bool,
    /// Show the matrix of every listed subject, not only of those that fail
    #[arg(long)]
    pub(crate) matrix: bool,
    /// How many threads to use [default: one for each processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    #[command(flatten)]
    pub(crate) earlier: EarlierArgs,
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
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Args, Debug)]
pub(crate) struct ExplainArgs {
    /// Ids or names of rules, such as AVC101 or missing-default
    #[arg(value_name = "RULE", value_parser = rule_word(), hide_possible_values = true)]
    pub(crate) rules: Vec<String>,
    /// Explain every rule
    #[arg(long, conflicts_with = "rules")]
    pub(crate) all: bool,
}

#[derive(Args, Debug)]
pub(crate) struct InspectArgs {
    /// Avro container files, files of messages or single objects, which may be compressed with gzip or Zstandard, and schemas that
    /// end in .avsc
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", help = concat!(
        "The directory of schemas, if there is one, in which versions and types of other files are looked up ",
        default_schemas!()
    ))]
    pub(crate) schemas: Option<PathBuf>,
    /// The registry that has the schemas of messages: a URL, glue://REGION/REGISTRY, or a name of avrocheck.toml [default: the
    /// directory of schemas, if `avrocheck registry pull` wrote it]
    #[arg(long)]
    pub(crate) registry: Option<String>,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Registry {
    /// Confluent Schema Registry, which uses Java's SchemaCompatibility
    Confluent,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum PairsArg {
    /// All pairs
    All,
    /// Only the pairs that the level gates
    Gated,
}
