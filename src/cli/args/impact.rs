//! The arguments of `avrocheck impact`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

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
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: ImpactFormat,
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
