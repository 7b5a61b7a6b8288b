//! Reads what `compat` checks: directories of schemas, versions that are given one by one, or an earlier state beside today's.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use super::against::{self, Earlier, ReadOptions};
use super::config::Settings;
use super::config::find::from_here;
use super::fixtures::{at_revision, on_disk};
use super::git::Repository;
use super::layout::proposal;
use super::location::names_revision;
use super::lookup::archive::Archive;
use super::lookup::reference::is_standard_input;
use super::registry::against::{self as registry_versions, ComparedWithRegistry};
use super::registry::level::RegistryLevel;
use super::registry::open::OpenRegistry;
use super::registry::pulled::PulledSubjects;
use super::registry::schema::names_registry;
use super::roots::SchemaRoot;
use super::{explicit, globs, lint_input, lone_versions, names, part, roots, twins, uncompared};
use crate::model::input::{Input, Past, Problem};
use crate::model::level::{Level, Reach};
use crate::model::path::{SCHEMA_EXTENSIONS, typed};

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct CheckInput {
    /// The schemas, their fixtures, and what they were.
    pub input: Input,
    /// How long it took to read the repository.
    pub git: Duration,
    /// What a registry demands of the subjects, now or when they were pulled from it.
    pub registry_levels: Vec<RegistryLevel>,
}

/// The input of a check: the schemas below a directory, and the fixtures that belong to them, as the settings have it. What
/// cannot be read is among the input's problems.
///
/// ```
/// use avrocheck::{Settings, read_input};
///
/// let input = read_input("schemas".as_ref(), &Settings::default());
/// assert_eq!(input.problems, []);
/// ```
pub fn read_input(directory: &Path, settings: &Settings) -> Input {
    read(&[directory.to_owned()], settings, &ReadOptions { with_fixtures: true, ..ReadOptions::default() }).input
}

/// Reads schemas, and fixtures where they are wanted. Several paths that were given are versions one after the other;
/// several roots of the configuration are trees of their own.
pub(crate) fn read(given: &[PathBuf], settings: &Settings, options: &ReadOptions) -> CheckInput {
    if let Some(name) = &options.registry {
        return with_registry(given, settings, options, name);
    }
    let mut read = read_as_it_is(given, settings, options);
    read.input.notes.extend(one_step(options, settings, read.input.past.as_ref()));
    let mut uncompared = uncompared(&read.input, settings);
    uncompared.retain(|problem| !problem.file.as_ref().is_some_and(|file| read.input.only_referred_to.contains(file)));
    if uncompared.is_empty() {
        read.input.notes.extend(uncompared::remarks(&read.input, settings.renamings()));
    }
    read.input.problems.extend(uncompared);
    let pulled = PulledSubjects::judging(&read.input.schemas, settings);
    pulled.keep_groups(&mut read.input);
    read.registry_levels = pulled.levels();
    read.input.problems.extend(pulled.problems);
    read
}

/// Local schemas after their versions in a registry.
fn with_registry(given: &[PathBuf], settings: &Settings, options: &ReadOptions, name: &str) -> CheckInput {
    let of_revision = settings.revision_of_fixtures().filter(|_| options.with_fixtures);
    let opened = OpenRegistry::open(name, settings).and_then(|registry| {
        let repository = of_revision.map(|_| Repository::open(settings.repository.as_deref(), Path::new(".")));
        Ok((registry, repository.transpose()?))
    });
    let (registry, repository) = match opened {
        Ok(opened) => opened,
        Err(problem) => return CheckInput { input: Input::from(problem), ..CheckInput::default() },
    };
    let (input, only) =
        lint_input::read_with(given, settings, |input, root, layout| match (&repository, of_revision) {
            (Some(repository), Some(revision)) => at_revision::attach(input, root, layout, repository, revision),
            _ if options.with_fixtures => on_disk::attach(input, root, layout),
            _ => {}
        });
    let ComparedWithRegistry { input, levels } = registry_versions::compare(&registry, input, only.as_ref());
    CheckInput { input, registry_levels: levels, ..CheckInput::default() }
}

/// A transitive level is about every earlier version, and one revision is one of them.
fn one_step(options: &ReadOptions, settings: &Settings, past: Option<&Past>) -> Option<String> {
    let level = settings.plain.level.as_ref().map_or(Level::DEFAULT, |level| level.value);
    let is_alone = matches!(options.earlier, Some(Earlier::Revision { .. })) && options.history.is_none();
    let past = past.filter(|past| is_alone && past.newest.is_some() && !past.fresh.is_empty())?;
    (level.reach == Reach::Transitive).then(|| {
        let label = &past.label;
        format!(
            "checked only against {label}, but {level} covers all earlier versions; use --last N or --tags PATTERN to check them"
        )
    })
}

/// Why nothing would be compared with some subjects.
pub(crate) fn uncompared(input: &Input, settings: &Settings) -> Vec<Problem> {
    let mut problems = uncompared::problems(input, settings.renamings());
    if problems.is_empty() {
        problems.extend(lone_versions::problem(input, settings.renamings()));
    }
    let template = problems.first().and_then(|first| repeating_template(input, first.file.as_deref()?, settings));
    if let Some(template) = template {
        let remedy = format!("; if names of files repeat the version: layout = \"{template}\"");
        problems.iter_mut().for_each(|problem| problem.message += &remedy);
    }
    problems
}

/// A template by which the files would have several versions, for names that repeat the version of their directory as this one
/// of them does.
fn repeating_template(input: &Input, name: &str, settings: &Settings) -> Option<String> {
    let layout = settings.layout();
    let schema = input.schemas.iter().find(|schema| schema.name == name).filter(|_| !layout.has_template())?;
    let path = layout.configured_path(name);
    let (root, _) = path.split_once(&format!("{}/", schema.place.version()?.label()))?;
    let files: Vec<String> = input.schemas.iter().map(|schema| layout.configured_path(&schema.name)).collect();
    proposal::repeating_template(root.trim_end_matches('/'), &files)
}

/// The same without a look at what would not be compared.
pub(crate) fn read_as_it_is(given: &[PathBuf], settings: &Settings, options: &ReadOptions) -> CheckInput {
    let mut read = match refusal(given, options) {
        Some(message) => CheckInput { input: Input::from(Problem::of_run(message)), ..CheckInput::default() },
        None if (given.len() > 1 || given.iter().any(|path| names_registry(path))) && options.earlier.is_none() => {
            let is_wanted = options.with_fixtures && settings.revision_of_fixtures().is_none();
            let fixtures = settings.fixtures().filter(|_| is_wanted);
            let mut input = explicit::read(given, fixtures, &Archive::new(None, settings.clone()));
            input.problems.extend(explicit::again(given));
            CheckInput { input: names::named(input, settings), ..CheckInput::default() }
        }
        None => {
            let read = below_roots(given, settings, options);
            let is_readable = read.input.problems.is_empty();
            match part::needs_others(given, &read.input, settings).filter(|_| is_readable) {
                None => read,
                Some(part) => {
                    let mut whole = below_roots(&part.whole, settings, options);
                    part::keep_subjects(&mut whole.input, &part, settings);
                    CheckInput { git: read.git + whole.git, ..whole }
                }
            }
        }
    };
    twins::without_twins(&mut read.input);
    read
}

/// Why these options do not fit together.
fn refusal(given: &[PathBuf], options: &ReadOptions) -> Option<String> {
    if let [only] = given
        && is_standard_input(only)
    {
        let message = "standard input is one version; name those before it, too: `avrocheck compat v1.avsc -`";
        return Some(message.to_owned());
    }
    match &options.earlier {
        None if options.only_changed => Some("--changed needs to know since when: add --against REV".to_owned()),
        Some(_) if given.len() > 1 => {
            let other = given.iter().find(|path| {
                path.is_file() || names_revision(path) || names_registry(path) || is_standard_input(path)
            })?;
            Some(format!(
                "several directories can be compared with a revision together, and {} is none; give directories, or write \
                 REV:path for each version",
                typed(other)
            ))
        }
        None | Some(_) => None,
    }
}

fn below_roots(given: &[PathBuf], settings: &Settings, options: &ReadOptions) -> CheckInput {
    let layout = settings.layout();
    let mut paths = roots::paths(given, settings);
    if given.len() > 1 {
        paths = roots::distinct(&paths).0;
    }
    // One repository for all of them, found once.
    let first = paths.first().map_or(Path::new("."), PathBuf::as_path);
    let of_revision = settings.revision_of_fixtures().filter(|_| options.with_fixtures);
    let is_wanted = options.earlier.is_some() || of_revision.is_some();
    let repository = is_wanted.then(|| Repository::open(settings.repository.as_deref(), first)).transpose();
    let repository = match repository {
        Ok(repository) => repository.map(Rc::new),
        Err(problem) => return CheckInput { input: Input::from(problem), ..CheckInput::default() },
    };
    if let (Some(repository), Some(earlier), []) = (&repository, &options.earlier, given) {
        paths = roots::with_former(paths, former_directories(settings, repository, earlier));
    }
    let roots = roots::roots(paths, settings);
    let mut git = Duration::ZERO;
    let inputs = match (&repository, &options.earlier) {
        (Some(repository), Some(earlier)) => {
            let (inputs, elsewhere) = against::read(repository, roots, &layout, earlier, options, settings);
            git += elsewhere;
            inputs
        }
        (repository, _) => {
            let read = |root: SchemaRoot| {
                let input = match (repository, of_revision) {
                    (Some(repository), Some(revision)) => {
                        let mut input = roots::read_directory(&root.path, &layout);
                        at_revision::attach(&mut input, &root, &layout, repository, revision);
                        input
                    }
                    _ if options.with_fixtures => on_disk::read_with_fixtures(&root, &layout),
                    _ => roots::read_directory(&root.path, &layout),
                };
                (root, input)
            };
            roots.into_iter().map(read).collect()
        }
    };
    git += repository.map_or(Duration::ZERO, |repository| repository.spent());
    CheckInput { input: roots::joined(inputs, settings), git, ..CheckInput::default() }
}

/// The directories that the configuration's globs mean at the revision of a comparison: what is gone has to be noticed.
fn former_directories(settings: &Settings, repository: &Repository, earlier: &Earlier) -> Vec<PathBuf> {
    let patterns = roots::patterns(settings);
    let Earlier::Revision { name, merge_base } = earlier else { return Vec::new() };
    if patterns.is_empty() {
        return Vec::new();
    }
    // Whatever keeps the revision from being read is said where it is compared with.
    let base = || {
        let tip = repository.revision(name).ok()?;
        if !merge_base {
            return Some(tip);
        }
        Some(repository.merge_base(&tip, &repository.revision("HEAD").ok()?).ok()?.0)
    };
    let listing = base().and_then(|base| repository.files_below(&base, "", &SCHEMA_EXTENSIONS).ok().flatten());
    let files = listing.into_iter().flat_map(|listing| listing.files);
    let typed = files.filter_map(|file| Some(typed(&from_here(&repository.on_disk(&file.relative)?))));
    globs::matching_directories(&patterns, typed)
}
