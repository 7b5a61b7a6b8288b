//! What `avrocheck scan` takes.

use std::path::PathBuf;

use clap::Args;

use super::destination::Format;

#[derive(Args, Debug)]
pub(crate) struct ScanArgs {
    /// Avro container files, directories of them (files that end in .avro), or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The schema that is to read them: an .avsc file, or a version of the schemas, in which the schema of the data's name is taken
    #[arg(long, value_name = "SCHEMA|VERSION")]
    pub(crate) reader: String,
    /// The directory of the schemas that versions are looked up in [default: those of avrocheck.toml, else "schemas"]
    #[arg(long, value_name = "DIR")]
    pub(crate) schemas: Option<PathBuf>,
    /// Decode every record, and count which fail, and why; without it the header of each file tells
    #[arg(long)]
    pub(crate) records: bool,
    /// How many threads to use [default: one a processor]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// How to report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
}
