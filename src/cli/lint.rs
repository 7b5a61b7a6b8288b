//! `avrocheck lint`: says what is wrong with each schema by itself.

use std::path::Path;

use crate::lint::lint;
use crate::render::format::View;
use crate::source::{lint_input, roots};

use super::args::destination::conflict;
use super::args::{Global, LintArgs};
use super::gate::{self, demand_schemas, target};
use super::output::{Status, look, refuse, remark};
use super::reports::deliver;

pub(crate) fn run(args: &LintArgs, global: &Global) -> Status {
    if let Some(conflict) = conflict(&args.reports.format) {
        return refuse(conflict);
    }
    let settings = gate::settings(&args.paths, &args.layer(), global);
    let (mut input, only) = lint_input::read(&args.paths, &settings);
    demand_schemas(&mut input);
    let (policy, _) = gate::policy(&settings, settings.baseline(), &mut input.problems);
    let linted = lint(input, only.as_ref(), &args.enable, &policy);
    linted.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let paths = roots::paths(&args.paths, &settings);
    let view = View {
        target: &target(&paths),
        look: look(global),
        all_matrices: false,
        diffs: false,
        statistics: args.reports.statistics,
    };
    let first = paths.first().map_or(Path::new("."), |path| path.as_path());
    deliver(&linted, &view, &args.reports.format, first, Status::of(&linted))
}
