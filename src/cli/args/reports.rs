//! The arguments of commands that report findings.

use clap::Args;

use super::destination::Destination;
use super::words::destination;

/// How to report what was found.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReportFlags {
    /// The report format: human, concise, json, sarif, junit, github, gitlab, azure, rdjson, markdown or html;
    /// FORMAT=FILE writes to a file; may be given several times
    #[arg(long, default_value = "human", value_parser = destination(), hide_possible_values = true)]
    pub(crate) format: Vec<Destination>,
    /// Show how many findings each rule has, instead of the findings
    #[arg(long)]
    pub(crate) statistics: bool,
}
