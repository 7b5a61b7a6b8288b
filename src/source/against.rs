//! Compares directories of schemas with what they were at a git revision.
//!
//! Where paths name versions, the released ones are held to what the revision has ([`released`]); where schemas are edited in
//! place, revisions are the versions ([`in_place`]). Only contents that differ are read from the object store.

mod beside;
mod between_roots;
mod contents;
mod earlier;
mod file_histories;
mod former;
mod in_place;
mod newer;
mod other_rules;
mod own_judgement;
mod pulled_levels;
mod references;
mod released;
mod renames;
mod side;
mod snapshot;

use std::rc::Rc;
use std::time::Duration;

use super::config::Settings;
use super::fixtures::{at_revision, on_disk};
use super::git::{Repository, Revision};
use super::layout::Layout;
use super::names;
use super::roots::SchemaRoot;
use crate::model::input::{Input, Problem, VersionPlace};
use crate::model::path::{SCHEMA_EXTENSIONS, join};
pub(crate) use earlier::{Earlier, ReadOptions};
use file_histories::FilePlace;
use former::FormerExclusion;
use in_place::InPlaceRoot;
use newer::Newer;
use other_rules::{ComparedRoot, judged_otherwise};
use released::Released;
use side::{Compared, ComparedSide};

/// Reads the schemas of directories, what they were in the repository of the run, and fixtures where they are wanted. Also
/// returns the time that was spent in another repository. What the configuration was before counts only for notes, and for
/// what has to be checked again.
pub(crate) fn read(
    repository: &Rc<Repository>,
    roots: Vec<SchemaRoot>,
    layout: &Layout,
    earlier: &Earlier,
    options: &ReadOptions,
    settings: &Settings,
) -> (Vec<(SchemaRoot, Input)>, Duration) {
    let paths = roots.iter().filter_map(|root| repository.inside(&root.path).ok()).collect();
    let run = RootReader { repository, layout, earlier, options, settings, paths };
    let (mut sides, mut in_place, mut renamed) = (Vec::new(), Vec::new(), Vec::new());
    for (number, root) in roots.into_iter().enumerate() {
        let mut input = Input::default();
        let compared = run.begin(&root, &mut input).map_err(|problem| input = Input::from(problem)).ok().flatten();
        let compared = compared.map(|(mut compared, begun)| {
            match begun {
                Begun::InPlace(newer, only_changed) => {
                    let (prefix, base, input) =
                        (root.prefix.clone(), compared.base.clone(), std::mem::take(&mut input));
                    in_place.push((number, InPlaceRoot { prefix, newer: *newer, base, only_changed, input }));
                }
                Begun::Released(released) => {
                    let at = |path| FilePlace { root: number, path };
                    renamed.extend(released.renamed.into_iter().map(|(old, new)| (at(old), at(new))));
                    compared.directories = released.directories;
                }
            }
            compared
        });
        sides.push(ComparedSide { root, input, compared });
    }
    let (numbers, in_place): (Vec<usize>, Vec<InPlaceRoot>) = in_place.into_iter().unzip();
    let in_place = in_place::read(in_place, earlier, options, settings);
    let number = |place: FilePlace| FilePlace { root: numbers[place.root], ..place };
    renamed.extend(in_place.renamed.into_iter().map(|(old, new)| (number(old), number(new))));
    for (&number, (input, directories)) in numbers.iter().zip(in_place.roots) {
        let side = &mut sides[number];
        side.input = input;
        side.compared.iter_mut().for_each(|compared| compared.directories.clone_from(&directories));
    }
    between_roots::follow(&mut sides, &mut renamed, settings);
    let compared_roots: Vec<ComparedRoot<'_>> = sides.iter().map(ComparedSide::names).collect();
    let problems = judged_otherwise(&renamed, &compared_roots, layout, settings);
    problems.into_iter().for_each(|(number, problem)| sides[number].input.problems.push(problem));
    let of_others = sides.iter().filter_map(|side| side.compared.as_ref()).map(|compared| &compared.repository);
    let elsewhere = of_others.filter(|other| !Rc::ptr_eq(other, repository)).map(|other| other.spent()).sum();
    (sides.into_iter().map(|side| run.finish(side)).collect(), elsewhere)
}

/// What holds for every directory of a run.
struct RootReader<'a> {
    repository: &'a Rc<Repository>,
    layout: &'a Layout,
    earlier: &'a Earlier,
    options: &'a ReadOptions,
    settings: &'a Settings,
    /// The paths of all directories from the repository's root.
    paths: Vec<String>,
}

/// A comparison that was begun.
enum Begun {
    Released(Released),
    /// The newer side, and whether to look only at subjects that changed: files may go from one directory to another.
    InPlace(Box<Newer>, bool),
}

impl RootReader<'_> {
    /// Finds out what a directory is compared with, and compares it if its paths name versions.
    fn begin(&self, root: &SchemaRoot, input: &mut Input) -> Result<Option<(Compared, Begun)>, Problem> {
        let Some(mut newer) = Newer::read(&root.path, self.repository, self.layout, input)? else { return Ok(None) };
        newer.others = self.paths.iter().filter(|path| **path != newer.path).cloned().collect();
        let repository = Rc::clone(&newer.repository);
        let base = match self.earlier {
            Earlier::Revision { name, merge_base } => {
                let tip = repository.revision(name)?;
                input.notes.extend(repository.ambiguity(name));
                Some(if *merge_base { base(&newer, &tip, &mut input.notes)? } else { tip })
            }
            Earlier::Last(_) | Earlier::Tags(_) => None,
        };
        if let Some(base) = &base {
            newer.former_exclusion = FormerExclusion::at(&repository, base, &newer.path, self.settings)?;
        }
        let mut only_changed = self.options.only_changed;
        let is_work_tree = newer.revision.is_none();
        if let Some(base) = base.as_ref().filter(|_| is_work_tree) {
            let mut changes = own_judgement::changes(&repository, base, &newer.path, self.settings)?;
            changes.extend(pulled_levels::changes(&newer, base, self.settings)?);
            // Any subject may be judged otherwise now.
            only_changed &= changes.is_empty();
            changes.into_iter().for_each(|change| input.remark_own_judgement(change));
        }
        let (name, real_name) = (newer.name.clone(), newer.real_name.clone());
        let begun = match (is_versioned(&newer, self.layout, base.as_ref())?, &base) {
            (true, Some(base)) if self.options.history.is_none() => {
                let subject =
                    |subject: &str| root.prefix.as_ref().map_or(subject.to_owned(), |root| join(root, subject));
                let is_new = |name: &str, file: &str| names::is_new(&subject(name), file, self.settings);
                Begun::Released(released::read(newer, self.layout, base.clone(), only_changed, &is_new, input)?)
            }
            (true, _) => {
                let message = "the paths here name versions, and all of them are checked; --last and --tags are for schemas \
                               that are edited in place";
                return Err(Problem::of(newer.name, message));
            }
            (false, _) => Begun::InPlace(Box::new(newer), only_changed),
        };
        Ok(Some((Compared { name, real_name, repository, base, is_work_tree, directories: Vec::new() }, begun)))
    }

    /// Adds what lies beside the schemas, and what the branch changed there.
    fn finish(&self, ComparedSide { root, mut input, compared }: ComparedSide) -> (SchemaRoot, Input) {
        let base = compared.as_ref().and_then(|compared| Some((compared, compared.base.as_ref()?)));
        let base = base.filter(|(compared, _)| compared.is_work_tree);
        if let Some((compared, base)) = base {
            let Compared { repository, directories, .. } = compared;
            match own_judgement::left_directories(repository, base, &root.path, directories, self.settings) {
                Ok(left) => left.into_iter().for_each(|left| input.remark_own_judgement(left)),
                Err(problem) => input = Input::from(problem),
            }
        }
        match self.settings.revision_of_fixtures() {
            _ if !self.options.with_fixtures => {}
            Some(revision) => at_revision::attach(&mut input, &root, self.layout, self.repository, revision),
            None => on_disk::attach(&mut input, &root, self.layout),
        }
        if let Some((_, base)) = base
            && self.options.with_fixtures
            && self.settings.revision_of_fixtures().is_none()
        {
            let changes = beside::FixtureChanges::since(self.repository, base, &root, &input.fixtures);
            input.notes.extend(changes.note(base));
            if let Some(past) = input.past.as_mut().filter(|past| past.only_changed) {
                past.with_new_fixtures = changes.subjects;
            }
        }
        input.problems.sort();
        (root, input)
    }
}

/// Whether paths name versions: those of today's files, or if all are gone, those that there were.
fn is_versioned(newer: &Newer, layout: &Layout, base: Option<&Revision>) -> Result<bool, Problem> {
    let names_version =
        |path: &str| !newer.excludes(path) && !matches!(newer.locate(layout, path), Ok((_, VersionPlace::Unversioned)));
    let (true, Some(base)) = (newer.files.is_empty(), base) else {
        return Ok(newer.files.iter().any(|file| names_version(&file.file.relative)));
    };
    let before = newer.repository.files_below(base, &newer.path, &SCHEMA_EXTENSIONS);
    let before = before.map_err(|message| Problem::of(format!("{}:{}", base.prefix, newer.path), message))?;
    Ok(before.unwrap_or_default().files.iter().any(|file| names_version(&file.relative)))
}

/// The commit where the current branch left another.
fn base(newer: &Newer, tip: &Revision, notes: &mut Vec<String>) -> Result<Revision, Problem> {
    let (base, note) = newer.repository.merge_base(tip, &newer.head()?)?;
    notes.extend(note);
    Ok(base)
}
