//! `avrocheck lint`: says what is wrong with each schema by itself.

use crate::lint::lint;
use crate::render::command::lint as report;
use crate::render::format::json;
use crate::source::lint_input;

use super::args::{Format, Global, LintArgs};
use super::gate::{self, Baselines, demand_schemas};
use super::output::{Status, look, print, remark};

pub(crate) fn run(args: &LintArgs, global: &Global) -> Status {
    let settings = gate::settings(&args.paths, &args.layer(), global);
    let (mut input, only) = lint_input::read(&args.paths, &settings);
    demand_schemas(&mut input);
    let (policy, _) = gate::policy(&settings, Baselines::Heeded, &mut input.problems);
    let linted = lint(input, only.as_ref(), &args.enable, &policy);
    linted.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    print(Status::of(&linted), |mut out| match args.format {
        Format::Json => json::write(&linted, &mut out),
        Format::Human => out.write_all(report::render(&linted, look(global)).as_bytes()),
    })
}
