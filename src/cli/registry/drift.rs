//! `avrocheck registry drift`: shows what differs between local schemas and a registry.

use crate::model::path::typed;
use crate::render::command::registry::{drift_json, drifted};
use crate::source::config::Layer;
use crate::source::lint_input;
use crate::source::registry::drift::drift;
use crate::source::registry::open::OpenRegistry;

use super::super::args::{DriftArgs, Format, Global};
use super::super::gate;
use super::super::output::{Status, complain, print_as, remark};

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
    let status = match (found.problems.is_empty(), found.differences.is_empty()) {
        (false, _) if args.format == Format::Human => return complain(&found.problems),
        (false, _) => Status::NotChecked,
        (true, true) => Status::Passed,
        (true, false) => Status::Failed,
    };
    let (directory, registry) = (typed(&args.directory), &registry.name);
    let human = || drifted(&directory, registry, &found);
    print_as(args.format, status, human, |out| drift_json(&directory, registry, &found, out))
}
