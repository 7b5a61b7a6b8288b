//! The arguments of `avrocheck preview`.

use std::path::PathBuf;

use clap::Args;

use super::destination::Format;

#[derive(Args, Debug)]
pub(crate) struct PreviewArgs {
    /// The writer's schema and the reader's: a file, a container file, REV:FILE, a version such as v1, or VERSION/SUBJECT
    /// such as v1/user. With --from: the directory of the schemas
    #[arg(value_name = "WRITER READER", num_args = 0..=2)]
    pub(crate) schemas: Vec<String>,
    /// The writer's version, in the directory of schemas
    #[arg(long, value_name = "VERSION")]
    pub(crate) from: Option<String>,
    /// The reader's version [default: the newest]
    #[arg(long, value_name = "VERSION", requires = "from")]
    pub(crate) to: Option<String>,
    /// The subject, if the directory has several
    #[arg(long, value_name = "SUBJECT")]
    pub(crate) subject: Option<String>,
    #[arg(long = "schemas", value_name = "DIR", conflicts_with = "from", help = concat!(
        "The directory of schemas in which versions are looked up ",
        default_schemas!()
    ))]
    pub(crate) directory: Option<PathBuf>,
    /// The records: JSON lines, JSON, a container file, or - for standard input; also compressed with gzip or Zstandard
    /// [default: the records of the writer's container file, else the fixtures of its version, else generated records]
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// The directory of the fixtures [default: "fixtures" beside the schemas]
    #[arg(long, value_name = "DIR", conflicts_with = "data")]
    pub(crate) fixtures: Option<PathBuf>,
    /// Also show each record as the writer's schema reads it back
    #[arg(long)]
    pub(crate) back: bool,
    /// How many records to show; the summary counts all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: u32,
    /// Show the preview again whenever a schema or the data change, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
    /// The output format
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}
