//! `avrocheck lint`: says what is wrong with each schema by itself.

use crate::lint::lint;
use crate::render::command::lint as report;
use crate::render::format::json;
use crate::source::lint_input;

use super::args::{Global, LintArgs};
use super::gate::{self, demand_schemas};
use super::output::{Status, look, print_as, remark};

pub(crate) fn run(args: &LintArgs, global: &Global) -> Status {
    let settings = gate::settings(&args.paths, &args.layer(), global);
    let (mut input, only) = lint_input::read(&args.paths, &settings);
    demand_schemas(&mut input);
    let (policy, _) = gate::policy(&settings, settings.baseline(), &mut input.problems);
    let linted = lint(input, only.as_ref(), &args.enable, &policy);
    linted.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let human = || report::render(&linted, look(global));
    print_as(args.format, Status::of(&linted), human, |mut out| json::write(&linted, &mut out))
}
