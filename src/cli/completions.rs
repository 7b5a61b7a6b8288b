//! `avrocheck completions`: prints the script that completes commands and flags in a shell.

use clap::CommandFactory;

use super::args::{Cli, CompletionsArgs};
use super::output::{Status, print};

pub(crate) fn run(args: &CompletionsArgs) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    print(Status::Passed, |out| out.write_all(&script))
}
