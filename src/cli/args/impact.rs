//! The arguments of `avrocheck impact`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::words::level;
use crate::model::level::Level;
use crate::source::config::{Layer, SettingKey};

#[derive(Args, Debug)]
pub(crate) struct ImpactArgs {
    /// The schema that changes: a file, a subject or the name of a type
    #[arg(value_name = "PATH|SUBJECT")]
    pub(crate) schema: String,
    #[arg(long, value_name = "DIR", help = concat!("The directory of schemas ", default_schemas!()))]
    pub(crate) schemas: Option<PathBuf>,
    /// What the schema was before: a git revision. With registry:URL or registry:NAME, also look at who uses it in a schema
    /// registry; may be given several times
    #[arg(long, value_name = "REV|REGISTRY")]
    pub(crate) against: Vec<String>,
    /// Compare with the git revision itself, not with the merge base
    #[arg(long, requires = "against")]
    pub(crate) no_merge_base: bool,
    /// The compatibility level of all users: NONE, or BACKWARD, FORWARD or FULL, each also with _TRANSITIVE
    /// [default: that of each, as for `compat`]
    #[arg(long, value_parser = level(), hide_possible_values = true)]
    level: Option<Level>,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: ImpactFormat,
}

impl ImpactArgs {
    /// The settings that the flags give.
    pub(crate) fn layer(&self) -> Layer {
        Layer::default().with_flag(SettingKey::Level, "--level", self.level.map(|level| level.name().to_owned()))
    }
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum ImpactFormat {
    /// Text for people
    Human,
    /// One JSON value, a versioned contract
    Json,
    /// A flowchart for Mermaid
    Mermaid,
    /// A graph for Graphviz
    Dot,
}
