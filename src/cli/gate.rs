//! Reads and checks schemas as the arguments say, for every command that needs the findings.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::check::{self, Keeping, Options};
use crate::model::date::Date;
use crate::model::input::{Input, Problem};
use crate::model::level::Level;
use crate::policy::Policy;
use crate::render::command::waive;
use crate::repair::Repaired;
use crate::report::{CompatReport, ReportedSubject, SubjectReport};
use crate::rule::Implementation;
use crate::source::against::{Earlier, ReadOptions};
use crate::source::boundary::demand_inside;
use crate::source::check_input::{self, CheckInput};
use crate::source::config::{self, Layer, Settings, Sources, environment};
use crate::source::configured_base::{self, ConfiguredAgainst, ConfiguredBase};
use crate::source::location::names_revision;
use crate::source::lookup::archive::Archive;
use crate::source::lookup::link::say_where_defined;
use crate::source::registry::level::{RegistryDemands, RegistryLevel};
use crate::source::registry::open::Hints;
use crate::source::registry::schema::names_registry;
use crate::source::{baseline, roots};

use super::args::{EarlierArgs, Global, SettingFlags, again};
use super::fix::{self, FixRequest};
use super::output::{Status, complain, remark};

/// What to check.
pub(crate) struct Request<'a> {
    pub(crate) paths: &'a [PathBuf],
    pub(crate) flags: &'a SettingFlags,
    pub(crate) reading: ReadOptions,
    /// How to check it; the policy is that of the settings.
    pub(crate) options: Options,
    /// What the earlier flags say.
    pub(crate) earlier: &'a EarlierArgs,
    /// Which fixes to make, if any.
    pub(crate) fix: Option<FixRequest>,
    /// Whether known findings are reported like new ones: the baseline is about to be written.
    pub(crate) ignore_baseline: bool,
    /// What a registry demands of some subjects, unless a flag, a variable or an override says otherwise.
    pub(crate) demands: RegistryDemands,
}

impl<'a> Request<'a> {
    /// All that is found, without what only shows it.
    pub(crate) fn of_findings(paths: &'a [PathBuf], flags: &'a SettingFlags, earlier: &'a EarlierArgs) -> Request<'a> {
        let options = Options { run_proofs: false, ..Options::new(Policy::at(Level::DEFAULT)) };
        Request {
            paths,
            flags,
            reading: earlier.reading(),
            options,
            earlier,
            fix: None,
            ignore_baseline: false,
            demands: RegistryDemands::default(),
        }
    }
}

/// What was found.
pub(crate) struct Gate<S = SubjectReport> {
    pub(crate) report: CompatReport<S>,
    /// The files that were mended before, or would be.
    pub(crate) repaired: Vec<Repaired>,
    /// Those of the report's notes that warn of settings which are of no use.
    pub(crate) unused: Vec<String>,
    /// Those of the report's notes that say what a branch changed in its own judgement.
    pub(crate) own_judgement: Vec<String>,
    pub(crate) settings: Settings,
    /// The names of all files that were read.
    pub(crate) files: Vec<String>,
    /// What was looked at, as a user would type it.
    pub(crate) target: String,
    /// The first of the paths that were looked at.
    pub(crate) first: PathBuf,
    /// What they were compared with, by the flags or the configuration.
    pub(crate) earlier: Option<Earlier>,
    pub(crate) today: Date,
    /// The time until everything was read.
    pub(crate) read: Duration,
    /// What of it git's objects took.
    pub(crate) git: Duration,
}

/// Reads the settings and the schemas, and checks them.
pub(crate) fn check(request: Request<'_>, global: &Global) -> Gate {
    check_and_keep(request, global, &Keeping { pair: &|_| (), subject: &|_, report| report })
}

/// The same, where of each pair and each subject only what is wanted stays in memory.
pub(crate) fn check_and_keep<S: ReportedSubject + Send>(
    request: Request<'_>,
    global: &Global,
    kept: &Keeping<'_, S>,
) -> Gate<S> {
    let started = Instant::now();
    let settings = settings(request.paths, &request.flags.layer(), global);
    let (reading, base) = with_configured_base(request.reading, request.paths, &settings);
    let CheckInput { mut input, git, registry_levels } = match base {
        Ok(note) => {
            let mut read = check_input::read(request.paths, &settings, &reading);
            read.input.notes.extend(note);
            read
        }
        Err(problem) => CheckInput { input: Input::from(problem), ..CheckInput::default() },
    };
    let levels: Vec<(String, Level)> =
        request.demands.levels.iter().chain(&registry_levels).filter_map(RegistryLevel::of_subject).collect();
    let settings = settings.with_registry_levels(&levels);
    input.problems.extend(request.earlier.conflict().map(Problem::of_run));
    enter(request.demands.hints, &mut input);
    demand_schemas(&mut input);
    let known = settings.baseline().filter(|_| !request.ignore_baseline);
    let (policy, today) = policy(&settings, known, &mut input.problems);
    let files = files_of(&input, &settings);
    let read = started.elapsed();
    let all_second_opinions = global.verbose || policy.readers.contains(&Implementation::Rust);
    let options = Options { policy, all_second_opinions, ..request.options };
    let repaired = request.fix.map(|wanted| fix::run(&mut input, &options, &wanted)).unwrap_or_default();
    let own_judgement = input.own_judgement.clone();
    let mut report = check::check_and_keep(input, &options, kept);
    report.arguments = again::arguments(global, request.flags, request.earlier, request.paths);
    let unused = waive::unused_settings(&report);
    report.notes.extend(unused.iter().cloned());
    let paths = roots::paths(request.paths, &settings);
    say_where_defined(&mut report.problems, &paths, &settings);
    let target = target(&paths);
    let first = paths.into_iter().next().unwrap_or_default();
    let earlier = reading.earlier;
    Gate { report, repaired, unused, own_judgement, settings, files, target, first, earlier, today, read, git }
}

/// The paths that are looked at, as a user would type them.
pub(super) fn target(paths: &[PathBuf]) -> String {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    paths.join(" ")
}

/// The names of all files that a run reads, also of those that it cannot understand.
pub(super) fn files_of(input: &Input, settings: &Settings) -> Vec<String> {
    let schemas = input.schemas.iter().map(|schema| schema.name.clone());
    let fixtures = input.fixtures.iter().map(|fixture| fixture.records.name.clone());
    let problems = input.problems.iter().filter_map(|problem| problem.file.clone());
    let configuration = settings.file.iter().map(|(file, _)| file.display().to_string());
    let baseline = settings.baseline().map(|baseline| baseline.display().to_string());
    schemas.chain(fixtures).chain(problems).chain(configuration).chain(baseline).collect()
}

/// What is to be read, compared with what the configuration says where no flag says it; with a remark, or with what keeps it
/// from being compared.
fn with_configured_base(
    mut reading: ReadOptions,
    paths: &[PathBuf],
    settings: &Settings,
) -> (ReadOptions, Result<Option<String>, Problem>) {
    // Versions that are given one by one, and those at a revision or in a registry, are compared with each other.
    let is_for_flags =
        reading.earlier.is_some() || reading.registry.is_some() || paths.len() > 1 || !settings.problems.is_empty();
    if is_for_flags || paths.iter().any(|path| names_revision(path) || names_registry(path)) {
        return (reading, Ok(None));
    }
    match configured_base::find(settings) {
        Ok(None) => (reading, Ok(None)),
        Ok(Some(ConfiguredBase { against, note })) => {
            match against {
                ConfiguredAgainst::Revision(earlier) => reading.earlier = Some(earlier),
                ConfiguredAgainst::Registry(name) => reading.registry = Some(name),
            }
            (reading, Ok(note))
        }
        Err(problem) => (reading, Err(problem)),
    }
}

/// The policy that the settings and a baseline file make today. What keeps it from being known becomes a problem.
pub(crate) fn policy(settings: &Settings, baseline: Option<&Path>, problems: &mut Vec<Problem>) -> (Policy, Date) {
    let today = environment::today(&environment::variables()).map_err(|problem| problems.push(problem));
    let today = today.unwrap_or(Date::EARLIEST);
    problems.extend(settings.problems.iter().cloned());
    let read = |file| match settings.revision {
        Some(_) => baseline::read_in(settings.repository.as_deref(), file),
        None => baseline::read(file),
    };
    let known = baseline.and_then(|file| read(file).map_err(|problem| problems.push(problem)).ok());
    (settings.policy(today, known.map(Arc::new)), today)
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
    // What a link leads to outside of the repository configures nothing.
    let start = if demand_inside(start).is_ok() { start } else { Path::new(".") };
    let variables = environment::variables();
    config::settings(&Sources { explicit: global.config.as_deref(), start, flags, variables: &variables })
}

/// The archive in which versions are looked up: the directory that a flag names, or else where the settings say.
pub(crate) fn archive(directory: Option<&Path>, flags: &Layer, global: &Global) -> Archive {
    let paths: Vec<PathBuf> = directory.map(Path::to_owned).into_iter().collect();
    Archive::new(directory, settings(&paths, flags, global))
}

/// Says what the registries of a run leave to be said. Where something may be missing, nothing was checked.
pub(crate) fn with_hints(archive: &Archive, global: &Global, status: Status) -> Status {
    let Hints { notes, problems } = archive.registry_hints();
    notes.iter().filter(|_| !global.quiet).for_each(|note| remark("note", note));
    if problems.is_empty() { status } else { complain(&problems) }
}

/// Enters what a registry left to be said, and has not said again when the input was read.
fn enter(hints: Hints, input: &mut Input) {
    input.notes.extend(hints.notes.into_iter().filter(|note| !input.notes.contains(note)).collect::<Vec<_>>());
    input.problems.extend(hints.problems.into_iter().filter(|one| !input.problems.contains(one)).collect::<Vec<_>>());
}

/// A gate that looked at nothing has not checked anything. That all released files are gone is a finding.
pub(crate) fn demand_schemas(input: &mut Input) {
    let was_nothing = input.past.as_ref().is_none_or(|past| past.released.is_empty());
    if input.schemas.is_empty() && was_nothing && input.problems.is_empty() {
        input.problems.push(Problem::of_run("no schema found"));
    }
}
