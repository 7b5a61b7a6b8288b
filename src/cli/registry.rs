//! `avrocheck registry`: reads schema registries, and writes to none.

mod check;
mod drift;
mod pull;

use super::args::{Global, RegistryCommand};
use super::output::Status;

pub(crate) fn run(command: &RegistryCommand, global: &Global) -> Status {
    match command {
        RegistryCommand::Pull(args) => pull::run(args, global),
        RegistryCommand::Check(args) => check::run(args, global),
        RegistryCommand::Drift(args) => drift::run(args, global),
    }
}
