//! Finds out where the schemas of a repository are and how they are laid out, and reads them as a check wants them.
//!
//! What version control ignores, what tools build, and other repositories inside are not looked at. What cannot be understood
//! is left out with its reason, rather than to keep the rest from being checked.

mod arrangements;
mod chosen;
mod readings;
mod roots;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::config::Settings;
use super::config::find::{from_here, repository_of_run};
use super::git::Repository;
use super::{disk, roots as configured_roots};
use crate::adopt::level::assess;
use crate::adopt::{Arrangement, Premises, Trunk};
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::report::CompatReport;
use chosen::{Chosen, files_in};
use readings::readings;
use roots::Roots;

/// What was found.
pub(crate) struct Survey {
    /// Where the schemas are.
    pub premises: Premises,
    /// What a check finds, for each history that can be checked by itself.
    pub reports: Vec<CompatReport>,
    /// What has to be settled before a gate compares everything.
    pub open: Vec<Problem>,
}

/// Why there is nothing to write.
pub(crate) enum SurveyRefusal {
    /// There are no schemas, or none that a gate could check.
    Nothing(Problem),
    /// None of them can be understood, or it is not the fault of single files.
    Schemas(Vec<Problem>),
}

impl From<Problem> for SurveyRefusal {
    fn from(problem: Problem) -> SurveyRefusal {
        SurveyRefusal::Nothing(problem)
    }
}

/// How often files are left out, and what is left is looked at again: one mistake can hide another.
const ROUNDS: usize = 8;

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
pub(crate) fn look(root: &Path, given: &[PathBuf]) -> Result<Survey, SurveyRefusal> {
    let mut chosen =
        if given.is_empty() { Chosen::found(root)? } else { Chosen::in_directories(root, named(root, given)?) };
    chosen.leave_out_minorities()?;
    let mut first = None;
    for _ in 0..ROUNDS {
        let premises = chosen.premises(trunk(root));
        let (readings, open) = readings(root, &premises)?;
        let reports: Vec<CompatReport> = readings.into_iter().map(assess).collect();
        let problems: Vec<Problem> = reports.iter().flat_map(|report| report.problems.clone()).collect();
        if problems.is_empty() {
            return Ok(Survey { premises, reports, open });
        }
        let goes_on = chosen.settle(&problems);
        first.get_or_insert(problems);
        if !goes_on {
            break;
        }
    }
    Err(SurveyRefusal::Schemas(first.unwrap_or_default()))
}

/// What is configured, as far as a pipeline has to know.
///
/// # Errors
/// What is configured leads to no schemas.
pub(crate) fn configured(root: &Path, settings: &Settings) -> Result<Premises, Problem> {
    let roots = match &settings.plain.schemas {
        Some(_) => configured_roots::paths(&[], settings),
        None => vec![from_here(&root.join("schemas"))],
    };
    let chosen = Chosen::in_directories(root, named(root, &roots)?);
    let premises = chosen.premises(trunk(root));
    // A template says versions, whatever the names look like.
    let arrangement = if settings.plain.layout.is_some() { Arrangement::Directories } else { premises.arrangement };
    Ok(Premises { arrangement, ..premises })
}

/// Directories that are given, as paths from the root.
fn named(root: &Path, given: &[PathBuf]) -> Result<Roots, Problem> {
    let (mut names, mut files) = (BTreeSet::new(), BTreeSet::new());
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
        let found = files_in(root, &name);
        if found.is_empty() {
            let message = "no schema found: no file here ends in .avsc, .avdl or .avpr; check the path";
            return Err(Problem::of(typed(path), message));
        }
        files.extend(found);
        names.insert(name);
    }
    let roots = roots::without_nested(names).into_iter().collect();
    Ok(Roots { roots, files: files.into_iter().collect(), left_out: Vec::new() })
}

fn trunk(root: &Path) -> Trunk {
    let found = Repository::open(Some(root), root).ok().and_then(|repository| repository.trunk());
    found.unwrap_or_else(|| Trunk { name: "main".to_owned(), reference: "main".to_owned() })
}
