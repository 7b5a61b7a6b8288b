//! Compares a directory of schemas with what it was at a git revision.
//!
//! Where paths name versions, the released ones are held to what the revision has ([`released`]); where schemas are edited in
//! place, revisions are the versions ([`in_place`]). Only contents that differ are read from the object store.

mod beside;
mod earlier;
mod in_place;
mod newer;
mod released;
mod renames;
mod snapshot;

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use super::config::Settings;
use super::git::{Repository, Revision};
use super::layout::Layout;
use crate::model::input::{Input, Past, Problem, Scope, VersionPlace};
use crate::model::level::{Level, Reach};
pub(crate) use earlier::{Earlier, ReadOptions, Start};
use newer::Newer;

/// Reads the schemas of a directory, and what they were. Today's fixtures are for
/// [`fixtures::attach`](super::fixtures::attach). What the configuration was before counts only for a remark, and for what
/// has to be checked again.
pub(crate) fn read(
    path: &Path,
    layout: &Layout,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
) -> Compared {
    let mut compared = read_one(path, layout, earlier, options, settings).unwrap_or_else(|problem| Compared {
        input: Input { problems: vec![problem], ..Input::default() },
        ..Compared::default()
    });
    compared.input.problems.sort();
    compared
}

/// What has been read.
#[derive(Debug, Default)]
pub(crate) struct Compared {
    /// The schemas, and what they were.
    pub input: Input,
    /// How long it took to read the repository.
    pub git: Duration,
    /// What the schemas are compared with, if that is one revision.
    pub(crate) base: Option<(Rc<Repository>, Revision)>,
}

impl Compared {
    /// Notes which subjects have fixtures that are new since, or differ.
    pub(crate) fn note_new_fixtures(&mut self) {
        if let (Some((repository, revision)), Some(past)) = (&self.base, &mut self.input.past)
            && past.scope == Scope::Changed
        {
            past.with_new_fixtures = beside::new_fixtures(repository, revision, &self.input.fixtures);
        }
    }
}

fn read_one(
    path: &Path,
    layout: &Layout,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
) -> Result<Compared, Problem> {
    let mut input = Input::default();
    let mut options = options.clone();
    let Some(newer) = Newer::read(path, &mut input)? else {
        return Ok(Compared { input, ..Compared::default() });
    };
    let repository = Rc::clone(&newer.repository);
    let places = newer.files.iter().map(|file| newer.locate(layout, &file.file.relative));
    let is_versioned = places.into_iter().any(|place| !matches!(place, Ok((_, VersionPlace::Unversioned))));
    let base = match earlier {
        Earlier::Revision { name, start } => Some(base(&newer, name, *start, &mut input.notes)?),
        Earlier::Last(_) | Earlier::Tags(_) => None,
    };
    if let Some(base) = &base
        && newer.revision.is_none()
        && !settings.file_was_named
        && let today = settings.file.as_ref().map(|(file, _)| file.as_path())
        && let Some(change) = beside::configuration_change(&repository, base, &newer.path, today)?
    {
        // Any subject may be judged otherwise now.
        options.scope = Scope::Everything;
        input.notes.push(change);
    }
    match (is_versioned, earlier, &base) {
        (true, _, Some(base)) => released::read(newer, layout, base.clone(), options.scope, &mut input)?,
        (true, ..) => {
            let message = "the paths here name versions, and all of them are checked; --last and --tags are for schemas \
                           that are edited in place";
            return Err(Problem::of(newer.name, message));
        }
        (false, earlier, base) => {
            in_place::read(newer, (earlier, base.clone()), &options, &mut input)?;
            input.notes.extend(one_step(earlier, settings, input.past.as_ref()));
        }
    }
    if let Some(past) = &mut input.past {
        past.flags = earlier.flags();
    }
    let git = repository.spent();
    Ok(Compared { input, git, base: base.map(|base| (repository, base)) })
}

/// A transitive level is about every earlier version, and one revision is one of them.
fn one_step(earlier: &Earlier, settings: &Settings, past: Option<&Past>) -> Option<String> {
    let level = settings.plain.level.as_ref().map_or(Level::DEFAULT, |level| level.value);
    let past = past.filter(|past| matches!(earlier, Earlier::Revision { .. }) && !past.fresh.is_empty())?;
    (level.reach == Reach::Transitive).then(|| {
        let label = &past.label;
        format!(
            "{level} is about all earlier versions, and {label} is one; --last N or --tags PATTERN looks further back"
        )
    })
}

/// The revision to compare with.
fn base(newer: &Newer, name: &str, start: Start, notes: &mut Vec<String>) -> Result<Revision, Problem> {
    let tip = newer.repository.revision(name)?;
    notes.extend(newer.repository.ambiguity(name));
    match start {
        Start::Tip => Ok(tip),
        Start::MergeBase => {
            let head = newer.head()?;
            let (base, remark) = newer.repository.merge_base(&tip, &head)?;
            notes.extend(remark);
            Ok(base)
        }
    }
}
