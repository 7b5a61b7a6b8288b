//! The command line: reads arguments, calls the library and prints, in one file for each command.

pub(crate) mod args;
mod baseline;
#[cfg(feature = "parquet")]
mod column_output;
mod compat;
mod completions;
mod config;
mod container_records;
mod convert;
mod deserialize;
#[cfg(feature = "parquet")]
mod deserialize_columns;
mod deserialize_raw;
#[cfg(feature = "kafka")]
mod deserialize_topic;
mod diff;
mod ending;
mod explain;
mod fix;
mod gate;
mod impact;
mod init;
mod inspect;
#[cfg(feature = "kafka")]
mod kafka;
mod lint;
#[cfg(feature = "lsp")]
mod lsp;
mod man;
#[cfg(feature = "mcp")]
mod mcp;
#[cfg(feature = "kafka")]
mod message_data;
mod meter;
mod other_names;
mod output;
mod output_file;
#[cfg(feature = "parquet")]
mod partition;
mod preview;
#[cfg(feature = "parquet")]
mod record_filter;
mod record_output;
mod record_reader;
mod registry;
#[cfg(feature = "kafka")]
mod rejects_topic;
mod reports;
mod scan;
#[cfg(feature = "kafka")]
mod scan_topic;
mod serialize;
#[cfg(feature = "kafka")]
mod serialize_kafka;
mod serialize_logs;
#[cfg(feature = "kafka")]
mod serialize_messages;
mod serialize_raw;
mod standard_input;
mod unfinished_line;
mod waive;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::render::text::foreign::foreign;
use crate::source::{boundary, disk};
use args::{Cli, Command};
use other_names::with_own_name;
use output::Status;

/// Runs the command line with the arguments of the process. Returns the exit code: 0 checked, 1 something found, 2 could not
/// check. Ends the process where the arguments make no sense, or ask for help.
pub fn run() -> ExitCode {
    ExitCode::from(run_with(std::env::args_os()))
}

/// The same with these arguments, of which the first is the name of the program.
pub fn run_with(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    match Cli::try_parse_from(&arguments) {
        Ok(cli) => command(&cli).code(),
        Err(error) => with_own_name(shown(error, &arguments)).exit(),
    }
}

/// An error that quotes arguments, with what a terminal would act upon escaped: that of the same arguments as they can be shown.
fn shown(error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let shown = arguments.iter().map(|argument| foreign(&argument.to_string_lossy()).into_owned());
    match Cli::try_parse_from(shown) {
        Err(same) if same.kind() == error.kind() => same,
        Ok(_) | Err(_) => {
            clap::Error::raw(error.kind(), "an argument has characters that cannot be shown; leave them out\n")
        }
    }
}

/// Runs the command that the user asked for.
fn command(cli: &Cli) -> Status {
    output::decide_colours(cli.global.color);
    if let Err(directory) = boundary::allow_outside(&cli.global.allow_outside) {
        return output::complain(&[disk::missing(directory)]);
    }
    match &cli.command {
        Command::Compat(args) => compat::run(args, &cli.global),
        Command::Diff(args) => diff::run(args, &cli.global),
        Command::Preview(args) => preview::run(args, &cli.global),
        Command::Lint(args) => lint::run(args, &cli.global),
        Command::Explain(args) => explain::run(args, &cli.global),
        Command::Serialize(args) => serialize::run(args, &cli.global),
        Command::Deserialize(args) => deserialize::run(args, &cli.global),
        Command::Convert(args) => convert::run(args, &cli.global),
        Command::Impact(args) => impact::run(args, &cli.global),
        Command::Registry(command) => registry::run(command, &cli.global),
        #[cfg(feature = "mcp")]
        Command::Mcp(args) => mcp::run(args, &cli.global),
        Command::Waive(args) => waive::run(args, &cli.global),
        Command::Baseline(command) => baseline::run(command, &cli.global),
        Command::Config(command) => config::run(command, &cli.global),
        Command::Inspect(args) => inspect::run(args, &cli.global),
        Command::Scan(args) => scan::run(args, &cli.global),
        Command::Init(args) => init::run(args, &cli.global),
        #[cfg(feature = "lsp")]
        Command::Lsp => lsp::run(&cli.global),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}
