//! The arguments of `avrocheck registry`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Format, ReportFlags, SettingFlags};

#[derive(Subcommand, Debug)]
pub(crate) enum RegistryCommand {
    /// Write all versions of all subjects to a directory, which works without the registry from then on
    Pull(PullArgs),
    /// Check versions inside a registry for compatibility
    Check(CheckArgs),
    /// Show what differs between local schemas and a registry
    Drift(DriftArgs),
}

#[derive(Args, Debug)]
pub(crate) struct PullArgs {
    /// The registry: a URL such as https://registry.example.com:8081, glue://REGION/REGISTRY, or a name of avrocheck.toml
    pub(crate) registry: String,
    /// The directory to write to, as SUBJECT/vN.avsc; schemas that are there stay, and have to be equal. Levels are brought up to date
    #[arg(short, long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    /// The registry: a URL such as https://registry.example.com:8081, glue://REGION/REGISTRY, or a name of avrocheck.toml
    pub(crate) registry: String,
    /// Versions such as orders-value@3 or orders-value@latest, oldest first; one alone is compared with those before it
    #[arg(value_name = "SUBJECT@VERSION", required = true)]
    pub(crate) versions: Vec<String>,
    #[command(flatten)]
    pub(crate) flags: SettingFlags,
    #[command(flatten)]
    pub(crate) reports: ReportFlags,
    /// Also show the text diff between each version and the one before
    #[arg(long)]
    pub(crate) diff: bool,
    /// Show the matrix, also if nothing fails
    #[arg(long)]
    pub(crate) matrix: bool,
}

#[derive(Args, Debug)]
pub(crate) struct DriftArgs {
    /// The directory of schemas: what `registry pull` wrote, or any other
    #[arg(value_name = "DIR")]
    pub(crate) directory: PathBuf,
    /// The registry: a URL such as https://registry.example.com:8081, glue://REGION/REGISTRY, or a name of avrocheck.toml
    pub(crate) registry: String,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}
