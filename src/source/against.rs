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
use super::fixtures::on_disk;
use super::git::{Repository, Revision};
use super::layout::Layout;
use super::roots::SchemaRoot;
use crate::model::input::{Input, Past, Problem, VersionPlace};
use crate::model::level::{Level, Reach};
pub(crate) use earlier::{Earlier, ReadOptions};
use newer::Newer;

/// Reads the schemas of a directory, what they were, and fixtures where they are wanted. Also returns how long it took to
/// read the repository. What the configuration was before counts only for a note, and for what has to be checked again.
pub(crate) fn read(
    root: &SchemaRoot,
    layout: &Layout,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
) -> (Input, Duration) {
    let mut input = Input::default();
    let compared = compare(&root.path, layout, earlier, options, settings, &mut input);
    let compared = compared.map_err(|problem| input = Input::from(problem)).ok().flatten();
    if options.with_fixtures {
        on_disk::attach(&mut input, root, layout);
    }
    if let (Some(Compared { repository, base: Some(base) }), Some(past)) = (&compared, &mut input.past)
        && options.with_fixtures
        && past.only_changed
    {
        past.with_new_fixtures = beside::new_fixtures(repository, base, &input.fixtures);
    }
    input.problems.sort();
    (input, compared.map_or(Duration::ZERO, |compared| compared.repository.spent()))
}

/// The repository that was read, and the revision that the schemas are compared with, if it is one.
struct Compared {
    repository: Rc<Repository>,
    base: Option<Revision>,
}

fn compare(
    path: &Path,
    layout: &Layout,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
    input: &mut Input,
) -> Result<Option<Compared>, Problem> {
    let mut options = options.clone();
    let Some(newer) = Newer::read(path, input)? else { return Ok(None) };
    let repository = Rc::clone(&newer.repository);
    let is_versioned = |relative: &str| !matches!(newer.locate(layout, relative), Ok((_, VersionPlace::Unversioned)));
    let is_versioned = newer.files.iter().any(|file| is_versioned(&file.file.relative));
    let base = match earlier {
        Earlier::Revision { name, merge_base } => {
            let tip = repository.revision(name)?;
            input.notes.extend(repository.ambiguity(name));
            Some(if *merge_base { base(&newer, &tip, &mut input.notes)? } else { tip })
        }
        Earlier::Last(_) | Earlier::Tags(_) => None,
    };
    if let Some(base) = &base
        && newer.revision.is_none()
        && !settings.file_was_named
        && let today = settings.file.as_ref().map(|(file, _)| file.as_path())
        && let Some(change) = beside::configuration_change(&repository, base, &newer.path, today)?
    {
        // Any subject may be judged otherwise now.
        options.only_changed = false;
        input.notes.push(change);
    }
    match (is_versioned, &base) {
        (true, Some(base)) => released::read(newer, layout, base.clone(), options.only_changed, input)?,
        (true, None) => {
            let message = "the paths here name versions, and all of them are checked; --last and --tags are for schemas \
                           that are edited in place";
            return Err(Problem::of(newer.name, message));
        }
        (false, base) => {
            in_place::read(newer, (earlier, base.clone()), &options, input)?;
            input.notes.extend(one_step(earlier, settings, input.past.as_ref()));
        }
    }
    if let Some(past) = &mut input.past {
        past.flags = earlier.flags();
    }
    Ok(Some(Compared { repository, base }))
}

/// A transitive level is about every earlier version, and one revision is one of them.
fn one_step(earlier: &Earlier, settings: &Settings, past: Option<&Past>) -> Option<String> {
    let level = settings.plain.level.as_ref().map_or(Level::DEFAULT, |level| level.value);
    let past = past.filter(|past| matches!(earlier, Earlier::Revision { .. }) && !past.fresh.is_empty())?;
    (level.reach == Reach::Transitive).then(|| {
        let label = &past.label;
        format!(
            "checked only against {label}, but {level} covers all earlier versions; use --last N or --tags PATTERN to check them"
        )
    })
}

/// The commit where the current branch left another.
fn base(newer: &Newer, tip: &Revision, notes: &mut Vec<String>) -> Result<Revision, Problem> {
    let (base, note) = newer.repository.merge_base(tip, &newer.head()?)?;
    notes.extend(note);
    Ok(base)
}
