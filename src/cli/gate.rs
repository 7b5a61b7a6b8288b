//! Paths and flags in, the report of the gate out: what every command does that needs to know what is found.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use avrocheck::compat::check::{CompatReport, Options, PairChoice, RoundTrips, check as check_input};
use avrocheck::compat::date::Date;
use avrocheck::compat::input::{Input, Problem};
use avrocheck::report::unused;
use avrocheck::source::config::{self, Settings, Sources, environment};
use avrocheck::source::{baseline, tree};

use super::args::{Global, SettingFlags};

/// What to check.
pub(crate) struct Request<'a> {
    pub(crate) paths: &'a [PathBuf],
    pub(crate) flags: &'a SettingFlags,
    pub(crate) pairs: PairChoice,
    pub(crate) round_trips: RoundTrips,
    pub(crate) baseline: Baselines,
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
    pub(crate) settings: Settings,
    /// What was looked at, as a user would type it.
    pub(crate) target: String,
    pub(crate) today: Date,
    /// The time until everything was read.
    pub(crate) read: Duration,
}

/// Reads the settings and the schemas, and checks them.
pub(crate) fn check(request: &Request<'_>, global: &Global) -> Gate {
    let started = Instant::now();
    let mut settings = settings(request.paths, request.flags, global);
    let today = environment::today(&environment::variables()).unwrap_or_else(|problem| {
        settings.problems.push(problem);
        Date::EARLIEST
    });
    let mut input = tree::read(request.paths, &settings, request.round_trips);
    demand_schemas(&mut input);
    input.problems.extend(settings.problems.iter().cloned());
    let file = settings.plain.baseline.as_ref().filter(|_| request.baseline == Baselines::Heeded);
    let known = file.and_then(|file| match baseline::read(&file.value) {
        Ok(known) => Some(Arc::new(known)),
        Err(problem) => {
            input.problems.push(problem);
            None
        }
    });
    let read = started.elapsed();
    let policy = settings.policy(today, known);
    let mut report = check_input(input, &Options { policy, pairs: request.pairs, round_trips: request.round_trips });
    report.notes.extend(unused::remarks(&report));
    let paths = tree::paths(request.paths, &settings);
    let target: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    Gate { report, settings, target: target.join(" "), today, read }
}

/// The settings in force for these paths.
pub(crate) fn settings(paths: &[PathBuf], flags: &SettingFlags, global: &Global) -> Settings {
    let start = match paths.first() {
        Some(path) => path.as_path(),
        None if Path::new("schemas").exists() => Path::new("schemas"),
        None => Path::new("."),
    };
    let (flags, variables) = (flags.layer(), environment::variables());
    config::settings(&Sources { explicit: global.config.as_deref(), start, flags: &flags, variables: &variables })
}

/// A gate that looked at nothing has not checked anything.
fn demand_schemas(input: &mut Input) {
    if input.schemas.is_empty() && input.problems.is_empty() {
        let message = "no schema found".to_owned();
        input.problems.push(Problem { file: None, position: None, message });
    }
}
