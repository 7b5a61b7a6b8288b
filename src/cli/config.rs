//! `avrocheck config show`: shows the effective settings and where each comes from.

use avrocheck::render::command::settings;
use avrocheck::source::config::environment;

use super::args::{ConfigCommand, ConfigShowArgs, Format, Global};
use super::gate;
use super::output::{Status, complain, print};

pub(crate) fn run(command: &ConfigCommand, global: &Global) -> Status {
    match command {
        ConfigCommand::Show(args) => show(args, global),
    }
}

fn show(args: &ConfigShowArgs, global: &Global) -> Status {
    let mut found = gate::settings(&args.paths, &args.flags.layer(), global);
    found.problems.extend(environment::today(&environment::variables()).err());
    if !found.problems.is_empty() {
        return complain(&found.problems);
    }
    print(Status::Passed, |out| {
        let text = match args.format {
            Format::Human => settings::render(&found.rows),
            Format::Json => settings::json(&found.rows),
        };
        out.write_all(text.as_bytes())
    })
}
