//! The arguments of `avrocheck preview`.

use std::path::PathBuf;

use clap::Args;

use super::destination::Format;

#[derive(Args, Debug)]
pub(crate) struct PreviewArgs {
    /// The writer's schema and the reader's: each a schema file, a container file, or a version such as v1
    /// or, of one subject among several, v1/user.
    /// With --from: the directory of the schemas
    #[arg(value_name = "WRITER READER", num_args = 0..=2)]
    pub(crate) schemas: Vec<String>,
    /// The version that wrote the records, among the schemas of a directory
    #[arg(long, value_name = "VERSION")]
    pub(crate) from: Option<String>,
    /// The version that reads them [default: the newest]
    #[arg(long, value_name = "VERSION", requires = "from")]
    pub(crate) to: Option<String>,
    /// Which subject's versions are meant, where there are several
    #[arg(long, value_name = "SUBJECT")]
    pub(crate) subject: Option<String>,
    /// The directory of schemas that versions are looked up in [default: those of avrocheck.toml, else "schemas"]
    #[arg(long = "schemas", value_name = "DIR", conflicts_with = "from")]
    pub(crate) directory: Option<PathBuf>,
    /// The records: JSON lines, JSON, or a container file, or - for standard input
    /// [default: those of a container file given as the writer, the fixtures of the version, or generated ones]
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// Where the fixtures are [default: the directory "fixtures" beside the schemas]
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    pub(crate) fixtures: Option<PathBuf>,
    /// Also show each record as the writer's schema reads it back: what survived the full circle
    #[arg(long)]
    pub(crate) back: bool,
    /// How many records to show; all are counted
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: u32,
    /// Show it again whenever a schema or the data are saved, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}
