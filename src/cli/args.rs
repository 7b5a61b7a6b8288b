//! The command line as its parser knows it.

pub(crate) mod destination;
mod earlier;
mod lint;
mod logs;
mod preview;
mod scan;
mod settings;
mod setup;

pub(crate) use destination::Format;
pub(crate) use earlier::EarlierArgs;
pub(crate) use lint::LintArgs;
pub(crate) use logs::{DeserializeArgs, InputFormat, OutputFormat, Raw, SerializeArgs};
pub(crate) use preview::PreviewArgs;
pub(crate) use scan::ScanArgs;
pub(crate) use settings::{BaselineCommand, BaselineWriteArgs, ConfigCommand, ConfigShowArgs, SettingFlags, WaiveArgs};
pub(crate) use setup::{CompletionsArgs, InitArgs, ManArgs};

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use destination::Destination;

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
    /// Records as one schema wrote them and as another reads them, side by side
    Preview(PreviewArgs),
    /// What is wrong with schemas one by one, and what could be better about them
    Lint(LintArgs),
    /// What a rule means, why it matters, an example, and what to do; without a rule, all of them
    Explain(ExplainArgs),
    /// Log lines to Avro container files, one for each kind of event
    Serialize(SerializeArgs),
    /// Avro container files to JSON lines, CSV, or the log lines they were made of
    Deserialize(DeserializeArgs),
    /// What a container file or a schema is: schema, version, codec, blocks, records, sizes, fingerprints
    Inspect(InspectArgs),
    /// Whether a schema can read the data that exist: container files, by their headers or record by record
    Scan(ScanArgs),
    /// Let a finding pass for a while: writes a waiver into avrocheck.toml
    Waive(WaiveArgs),
    /// What was found before, for adopting the gate on a repository with old sins
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// What is set, and who says so
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Begin: writes an avrocheck.toml, and a pipeline, that fit the repository as it is
    Init(InitArgs),
    /// What completes commands and flags in a shell, to standard output
    Completions(CompletionsArgs),
    /// The manual's pages, as roff
    Man(ManArgs),
}

#[derive(Args, Debug)]
pub(crate) struct CompatArgs {
    /// A directory of schemas whose paths name versions, or two or more files or directories as consecutive versions
    /// [default: those of avrocheck.toml, else "schemas"]
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
    /// Which pairs to look at: all, or only those that the level gates
    #[arg(long, value_name = "WHICH", default_value = "all")]
    pub(crate) pairs: PairsArg,
    /// Put no records through the pairs
    #[arg(long, conflicts_with = "fixtures")]
    pub(crate) no_round_trip: bool,
    /// Show no data that fail or that exercise a pair: verdicts alone
    #[arg(long, conflicts_with = "fix")]
    pub(crate) no_proof: bool,
    /// Make the fixes that need no human choice in the files of the newest version, and show what was changed
    #[arg(long)]
    pub(crate) fix: bool,
    /// Show beside our verdicts what this registry would say
    #[arg(long = "as", value_name = "REGISTRY")]
    pub(crate) as_registry: Option<Registry>,
    /// How to report: human, concise, json, sarif, junit, github, gitlab, markdown or html, to standard output, or as
    /// FORMAT=FILE to a file; may be given several times
    #[arg(long, default_value = "human", value_parser = str::parse::<Destination>)]
    pub(crate) format: Vec<Destination>,
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
    /// The directory of schemas to look among, for versions and for types of other files [default: "schemas", if it is
    /// there]
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum Registry {
    /// The Confluent registry, whose checker is Java's SchemaCompatibility
    Confluent,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Debug)]
pub(crate) enum PairsArg {
    All,
    Gated,
}
