//! `avrocheck compat`: schemas in, the gate's answer out.

use std::path::Path;
use std::time::Instant;

use avrocheck::compat::check::{CompatReport, Options, PairChoice, RoundTrips, check};
use avrocheck::compat::input::{Input, Problem, Scope};
use avrocheck::compat::level::Level;
use avrocheck::compat::policy::FailOn;
use avrocheck::compat::rule::Severity;
use avrocheck::report::human::{self, Diffs, Matrices, View};
use avrocheck::report::json;
use avrocheck::source::against::{self, Compared, Earlier, Fixtures, Start};
use avrocheck::source::argument::names_revision;
use avrocheck::source::{config, directory, fixtures};

use super::args::{CompatArgs, EarlierArgs, FailOnArg, Format, Global, PairsArg};
use super::output::{Status, look, print, remark};

pub(crate) fn run(args: &CompatArgs, global: &Global) -> Status {
    let started = Instant::now();
    if let Some(threads) = args.threads {
        rayon::ThreadPoolBuilder::new()
            .num_threads(threads.into())
            .build_global()
            .expect("nothing has used the threads before");
    }
    let Compared { mut input, git } = read(args);
    // What stands at a revision is configured by what is checked out here.
    let schemas = if names_revision(&args.paths[0]) { Path::new(".") } else { &args.paths[0] };
    let settings = config::settings(global.config.as_deref(), schemas).unwrap_or_else(|problem| {
        input.problems.push(problem);
        config::Settings::default()
    });
    let round_trips = if args.no_round_trip { RoundTrips::Skip } else { RoundTrips::Run };
    if round_trips == RoundTrips::Run {
        fixtures::attach(&mut input, &args.paths, args.fixtures.as_deref());
    }
    demand_schemas(&mut input);
    let read = started.elapsed();

    let level = args.level.or(settings.level).unwrap_or(Level::DEFAULT);
    let pairs = match args.pairs {
        PairsArg::All => PairChoice::All,
        PairsArg::Gated => PairChoice::Gated,
    };
    let report = check(input, &Options { level, pairs, round_trips });
    let checked = started.elapsed();

    let fail_on = fail_on(args.fail_on);
    report.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let status = print(status(&report, fail_on), |mut out| match args.format {
        Format::Json => json::write(&report, fail_on, &mut out),
        Format::Human => {
            let target: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
            let view = View {
                target: &target.join(" "),
                level_origin: level_origin(args, &settings),
                fail_on,
                look: look(global),
                matrices: if args.matrix { Matrices::Listed } else { Matrices::Failing },
                diffs: if args.diff { Diffs::Shown } else { Diffs::Omitted },
            };
            out.write_all(human::render(&report, &view).as_bytes())
        }
    });
    if global.verbose {
        let total = started.elapsed();
        let of_git = if git.is_zero() { String::new() } else { format!(" ({git:.1?} of it git's objects)") };
        remark(
            "time",
            &format!("{read:.1?} to read{of_git}, {:.1?} to check, {:.1?} to report", checked - read, total - checked),
        );
    }
    status
}

/// The schemas, and what they were if the user asks for that.
fn read(args: &CompatArgs) -> Compared {
    let EarlierArgs { against, no_merge_base, last, tags, changed } = &args.earlier;
    let start = if *no_merge_base { Start::Tip } else { Start::MergeBase };
    let revision = against.as_ref().map(|name| Earlier::Revision { name: name.clone(), start });
    let last = last.map(|count| Earlier::Last(count as usize));
    let tags = tags.as_ref().map(|pattern| Earlier::Tags(pattern.clone()));
    let scope = if *changed { Scope::Changed } else { Scope::Everything };
    let fixtures = if args.no_round_trip { Fixtures::Unwanted } else { Fixtures::Wanted };
    match revision.or(last).or(tags) {
        Some(earlier) => against::read(&args.paths, &earlier, scope, fixtures),
        None if *changed => {
            let message = "--changed needs to know since when: add --against REV".to_owned();
            let problems = vec![Problem { file: None, position: None, message }];
            Compared { input: Input { problems, ..Input::default() }, ..Compared::default() }
        }
        None => Compared { input: directory::read(&args.paths), ..Compared::default() },
    }
}

fn level_origin<'a>(args: &CompatArgs, settings: &'a config::Settings) -> Option<&'a str> {
    match args.level {
        Some(_) => Some("--level"),
        None => settings.level.and(settings.origin.as_deref()),
    }
}

/// A gate that looked at nothing has not checked anything.
fn demand_schemas(input: &mut Input) {
    if input.schemas.is_empty() && input.problems.is_empty() {
        let message = "no schema found".to_owned();
        input.problems.push(Problem { file: None, position: None, message });
    }
}

fn fail_on(arg: FailOnArg) -> FailOn {
    match arg {
        FailOnArg::Breaking => FailOn::Severity(Severity::Breaking),
        FailOnArg::Dangerous => FailOn::Severity(Severity::Dangerous),
        FailOnArg::Safe => FailOn::Severity(Severity::Safe),
        FailOnArg::Never => FailOn::Never,
    }
}

fn status(report: &CompatReport, fail_on: FailOn) -> Status {
    if !report.problems.is_empty() {
        Status::NotChecked
    } else if report.failures(fail_on).next().is_some() {
        Status::Failed
    } else {
        Status::Passed
    }
}
