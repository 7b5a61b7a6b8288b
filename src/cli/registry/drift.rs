//! `avrocheck registry drift`: shows what differs between local schemas and a registry.

use crate::model::path::typed;
use crate::render::command::registry::drifted;
use crate::source::config::Layer;
use crate::source::lint_input;
use crate::source::registry::drift::drift;
use crate::source::registry::open::OpenRegistry;

use super::super::args::{DriftArgs, Global};
use super::super::gate;
use super::super::output::{Status, complain, print, remark};

pub(crate) fn run(args: &DriftArgs, global: &Global) -> Status {
    let given = [args.directory.clone()];
    let settings = gate::settings(&given, &Layer::default(), global);
    let registry = match OpenRegistry::open(&args.registry, &settings) {
        Ok(registry) => registry,
        Err(problem) => return complain(&[problem]),
    };
    let (input, _) = lint_input::read(&given, &settings);
    let mut found = drift(&registry, input, &settings);
    found.problems.extend(settings.problems.iter().cloned());
    if !global.quiet {
        found.notes.iter().for_each(|note| remark("note", note));
    }
    if !found.problems.is_empty() {
        return complain(&found.problems);
    }
    let status = if found.differences.is_empty() { Status::Passed } else { Status::Failed };
    let text = drifted(&typed(&args.directory), &registry.name, &found);
    print(status, |out| out.write_all(text.as_bytes()))
}
