//! Compares a directory of schemas with what it was at a git revision.
//!
//! Where paths name versions, the released ones are held to what the revision has ([`released`]); where schemas are edited in
//! place, revisions are the versions ([`in_place`]). Only contents that differ are read from the object store.

mod beside;
mod earlier;
mod in_place;
mod newer;
mod other_rules;
mod own_judgement;
mod released;
mod renames;
mod snapshot;

use std::rc::Rc;
use std::time::Duration;

use super::config::Settings;
use super::fixtures::{at_revision, on_disk};
use super::git::{Repository, Revision};
use super::layout::Layout;
use super::roots::SchemaRoot;
use crate::model::input::{Input, Past, Problem, VersionPlace};
use crate::model::level::{Level, Reach};
pub(crate) use earlier::{Earlier, ReadOptions};
use newer::Newer;
use other_rules::{RootNames, judged_otherwise};

/// Reads the schemas of a directory, what they were in the repository of the run, and fixtures where they are wanted. Also
/// returns the time that was spent in another repository. What the configuration was before counts only for notes, and for
/// what has to be checked again.
pub(crate) fn read(
    repository: &Rc<Repository>,
    root: &SchemaRoot,
    layout: &Layout,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
) -> (Input, Duration) {
    let mut input = Input::default();
    let compared = compare(repository, root, layout, earlier, options, settings, &mut input);
    let compared = compared.map_err(|problem| input = Input::from(problem)).ok().flatten();
    match settings.revision_of_fixtures() {
        _ if !options.with_fixtures => {}
        Some(revision) => at_revision::attach(&mut input, root, layout, repository, revision),
        None => on_disk::attach(&mut input, root, layout),
    }
    if let Some(Compared { repository, base: Some(base) }) = &compared
        && options.with_fixtures
        && settings.revision_of_fixtures().is_none()
    {
        let changes = beside::FixtureChanges::since(repository, base, root, &input.fixtures);
        input.notes.extend(changes.note(base));
        if let Some(past) = input.past.as_mut().filter(|past| past.only_changed) {
            past.with_new_fixtures = changes.subjects;
        }
    }
    input.problems.sort();
    let other = compared.filter(|compared| !Rc::ptr_eq(&compared.repository, repository));
    (input, other.map_or(Duration::ZERO, |compared| compared.repository.spent()))
}

/// The repository that was read, and the revision that the working tree is compared with, if it is one.
struct Compared {
    repository: Rc<Repository>,
    base: Option<Revision>,
}

fn compare(
    repository: &Rc<Repository>,
    root: &SchemaRoot,
    layout: &Layout,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
    input: &mut Input,
) -> Result<Option<Compared>, Problem> {
    let mut options = options.clone();
    let Some(newer) = Newer::read(&root.path, repository, input)? else { return Ok(None) };
    let repository = Rc::clone(&newer.repository);
    let base = match earlier {
        Earlier::Revision { name, merge_base } => {
            let tip = repository.revision(name)?;
            input.notes.extend(repository.ambiguity(name));
            Some(if *merge_base { base(&newer, &tip, &mut input.notes)? } else { tip })
        }
        Earlier::Last(_) | Earlier::Tags(_) => None,
    };
    if let Some(base) = base.as_ref().filter(|_| newer.revision.is_none()) {
        let changes = own_judgement::changes(&repository, base, &newer.path, settings)?;
        // Any subject may be judged otherwise now.
        options.only_changed &= changes.is_empty();
        input.notes.extend(changes);
    }
    let is_work_tree = newer.revision.is_none();
    let names = RootNames { name: newer.name.clone(), real_name: newer.real_name.clone() };
    let compared = match (is_versioned(&newer, layout, base.as_ref())?, &base) {
        (true, Some(base)) => released::read(newer, layout, base.clone(), options.only_changed, input)?,
        (true, None) => {
            let message = "the paths here name versions, and all of them are checked; --last and --tags are for schemas \
                           that are edited in place";
            return Err(Problem::of(newer.name, message));
        }
        (false, base) => {
            let compared = in_place::read(newer, (earlier, base.clone()), &options, input)?;
            input.notes.extend(one_step(earlier, settings, input.past.as_ref()));
            compared
        }
    };
    let base = base.filter(|_| is_work_tree);
    if let Some(base) = &base {
        input.notes.extend(own_judgement::left_directories(&repository, base, &root.path, &compared, settings)?);
    }
    if let Some(past) = &mut input.past {
        input.problems.extend(judged_otherwise(&past.renamed, &names, root, layout, settings));
    }
    Ok(Some(Compared { repository, base }))
}

/// Whether paths name versions: those of today's files, or if all are gone, those that there were.
fn is_versioned(newer: &Newer, layout: &Layout, base: Option<&Revision>) -> Result<bool, Problem> {
    let names_version = |path: &str| !matches!(newer.locate(layout, path), Ok((_, VersionPlace::Unversioned)));
    let (true, Some(base)) = (newer.files.is_empty(), base) else {
        return Ok(newer.files.iter().any(|file| names_version(&file.file.relative)));
    };
    let before = newer.repository.files_below(base, &newer.path, &["avsc"]);
    let before = before.map_err(|message| Problem::of(format!("{}:{}", base.prefix, newer.path), message))?;
    Ok(before.unwrap_or_default().files.iter().any(|file| names_version(&file.relative)))
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
