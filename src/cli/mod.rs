//! Arguments in, an exit code out: one file for each command, wiring and printing alone.

pub(crate) mod args;
mod compat;
mod deserialize;
mod diff;
mod explain;
mod fix;
mod inspect;
mod output;
mod serialize;

use args::{Cli, Command};
pub(crate) use output::Status;

/// Runs the command that the user asked for.
pub(crate) fn run(cli: &Cli) -> Status {
    output::decide_colours(cli.global.color);
    match &cli.command {
        Command::Compat(args) => compat::run(args, &cli.global),
        Command::Diff(args) => diff::run(args, &cli.global),
        Command::Explain(args) => explain::run(args),
        Command::Serialize(args) => serialize::run(args, &cli.global),
        Command::Deserialize(args) => deserialize::run(args, &cli.global),
        Command::Inspect(args) => inspect::run(args, &cli.global),
    }
}
