//! `avrocheck config show`: shows the effective settings and where each comes from.

use crate::render::command::settings;
use crate::source::config::environment;

use super::args::{ConfigCommand, Format, Global};
use super::gate;
use super::output::{Status, complain, print_text};

pub(crate) fn run(command: &ConfigCommand, global: &Global) -> Status {
    let ConfigCommand::Show(args) = command;
    let mut found = gate::settings(&args.paths, &args.flags.layer(), global);
    found.problems.extend(environment::today(&environment::variables()).err());
    if !found.problems.is_empty() {
        return complain(&found.problems);
    }
    print_text(&match args.format {
        Format::Human => settings::render(&found.rows),
        Format::Json => settings::json(&found.rows),
    })
}
