//! `avrocheck lint`: says what is wrong with each schema by itself.

use std::path::Path;

use crate::lint::lint;
use crate::lint::mend::{LintScope, Mended, mend, offer};
use crate::render::format::View;
use crate::report::CompatReport;
use crate::source::lookup::link::say_where_defined;
use crate::source::lookup::reference::is_standard_input;
use crate::source::{lint_input, roots};

use super::args::again::arguments_of_paths;
use super::args::destination::conflict;
use super::args::{Global, LintArgs};
use super::fix;
use super::gate::{self, demand_schemas, files_of, target};
use super::output::{Status, look, refuse, remark};
use super::reports::deliver;

pub(crate) fn run(args: &LintArgs, global: &Global) -> Status {
    if let Some(conflict) = conflict(&args.reports.format) {
        return refuse(conflict);
    }
    let has_files = !args.paths.iter().any(|path| is_standard_input(path));
    if args.fixes.fix && !has_files {
        return refuse(fix::NO_FILE);
    }
    let settings = gate::settings(&args.paths, &args.layer(), global);
    let (mut input, only) = lint_input::read(&args.paths, &settings);
    demand_schemas(&mut input);
    let files = files_of(&input, &settings);
    let (policy, _) = gate::policy(&settings, settings.baseline(), &mut input.problems);
    let scope = LintScope { only: only.as_ref(), enabled: &args.enable, policy: &policy };
    let mut linted = lint(input.clone(), scope.only, scope.enabled, scope.policy);
    linted.arguments = arguments_of_paths(global, &args.paths);
    let mut shown = Vec::new();
    if args.fixes.fix {
        let agreed = args.fixes.agreed();
        agreed.remarks(&linted).iter().for_each(|note| remark("note", note));
        match mend(&input, &linted, scope, &agreed) {
            Some(Mended { files, .. }) if args.fixes.dry_run => shown = files,
            Some(Mended { input: mended, report, files }) => {
                let (written, problems) = fix::write(files);
                if problems.is_empty() {
                    (input, linted) = (mended, CompatReport { arguments: linted.arguments, ..report });
                }
                linted.problems.extend(problems);
                shown = written;
            }
            None if linted.problems.is_empty() => remark("note", fix::NOTHING),
            None => {}
        }
    }
    if has_files {
        offer(&input, &mut linted, scope);
    }
    linted.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let paths = roots::paths(&args.paths, &settings);
    say_where_defined(&mut linted.problems, &paths, &settings);
    let view = View {
        target: &target(&paths),
        look: look(global),
        all_matrices: false,
        diffs: false,
        statistics: args.reports.statistics,
    };
    let first = paths.first().map_or(Path::new("."), |path| path.as_path());
    let status = fix::tell(&shown, fix::verb(&args.fixes), &args.reports.format, look(global), Status::of(&linted));
    deliver(&linted, &view, &args.reports.format, (first, &files), status)
}
