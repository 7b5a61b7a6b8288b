//! `avrocheck compat`: checks the compatibility of schema versions.

use std::collections::HashSet;
use std::io::Write;
use std::time::Instant;

use crate::check::{Keeping, Options};
use crate::model::level::Level;
use crate::policy::Policy;
use crate::render::command::compat::effort;
use crate::render::format::View;
use crate::render::format::human;
use crate::render::format::spool::{SubjectSpool, write_spooled};
use crate::report::ReportedSubject;
use crate::source::against::ReadOptions;
use crate::source::lookup::reference::is_standard_input;
use crate::source::registry::level::RegistryDemands;
use crate::source::registry::schema::names_registry;

use super::args::destination::{Destination, ReportFormat, conflict};
use super::args::{CompatArgs, EarlierArgs, Global, PairsArg, Registry};
use super::fix::{self, FixRequest};
use super::gate::{self, Gate, Request};
use super::output::{Status, look, refuse, remark, use_threads};
use super::reports::{deliver, deliver_with};

/// So many bytes of subjects wait in memory until the report is complete; others do in a temporary file, where there can be one.
const IN_MEMORY: usize = 8 << 20;

pub(crate) fn run(args: &CompatArgs, global: &Global) -> Status {
    if let [only] = &args.paths[..]
        && names_registry(only)
    {
        let only = only.display();
        return refuse(format!(
            "{only} is one version, and a second is needed: give the older one first; `avrocheck registry check` compares one with \
             those before it"
        ));
    }
    use_threads(args.threads);
    let comparisons = args.earlier.comparisons();
    if let [only] = &comparisons[..] {
        return compare(args, only, RegistryDemands::default(), global);
    }
    if args.fixes.fix {
        return refuse("--fix mends what one comparison finds; compare with one at a time");
    }
    if let Some(destination) = args.reports.format.iter().find(|destination| !destination.can_be_repeated()) {
        return refuse(format!(
            "--format {destination} is one report, and each comparison has its own; run it once for each --against"
        ));
    }
    let each = comparisons.iter().map(|earlier| {
        remark("note", &format!("compared with {}", earlier.described()));
        compare(args, earlier, RegistryDemands::default(), global)
    });
    each.max().unwrap_or(Status::NotChecked)
}

/// One comparison. A registry may say what it demands of some subjects.
pub(crate) fn compare(args: &CompatArgs, earlier: &EarlierArgs, demands: RegistryDemands, global: &Global) -> Status {
    let started = Instant::now();
    if let Some(conflict) = conflict(&args.reports.format) {
        return refuse(conflict);
    }
    if args.fixes.fix && args.paths.iter().any(|path| is_standard_input(path)) {
        return refuse(fix::NO_FILE);
    }
    if args.fixes.fix && args.paths.last().is_some_and(|path| names_registry(path)) {
        return refuse(
            "nothing is written to a registry; `avrocheck registry pull` makes files of its versions, and --fix edits files",
        );
    }
    let options = Options {
        gated_pairs_only: args.pairs == PairsArg::Gated,
        round_trips: !args.no_round_trip,
        run_proofs: !args.no_proof,
        as_confluent: args.as_registry == Some(Registry::Confluent),
        previews: args.reports.format.iter().any(Destination::shows_previews),
        ..Options::new(Policy::at(Level::DEFAULT))
    };
    let request = Request {
        reading: ReadOptions { with_fixtures: !args.no_round_trip, ..earlier.reading() },
        options,
        fix: args.fixes.fix.then(|| FixRequest { agreed: args.fixes.agreed(), dry_run: args.fixes.dry_run }),
        demands,
        ..Request::of_findings(&args.paths, &args.flags, earlier)
    };
    let to = &args.reports.format[..];
    if to.iter().all(|destination| destination.format == ReportFormat::Json) {
        let spool = SubjectSpool::new(IN_MEMORY, tempfile::tempfile().ok());
        let gate = gate::check_and_keep(
            request,
            global,
            &Keeping { pair: &|_| (), subject: &|sources, report| spool.put(sources, report) },
        );
        let write = |out: &mut dyn Write| write_spooled(&gate.report, &spool, &mut &mut *out);
        let deliver =
            |view: &View<'_>, status| deliver_with(&gate.report, view, to, &gate.files, status, |_, _, out| write(out));
        return tell(args, global, started, &gate, deliver);
    }
    let is_short = !global.verbose && !args.reports.statistics;
    let gate = match is_short && to.iter().all(|destination| destination.format == ReportFormat::Human) {
        true => gate::check_and_keep(
            request,
            global,
            &Keeping { pair: &human::shorten, subject: &|_, report| human::shown(report) },
        ),
        false => gate::check(request, global),
    };
    let deliver = |view: &View<'_>, status| deliver(&gate.report, view, to, (&gate.first, &gate.files), status);
    let status = tell(args, global, started, &gate, deliver);
    // The process ends here: giving back a large report piece by piece would only take time.
    std::mem::forget(gate);
    status
}

/// Says how it went beside the reports, and delivers them.
fn tell<S: ReportedSubject>(
    args: &CompatArgs,
    global: &Global,
    started: Instant,
    Gate { report, repaired, unused, own_judgement, target, read, git, .. }: &Gate<S>,
    deliver: impl FnOnce(&View<'_>, Status) -> Status,
) -> Status {
    let checked = started.elapsed();

    if args.fixes.fix && repaired.is_empty() && report.problems.is_empty() {
        remark("note", fix::NOTHING);
    }
    let unused: HashSet<&String> = unused.iter().collect();
    let word = |note: &String| if unused.contains(note) { "warning" } else { "note" };
    let is_said = |note: &&String| !global.quiet || own_judgement.contains(note);
    report.notes.iter().filter(is_said).for_each(|note| remark(word(note), note));
    let view = View {
        target,
        look: look(global),
        all_matrices: args.matrix,
        diffs: args.diff,
        statistics: args.reports.statistics,
    };
    let verb = fix::verb(&args.fixes);
    let status = fix::tell(repaired, verb, &args.reports.format, look(global), Status::of(report));
    let status = deliver(&view, status);
    if global.verbose {
        let (total, check) = (started.elapsed(), checked - *read);
        let of_git = if git.is_zero() { String::new() } else { format!(" ({git:.1?} of it git's objects)") };
        let to_check = format!("{check:.1?} to check{}", effort(&report.effort));
        remark("time", &format!("{read:.1?} to read{of_git}, {to_check}, {:.1?} to report", total - checked));
    }
    status
}
