//! Reads the schemas of a repository as the configuration that is to be written would have them read.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::adopt::level::Reading;
use crate::adopt::{Arrangement, Premises};
use crate::model::input::Problem;
use crate::model::path::typed;
use crate::policy::globs::Base;
use crate::policy::origin::{SettingOrigin, Stated};
use crate::source::against::{Earlier, ReadOptions};
use crate::source::arrangement::HOW_TO_NAME;
use crate::source::config::Settings;
use crate::source::config::find::{from_here, repository};
use crate::source::git::{Repository, is_beyond_limit};
use crate::source::layout::template::Template;
use crate::source::{check_input, lint_input};

/// How far back schemas that are edited in place are looked at.
const REVISIONS: usize = 20;

/// The schemas, for each history that can be checked by itself, and what would not be compared.
///
/// # Errors
/// Nothing could be compared with anything.
pub(super) fn readings(root: &Path, premises: &Premises) -> Result<(Vec<Reading>, Vec<Problem>), Problem> {
    if premises.is_in_place() {
        return Ok((in_place(root, premises)?, Vec::new()));
    }
    let settings = settings(root, premises);
    let options = ReadOptions { with_fixtures: true, ..ReadOptions::default() };
    let today = check_input::read_as_it_is(&[], &settings, &options).input;
    let open = check_input::uncompared(&today, &settings);
    Ok((vec![Reading { today, past: None }], open))
}

fn settings(root: &Path, premises: &Premises) -> Settings {
    let here = env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
    let mut settings = Settings::default();
    settings.base = Base { directory: typed(root), here: typed(&here) };
    settings.repository = Some(root.to_owned());
    settings.plain.schemas = Some(by_default(paths_of(root, premises)));
    let patterns: Vec<String> = premises.excluded.iter().map(|excluded| excluded.pattern.clone()).collect();
    settings.plain.exclude = Some(by_default(patterns));
    if let Arrangement::Template(text) = &premises.arrangement {
        settings.plain.layout = text.parse::<Template>().ok().map(by_default);
    }
    settings
}

fn by_default<T>(value: T) -> Stated<T> {
    Stated { value, origin: SettingOrigin::Default }
}

fn paths_of(root: &Path, premises: &Premises) -> Vec<PathBuf> {
    let real = |name: &String| fs::canonicalize(root.join(name)).unwrap_or_else(|_| root.join(name));
    premises.directories.iter().map(|name| from_here(&real(name))).collect()
}

fn in_place(root: &Path, premises: &Premises) -> Result<Vec<Reading>, Problem> {
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
    let settings = settings(root, premises);
    paths_of(root, premises).into_iter().map(|path| in_place_reading(path, &settings)).collect()
}

fn in_place_reading(path: PathBuf, settings: &Settings) -> Result<Reading, Problem> {
    let paths = [path];
    let (today, _) = lint_input::read(&paths, settings);
    let earlier = Some(Earlier::Last(REVISIONS));
    let options = ReadOptions { earlier, with_fixtures: true, ..ReadOptions::default() };
    let past = check_input::read(&paths, settings, &options).input;
    if let Some(problem) = past.problems.iter().find(|problem| is_beyond_limit(problem)) {
        return Err(problem.clone());
    }
    // Without commits, or with some of them alone, there is only today.
    let past = Some(past).filter(|past| past.past.is_some());
    Ok(Reading { today, past })
}
