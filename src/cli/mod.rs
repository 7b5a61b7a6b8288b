//! The command line: reads arguments, calls the library and prints, in one file for each command.

pub(crate) mod args;
mod baseline;
mod compat;
mod completions;
mod config;
mod deserialize;
mod deserialize_raw;
mod diff;
mod explain;
mod fix;
mod gate;
mod init;
mod inspect;
mod lint;
mod man;
mod output;
mod preview;
mod record_output;
mod reports;
mod scan;
mod serialize;
mod serialize_raw;
mod waive;

use std::process::ExitCode;

use clap::Parser;

use crate::source::{boundary, disk};
use args::{Cli, Command};
use output::Status;

/// Runs the command line with the arguments of the process. Returns the exit code: 0 checked, 1 something found, 2 could not
/// check. Ends the process where the arguments make no sense, or ask for help.
pub fn run() -> ExitCode {
    command(&Cli::parse()).into()
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
        Command::Waive(args) => waive::run(args, &cli.global),
        Command::Baseline(command) => baseline::run(command, &cli.global),
        Command::Config(command) => config::run(command, &cli.global),
        Command::Inspect(args) => inspect::run(args, &cli.global),
        Command::Scan(args) => scan::run(args, &cli.global),
        Command::Init(args) => init::run(args, &cli.global),
        Command::Completions(args) => completions::run(args),
        Command::Man(args) => man::run(args),
    }
}
