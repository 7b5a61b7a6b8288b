//! Finds out where the schemas of a repository are and how they are laid out, and reads them as a check wants them.
//!
//! What version control ignores, what tools build, and other repositories inside are not looked at.

mod arrangements;
mod roots;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::against::{Earlier, ReadOptions};
use super::arrangement::HOW_TO_NAME;
use super::config::Settings;
use super::config::find::{from_here, repository, repository_of_run};
use super::git::{Repository, is_beyond_limit};
use super::layout::template::Template;
use super::{check_input, disk, lint_input, other_forms};
use crate::adopt::level::Reading;
use crate::adopt::{Arrangement, LeftOut, LeftOutFor, Premises, Trunk};
use crate::model::input::Problem;
use crate::model::path::{has_extension, join, typed};
use crate::policy::globs::Base;
use crate::policy::origin::{SettingOrigin, Stated};
use arrangements::arrangement;
use roots::{Roots, roots};

/// What tools build or fetch. Most of it is ignored by version control, too.
const BUILT: [&str; 8] = ["build", "dist", "node_modules", "out", "target", "vendor", "venv", "__pycache__"];

/// How far back schemas that are edited in place are looked at.
const REVISIONS: usize = 20;

/// What was found.
#[derive(Debug)]
pub(crate) struct Survey {
    /// Where the schemas are.
    pub premises: Premises,
    /// The schemas, for each history that can be checked by itself.
    pub readings: Vec<Reading>,
}

/// The real root of the repository of the run, where its configuration belongs; without a repository the current directory.
///
/// # Errors
/// There is nothing at the path.
pub(crate) fn root(given: &[PathBuf]) -> Result<PathBuf, Problem> {
    let start = given.first().map_or(Path::new("."), PathBuf::as_path);
    if !start.exists() {
        return Err(disk::missing(start));
    }
    let here = || fs::canonicalize(".").unwrap_or_else(|_| PathBuf::from("."));
    Ok(repository_of_run(start).unwrap_or_else(here))
}

/// Looks for schemas below the root, or only in the directories that are given.
///
/// # Errors
/// There are none, or none that a gate could check.
pub(crate) fn look(root: &Path, given: &[PathBuf]) -> Result<Survey, Problem> {
    let Roots { roots, mut left_out } = if given.is_empty() { found(root)? } else { named(root, given)? };
    let files: Vec<(String, Vec<String>)> =
        roots.into_iter().map(|name| (name.clone(), files_in(root, &name))).collect();
    let arrangement_of = |(name, files): &(String, Vec<String>)| arrangement(name, &files.iter().collect::<Vec<_>>());
    let (versioned, in_place): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|root| arrangement_of(root) != Arrangement::InPlace);
    let chosen = if versioned.is_empty() {
        in_place
    } else {
        let no_versions = |(directory, _)| LeftOut { directory, reason: LeftOutFor::NoVersions };
        left_out.extend(in_place.into_iter().map(no_versions));
        versioned
    };
    let arrangement = chosen.first().map_or(Arrangement::InPlace, arrangement_of);
    // A template names one directory.
    let arrangement = match arrangement {
        Arrangement::Template(_) if chosen.len() > 1 => Arrangement::Directories,
        other => other,
    };
    let example = chosen.iter().flat_map(|(_, files)| files.last()).next().cloned().unwrap_or_default();
    let roots: Vec<String> = chosen.into_iter().map(|(name, _)| or_dot(name)).collect();
    let premises = Premises { roots, arrangement, example, left_out, trunk: trunk(root) };
    let readings = match premises.arrangement {
        Arrangement::InPlace => in_place_readings(root, &premises)?,
        Arrangement::Directories | Arrangement::Files | Arrangement::Stems | Arrangement::Template(_) => {
            vec![versioned_reading(root, &premises)]
        }
    };
    Ok(Survey { premises, readings })
}

/// What is configured, as far as a pipeline has to know.
///
/// # Errors
/// What is configured leads to no schemas.
pub(crate) fn configured(root: &Path, settings: &Settings) -> Result<Premises, Problem> {
    let roots = match &settings.plain.schemas {
        Some(roots) => roots.value.clone(),
        None => vec![from_here(&root.join("schemas"))],
    };
    let Roots { roots, .. } = named(root, &roots)?;
    let first = roots.first().cloned().unwrap_or_default();
    let files = files_in(root, &first);
    let arrangement = match &settings.plain.layout {
        Some(_) => Arrangement::Directories,
        None => arrangement(&first, &files.iter().collect::<Vec<_>>()),
    };
    let example = files.last().cloned().unwrap_or_default();
    Ok(Premises { roots, arrangement, example, left_out: Vec::new(), trunk: trunk(root) })
}

fn found(root: &Path) -> Result<Roots, Problem> {
    let all = disk::own_files(root, &BUILT)?;
    let (files, others): (Vec<String>, Vec<String>) = all.into_iter().partition(|file| has_extension(file, "avsc"));
    if files.is_empty() {
        return Err(nothing_found(root, &others));
    }
    // Thousands of files have the same few directories above them.
    let answers: RefCell<HashMap<String, bool>> = RefCell::default();
    let compare = |directory: &str| {
        let known = files.iter().filter(|file| directory.is_empty() || file.starts_with(&format!("{directory}/")));
        known.count() == files_in(root, directory).len()
    };
    let holds_nothing_else =
        |directory: &str| *answers.borrow_mut().entry(directory.to_owned()).or_insert_with(|| compare(directory));
    Ok(roots(&files, holds_nothing_else))
}

fn nothing_found(root: &Path, others: &[String]) -> Problem {
    let cause = other_forms::only(others).unwrap_or_else(|| {
        format!(
            "no file here ends in .avsc (not looked at is what git ignores, what is hidden, and {}); lay schemas out like \
             {HOW_TO_NAME}, or say where they are: `avrocheck init PATH`",
            BUILT.join(", ")
        )
    });
    Problem::of(typed(&from_here(root)), format!("no schema found: {cause}"))
}

/// Directories that are given, as paths from the root.
fn named(root: &Path, given: &[PathBuf]) -> Result<Roots, Problem> {
    let mut names = BTreeSet::new();
    for path in given {
        if !path.exists() {
            return Err(disk::missing(path));
        }
        if !path.is_dir() {
            return Err(Problem::of(typed(path), "is a file; give the directory of the schemas"));
        }
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let Ok(inside) = real.strip_prefix(root) else {
            let message = format!("lies outside of {}, whose configuration is to be written; run there", typed(root));
            return Err(Problem::of(typed(path), message));
        };
        let name = if inside.as_os_str().is_empty() { String::new() } else { typed(inside) };
        if files_in(root, &name).is_empty() {
            let message = "no schema found: no file here ends in .avsc; check the path";
            return Err(Problem::of(typed(path), message));
        }
        names.insert(name);
    }
    Ok(Roots { roots: names.into_iter().collect(), left_out: Vec::new() })
}

/// The schema files below a directory as a check finds them, from the root and sorted.
fn files_in(root: &Path, directory: &str) -> Vec<String> {
    let files = disk::list(&root.join(directory), &["avsc"]).files.into_iter().map(|file| file.relative);
    let files = files.filter(|file| has_extension(file, "avsc"));
    files.map(|file| join(directory, &file)).collect()
}

fn or_dot(name: String) -> String {
    if name.is_empty() { ".".to_owned() } else { name }
}

fn trunk(root: &Path) -> Trunk {
    let found = Repository::open(Some(root), root).ok().and_then(|repository| repository.trunk());
    found.unwrap_or_else(|| Trunk { name: "main".to_owned(), reference: "main".to_owned() })
}

fn paths_of(root: &Path, premises: &Premises) -> Vec<PathBuf> {
    premises
        .roots
        .iter()
        .map(|name| from_here(&fs::canonicalize(root.join(name)).unwrap_or_else(|_| root.join(name))))
        .collect()
}

/// The schemas as the configuration that is to be written would have them read.
fn versioned_reading(root: &Path, premises: &Premises) -> Reading {
    let here = env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    let mut settings = Settings::default();
    settings.base = Base { directory: typed(root), here: typed(&here) };
    settings.plain.schemas = Some(Stated { value: paths_of(root, premises), origin: SettingOrigin::Default });
    if let Arrangement::Template(text) = &premises.arrangement {
        let template: Option<Template> = text.parse().ok();
        settings.plain.layout = template.map(|value| Stated { value, origin: SettingOrigin::Default });
    }
    let options = ReadOptions { with_fixtures: true, ..ReadOptions::default() };
    Reading { today: check_input::read(&[], &settings, &options).input, past: None }
}

fn in_place_readings(root: &Path, premises: &Premises) -> Result<Vec<Reading>, Problem> {
    if let Err(error) = Repository::open(Some(root), root) {
        let message = if repository(root).is_some() {
            error.message
        } else {
            format!(
                "no path names a version, and without git there is nothing earlier to compare with; name schemas like \
                 {HOW_TO_NAME}, or put them under git"
            )
        };
        return Err(Problem::of(premises.example.clone(), message));
    }
    paths_of(root, premises).into_iter().map(|path| in_place_reading(root, path)).collect()
}

fn in_place_reading(root: &Path, path: PathBuf) -> Result<Reading, Problem> {
    let paths = [path];
    let mut settings = Settings::default();
    settings.repository = Some(root.to_owned());
    let (today, _) = lint_input::read(&paths, &settings);
    let earlier = Some(Earlier::Last(REVISIONS));
    let options = ReadOptions { earlier, with_fixtures: true, ..ReadOptions::default() };
    let past = check_input::read(&paths, &settings, &options).input;
    if let Some(problem) = past.problems.iter().find(|problem| is_beyond_limit(problem)) {
        return Err(problem.clone());
    }
    // Without commits, or with some of them alone, there is only today.
    let past = Some(past).filter(|past| past.past.is_some());
    Ok(Reading { today, past })
}
