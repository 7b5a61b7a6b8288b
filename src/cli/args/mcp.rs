//! The arguments of `avrocheck mcp`.

use std::path::PathBuf;

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct McpArgs {
    /// The directories below which files are read; paths are looked up from the first [default: the current directory]
    #[arg(value_name = "DIR")]
    pub(crate) roots: Vec<PathBuf>,
    /// Let the tool `fixes` write to schema files below the directories
    #[arg(long)]
    pub(crate) write: bool,
}
