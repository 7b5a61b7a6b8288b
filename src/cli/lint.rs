//! `avrocheck lint`: says what is wrong with each schema by itself.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::lint::lint;
use crate::lint::mend::{LintScope, Mended, mend, offer};
use crate::model::input::Input;
use crate::policy::Policy;
use crate::render::format::View;
use crate::report::CompatReport;
use crate::rule::Rule;
use crate::source::config::Settings;
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

/// Schemas that were looked at.
pub(super) struct LintedSchemas {
    pub(super) input: Input,
    /// The names of the files that are meant, if not all are.
    only: Option<BTreeSet<String>>,
    policy: Policy,
    pub(super) report: CompatReport,
    /// The names of all files that were read.
    pub(super) files: Vec<String>,
}

/// Looks at the schemas that paths name.
fn look_at(paths: &[PathBuf], enabled: &[&Rule], settings: &Settings) -> LintedSchemas {
    let (mut input, only) = lint_input::read(paths, settings);
    demand_schemas(&mut input);
    let files = files_of(&input, settings);
    let (policy, _) = gate::policy(settings, settings.baseline(), &mut input.problems);
    let report = lint(input.clone(), only.as_ref(), enabled, &policy);
    LintedSchemas { input, only, policy, report, files }
}

/// The same, with what could be done about each finding.
#[cfg(feature = "lsp")]
pub(super) fn with_fixes(paths: &[PathBuf], settings: &Settings) -> LintedSchemas {
    let mut linted = look_at(paths, &[], settings);
    let LintedSchemas { input, only, policy, report, .. } = &mut linted;
    offer(input, report, LintScope { only: only.as_ref(), enabled: &[], policy });
    say_where_defined(&mut report.problems, &roots::paths(paths, settings), settings);
    linted
}

pub(crate) fn run(args: &LintArgs, global: &Global) -> Status {
    if let Some(conflict) = conflict(&args.reports.format) {
        return refuse(conflict);
    }
    let has_files = !args.paths.iter().any(|path| is_standard_input(path));
    if args.fixes.fix && !has_files {
        return refuse(fix::NO_FILE);
    }
    let settings = gate::settings(&args.paths, &args.layer(), global);
    let LintedSchemas { mut input, only, policy, report: mut linted, files } =
        look_at(&args.paths, &args.enable, &settings);
    let scope = LintScope { only: only.as_ref(), enabled: &args.enable, policy: &policy };
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
