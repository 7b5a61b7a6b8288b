//! `avrocheck compat`: schemas in, the gate's answer out.

use std::time::Instant;

use avrocheck::compat::assume::{Assumed, Implementation};
use avrocheck::compat::check::{AsConfluent, CompatReport, Options, PairChoice, RoundTrips, check};
use avrocheck::compat::input::{Input, Problem};
use avrocheck::compat::level::Level;
use avrocheck::compat::policy::FailOn;
use avrocheck::compat::proof::Proofs;
use avrocheck::compat::rule::Severity;
use avrocheck::report::human::{Diffs, Matrices, View};
use avrocheck::source::{config, directory, fixtures};

use super::args::destination::conflict;
use super::args::{CompatArgs, FailOnArg, Global, PairsArg, Reader, Registry};
use super::fix;
use super::output::{Status, look, remark, use_threads};
use super::reports::deliver;

pub(crate) fn run(args: &CompatArgs, global: &Global) -> Status {
    let started = Instant::now();
    if let Some(conflict) = conflict(&args.format) {
        remark("error", &conflict);
        return Status::NotChecked;
    }
    use_threads(args.threads);
    let mut input = directory::read(&args.paths);
    let settings = config::settings(global.config.as_deref(), &args.paths[0]).unwrap_or_else(|problem| {
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
    let proofs = if args.no_proof { Proofs::Skip } else { Proofs::Run };
    let pairs = match args.pairs {
        PairsArg::All => PairChoice::All,
        PairsArg::Gated => PairChoice::Gated,
    };
    let as_confluent = match args.as_registry {
        Some(Registry::Confluent) => AsConfluent::Asked,
        None => AsConfluent::NotAsked,
    };
    let assumed = Assumed::new(args.assume.iter().map(|reader| implementation(*reader)).collect());
    let options = Options { level, pairs, round_trips, proofs, assumed, as_confluent };
    let repaired = if args.fix { fix::run(&mut input, &options) } else { Vec::new() };
    let report = check(input, &options);
    let checked = started.elapsed();

    let fail_on = fail_on(args.fail_on);
    report.notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    let target: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
    let view = View {
        target: &target.join(" "),
        level_origin: level_origin(args, &settings),
        fail_on,
        look: look(global),
        matrices: if args.matrix { Matrices::Listed } else { Matrices::Failing },
        diffs: if args.diff { Diffs::Shown } else { Diffs::Omitted },
    };
    let status = fix::tell(&repaired, &args.format, status(&report, fail_on));
    let status = deliver(&report, &view, &args.format, &args.paths[0], status);
    if global.verbose {
        let total = started.elapsed();
        remark(
            "time",
            &format!("{read:.1?} to read, {:.1?} to check, {:.1?} to report", checked - read, total - checked),
        );
    }
    status
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

fn implementation(reader: Reader) -> Implementation {
    match reader {
        Reader::Java => Implementation::Java,
        Reader::Confluent => Implementation::Confluent,
        Reader::Rust => Implementation::Rust,
        Reader::Python => Implementation::Python,
    }
}

pub(super) fn fail_on(arg: FailOnArg) -> FailOn {
    match arg {
        FailOnArg::Breaking => FailOn::Severity(Severity::Breaking),
        FailOnArg::Dangerous => FailOn::Severity(Severity::Dangerous),
        FailOnArg::Safe => FailOn::Severity(Severity::Safe),
        FailOnArg::Never => FailOn::Never,
    }
}

pub(super) fn status(report: &CompatReport, fail_on: FailOn) -> Status {
    if !report.problems.is_empty() {
        Status::NotChecked
    } else if report.failures(fail_on).next().is_some() {
        Status::Failed
    } else {
        Status::Passed
    }
}
