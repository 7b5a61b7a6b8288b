//! `avrocheck completions`: prints the script that completes commands and flags in a shell.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::rule::RULES;

use super::args::{Cli, CompletionsArgs};
use super::output::{Status, print};

pub(crate) fn run(args: &CompletionsArgs) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    if args.shell == Shell::Fish {
        script.extend(rules_for_fish().into_bytes());
    }
    print(Status::Passed, |out| out.write_all(&script))
}

/// The rules that `explain` takes: the generator leaves out arguments without a flag for fish.
fn rules_for_fish() -> String {
    let rules: Vec<String> = RULES.iter().map(|rule| format!("{}\\t'{}'", rule.id, rule.name)).collect();
    let condition = "__fish_avrocheck_using_subcommand explain";
    format!("complete -c avrocheck -n \"{condition}\" -f -a \"{}\"\n", rules.join("\n"))
}
