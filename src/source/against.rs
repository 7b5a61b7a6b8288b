//! A directory of schemas and a git revision in, the input of a check of the one against the other out.
//!
//! Where paths name versions, the released ones are held to what the revision has ([`released`]); where schemas are edited in
//! place, revisions are the versions ([`in_place`]). Only contents that differ are read from the object store.

mod beside;
mod in_place;
mod moved;
mod newer;
mod records;
mod released;
mod renames;
mod snapshot;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use super::config::{Choice, Settings};
use super::git::{Repository, Revision};
use super::layout::Layout;
use super::paths::problem;
use crate::model::input::{Input, Past, Problem, Scope, VersionPlace};
use crate::model::level::{Level, Reach};
use newer::Newer;

/// Which earlier state to compare with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Earlier {
    /// A branch, a tag or a commit.
    Revision {
        /// As the user writes it.
        name: String,
        /// Where to begin on it.
        start: Start,
    },
    /// The last revisions that changed the schemas.
    Last(usize),
    /// The tags that match a pattern, in the order of their versions.
    Tags(String),
}

impl Earlier {
    /// The flags that ask for it, as they are typed into a shell.
    fn flags(&self) -> String {
        match self {
            Earlier::Revision { name, start: Start::MergeBase } => format!("--against {}", quoted(name)),
            Earlier::Revision { name, start: Start::Tip } => format!("--against {} --no-merge-base", quoted(name)),
            Earlier::Last(count) => format!("--last {count}"),
            Earlier::Tags(pattern) => format!("--tags {}", quoted(pattern)),
        }
    }
}

/// A word as a shell takes it for itself.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./@~:".contains(c);
    if word.starts_with('~') || !word.chars().all(is_plain) {
        format!("'{}'", word.replace('\'', "'\\''"))
    } else {
        word.to_owned()
    }
}

/// What the schemas are compared with.
#[derive(Clone, Default, Debug)]
pub struct Comparison {
    /// An earlier state, if there is one.
    pub earlier: Option<Earlier>,
    /// Which subjects to look at.
    pub scope: Scope,
}

/// Where to begin on a branch that went on since.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// Where the current branch left it.
    MergeBase,
    /// At its tip.
    Tip,
}

/// Whether fixtures of revisions are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fixtures {
    /// Those beside the schemas.
    Wanted,
    /// None.
    Unwanted,
}

/// Reads the schemas of a directory, and what they were. Today's fixtures are for
/// [`fixtures::attach`](super::fixtures::attach). What the configuration was before counts only for a remark, and for what
/// has to be checked again.
pub fn read(
    paths: &[PathBuf],
    layout: &Layout,
    earlier: &Earlier,
    wish: (Scope, Fixtures),
    settings: &Settings,
) -> Compared {
    let mut compared = match paths {
        [path] => read_one(path, layout, earlier, wish, settings).unwrap_or_else(failed),
        _ => failed(Problem {
            file: None,
            position: None,
            message:
                "a revision is compared with one directory, and here are several; give one, name them in avrocheck.toml \
                 (schemas = [...]), or write REV:path for each version"
                    .to_owned(),
        }),
    };
    compared.input.problems.sort();
    compared
}

/// What has been read.
#[derive(Debug, Default)]
pub struct Compared {
    /// The schemas, and what they were.
    pub input: Input,
    /// How long it took to read the repository.
    pub git: Duration,
    /// What the schemas are compared with, if that is one revision.
    pub(super) base: Option<(Rc<Repository>, Revision)>,
}

impl Compared {
    /// Notes which subjects have fixtures that are new since, or differ.
    pub fn note_new_fixtures(&mut self) {
        if let (Some((repository, revision)), Some(past)) = (&self.base, &mut self.input.past)
            && past.scope == Scope::Changed
        {
            past.with_new_fixtures = beside::new_fixtures(repository, revision, &self.input.fixtures);
        }
    }
}

fn failed(problem: Problem) -> Compared {
    Compared { input: Input { problems: vec![problem], ..Input::default() }, ..Compared::default() }
}

fn read_one(
    path: &Path,
    layout: &Layout,
    earlier: &Earlier,
    (mut scope, fixtures): (Scope, Fixtures),
    settings: &Settings,
) -> Result<Compared, Problem> {
    let mut input = Input::default();
    let Some(newer) = Newer::read(path, &mut input)? else {
        return Ok(Compared { input, ..Compared::default() });
    };
    let repository = Rc::clone(&newer.repository);
    let places = newer.files.iter().map(|file| newer.locate(layout, &file.found.relative));
    let is_versioned = places.into_iter().any(|place| !matches!(place, Ok((_, VersionPlace::Unversioned))));
    let base = match earlier {
        Earlier::Revision { name, start } => Some(base(&newer, name, *start, &mut input.notes)?),
        Earlier::Last(_) | Earlier::Tags(_) => None,
    };
    if let Some(base) = &base
        && newer.revision.is_none()
        && settings.choice == Choice::Found
        && let today = settings.file.as_ref().map(|(file, _)| file.as_path())
        && let Some(change) = beside::configuration_change(&repository, base, &newer.path, today)?
    {
        // Any subject may be judged otherwise now.
        scope = Scope::Everything;
        input.notes.push(change);
    }
    match (is_versioned, earlier, &base) {
        (true, _, Some(base)) => released::read(newer, layout, base.clone(), scope, &mut input)?,
        (true, ..) => {
            let message = "the paths here name versions, and all of them are checked; --last and --tags are for schemas \
                           that are edited in place";
            return Err(problem(newer.name, message));
        }
        (false, earlier, base) => {
            in_place::read(newer, (earlier, base.clone()), scope, fixtures, &mut input)?;
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
            let head = head(&newer.repository, newer)?;
            let (base, remark) = newer.repository.merge_base(&tip, &head)?;
            notes.extend(remark);
            Ok(base)
        }
    }
}

/// The commit that the newer side is, or is built upon.
fn head(repository: &Repository, newer: &Newer) -> Result<Revision, Problem> {
    match &newer.revision {
        Some(revision) => Ok(revision.clone()),
        None => repository.revision("HEAD"),
    }
}
