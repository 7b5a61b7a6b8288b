//! The arguments of `avrocheck convert`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Args, Debug)]
pub(crate) struct ConvertArgs {
    /// A schema (.avsc), a protocol (.avpr) or Avro IDL (.avdl), also at a git revision (REV:FILE); FILE#x.Type is one type of it
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// The language to convert to
    #[arg(long)]
    pub(crate) to: SchemaLanguage,
    /// Define all types that a schema uses in its own text, also those that it refers to by name
    #[arg(long)]
    pub(crate) inline: bool,
    /// Write to this file, which must not be there; or, with --to avsc, to this directory, which is there or ends in a slash: one
    /// file for each type [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    pub(crate) out: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
}

/// A language of schemas.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub(crate) enum SchemaLanguage {
    /// A schema as JSON
    Avsc,
    /// Avro IDL
    Avdl,
    /// A protocol as JSON
    Avpr,
}
