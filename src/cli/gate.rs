//! Reads and checks schemas as the arguments say: what every command does that needs to know what is found.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::check::{Options, check as check_input};
use crate::model::date::Date;
use crate::model::input::{Input, Problem};
use crate::policy::Policy;
use crate::render::command::waive;
use crate::repair::Repaired;
use crate::report::CompatReport;
use crate::source::against::ReadOptions;
use crate::source::check_input::{self, CheckInput};
use crate::source::config::{self, Layer, Settings, Sources, environment};
use crate::source::location::names_revision;
use crate::source::lookup::archive::Archive;
use crate::source::{baseline, roots};

use super::args::{EarlierArgs, Global, SettingFlags};
use super::fix;

/// What to check.
pub(crate) struct Request<'a> {
    pub(crate) paths: &'a [PathBuf],
    pub(crate) flags: &'a SettingFlags,
    pub(crate) reading: ReadOptions,
    pub(crate) gated_pairs_only: bool,
    pub(crate) round_trips: bool,
    pub(crate) run_proofs: bool,
    pub(crate) as_confluent: bool,
    pub(crate) previews: bool,
    pub(crate) repairs: Repairs,
    pub(crate) baseline: Baselines,
}

impl<'a> Request<'a> {
    /// All that is found, without what only shows it.
    pub(crate) fn of_findings(
        paths: &'a [PathBuf],
        flags: &'a SettingFlags,
        earlier: &EarlierArgs,
        baseline: Baselines,
    ) -> Request<'a> {
        Request {
            paths,
            flags,
            reading: earlier.reading(),
            gated_pairs_only: false,
            round_trips: true,
            run_proofs: false,
            as_confluent: false,
            previews: false,
            repairs: Repairs::Offered,
            baseline,
        }
    }
}

/// What to do about fixes that need no human.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repairs {
    /// Make them.
    Made,
    /// Show them.
    Offered,
}

/// What to do about the baseline.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Baselines {
    /// What it has is no news.
    Heeded,
    /// It is about to be written.
    Ignored,
}

/// What was found.
pub(crate) struct Gate {
    pub(crate) report: CompatReport,
    /// The files that were mended before.
    pub(crate) repaired: Vec<Repaired>,
    /// Those of the report's notes that warn of settings which are of no use.
    pub(crate) unused: Vec<String>,
    pub(crate) settings: Settings,
    /// What was looked at, as a user would type it.
    pub(crate) target: String,
    /// The first of the paths that were looked at.
    pub(crate) first: PathBuf,
    pub(crate) today: Date,
    /// The time until everything was read.
    pub(crate) read: Duration,
    /// What of it git's objects took.
    pub(crate) git: Duration,
}

/// Reads the settings and the schemas, and checks them.
pub(crate) fn check(request: &Request<'_>, global: &Global) -> Gate {
    let started = Instant::now();
    let settings = settings(request.paths, &request.flags.layer(), global);
    let CheckInput { mut input, git } = check_input::read(request.paths, &settings, &request.reading);
    demand_schemas(&mut input);
    let (policy, today) = policy(&settings, request.baseline, &mut input.problems);
    let read = started.elapsed();
    let options = Options {
        policy,
        gated_pairs_only: request.gated_pairs_only,
        round_trips: request.round_trips,
        run_proofs: request.run_proofs,
        as_confluent: request.as_confluent,
        previews: request.previews,
    };
    let repaired = match request.repairs {
        Repairs::Made => fix::run(&mut input, &options),
        Repairs::Offered => Vec::new(),
    };
    let mut report = check_input(input, &options);
    let unused = waive::unused_settings(&report);
    report.notes.extend(unused.iter().cloned());
    let paths = roots::paths(request.paths, &settings);
    let target: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let first = paths.into_iter().next().unwrap_or_default();
    Gate { report, repaired, unused, settings, target: target.join(" "), first, today, read, git }
}

/// The policy that the settings make today; what keeps it from being known is told.
pub(crate) fn policy(settings: &Settings, baseline: Baselines, problems: &mut Vec<Problem>) -> (Policy, Date) {
    let today = environment::today(&environment::variables()).unwrap_or_else(|problem| {
        problems.push(problem);
        Date::EARLIEST
    });
    problems.extend(settings.problems.iter().cloned());
    let file = settings.plain.baseline.as_ref().filter(|_| baseline == Baselines::Heeded);
    let known = file.and_then(|file| match baseline::read(&file.value) {
        Ok(known) => Some(Arc::new(known)),
        Err(problem) => {
            problems.push(problem);
            None
        }
    });
    (settings.policy(today, known), today)
}

/// The settings in force for these paths.
pub(crate) fn settings(paths: &[PathBuf], flags: &Layer, global: &Global) -> Settings {
    let start = match paths.first() {
        // What stands at a revision is configured by what is checked out here.
        Some(path) if names_revision(path) => Path::new("."),
        Some(path) if path.exists() => path.as_path(),
        Some(_) | None if Path::new("schemas").exists() => Path::new("schemas"),
        Some(_) | None => Path::new("."),
    };
    let variables = environment::variables();
    config::settings(&Sources { explicit: global.config.as_deref(), start, flags, variables: &variables })
}

/// The archive in which versions are looked up: the directory that a flag names, or else where the settings say.
pub(crate) fn archive(directory: Option<&Path>, flags: &Layer, global: &Global) -> Archive {
    let paths: Vec<PathBuf> = directory.map(Path::to_owned).into_iter().collect();
    Archive::new(directory, settings(&paths, flags, global))
}

/// A gate that looked at nothing has not checked anything.
pub(crate) fn demand_schemas(input: &mut Input) {
    if input.schemas.is_empty() && input.problems.is_empty() {
        let message = "no schema found".to_owned();
        input.problems.push(Problem { file: None, position: None, message });
    }
}
