//! Gives subjects the names that the configuration has for them, where paths say others.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::PathBuf;

use super::config::{Renaming, Settings};
use super::shared_versions;
use crate::model::input::{ImportDirectory, Input, NamedType, Past, Problem, SchemaText, VersionPlace};
use crate::model::path::{inside, normal, typed};
use crate::model::version::Version;
use crate::policy::globs::{Base, Globs, Selection, Selections};

#[cfg(test)]
mod tests;

/// The input with subjects under the names that the settings give them, and with their import path.
pub(crate) fn named(mut input: Input, settings: &Settings) -> Input {
    rename(&mut input, settings.renamings(), &settings.base);
    if input.types.import_path.is_empty() {
        input.types.import_path = import_path(settings);
    }
    shared_versions::share(&mut input);
    input.problems.sort();
    input
}

/// The name that the settings give to a subject with this file.
#[cfg(feature = "cli")]
pub(crate) fn name_of(subject: &str, file: &str, settings: &Settings) -> String {
    let path = settings.base.relative(file);
    let renaming = settings.renamings().iter().find(|renaming| renaming.is_about(subject, &path));
    renaming.map_or(subject, |renaming| &renaming.name.value).to_owned()
}

/// Whether the settings say that a subject begins with this file, however much it is like another one.
#[cfg(feature = "cli")]
pub(crate) fn is_new(subject: &str, file: &str, settings: &Settings) -> bool {
    let path = settings.base.relative(file);
    let new = settings.renamings().iter().filter(|renaming| renaming.is_new);
    new.into_iter().any(|renaming| renaming.name.value == subject || renaming.paths.match_name(&path))
}

/// The directories in which imports are looked for.
pub(crate) fn import_path(settings: &Settings) -> Vec<ImportDirectory> {
    let roots = settings.plain.schemas.iter().flat_map(|roots| &roots.value).map(|root| normal(&typed(root)));
    let roots: Vec<String> = roots.collect();
    let directory = |path: &PathBuf| {
        let path = normal(&typed(path));
        let elsewhere = roots.iter().find_map(|root| inside(&path, root)).map(str::to_owned).into_iter().collect();
        ImportDirectory { path, elsewhere }
    };
    settings.plain.import_path.iter().flat_map(|path| &path.value).map(directory).collect()
}

/// Gives every subject its name. Two files that are one version of one subject then are a problem.
fn rename(input: &mut Input, renamings: &[Renaming], base: &Base) {
    if renamings.is_empty() {
        return;
    }
    let mut new_names: HashMap<String, BTreeMap<Version, String>> = HashMap::new();
    let mut used = vec![false; renamings.len()];
    let mut past = input.past.take();
    // Of a schema that is edited in place, every version has the path that it has today.
    let path_of = |schema: &SchemaText| {
        let today = past.as_ref().and_then(|past| past.paths.get(&schema.subject));
        base.relative(today.unwrap_or(&schema.name))
    };
    // Thousands of names may be given for thousands of files.
    let mut first_with: HashMap<&str, usize> = HashMap::new();
    for (at, former) in
        renamings.iter().enumerate().flat_map(|(at, renaming)| renaming.former.iter().map(move |f| (at, f)))
    {
        first_with.entry(former).or_insert(at);
    }
    let paths = |renaming: &Renaming| Selection::Some { subjects: Globs::default(), paths: renaming.paths.clone() };
    let paths: Vec<Selection> = renamings.iter().map(paths).collect();
    let paths = Selections::new(paths.iter());
    let mut named: Vec<NamedType> = renamings.iter().map(named_type).collect();
    for schema in &mut input.schemas {
        let path = path_of(schema);
        let by_name = first_with.get(schema.subject.as_str()).copied();
        let by_path = paths.about(None, &path);
        for &at in by_path.iter().filter(|at| renamings[**at].ty.is_some()) {
            used[at] = true;
            named[at].paths.insert(schema.subject.clone());
        }
        let by_path = by_path.into_iter().filter(|at| renamings[*at].ty.is_none());
        if let Some(at) = by_name.into_iter().chain(by_path).min() {
            used[at] = true;
            let name = renamings[at].name.value.clone();
            let old = std::mem::replace(&mut schema.subject, name.clone());
            if let Some(version) = schema.place.version() {
                new_names.entry(old).or_default().insert(version.clone(), name);
            }
        }
    }
    if let Some(past) = &mut past {
        rename_past(past, &new_names, &input.schemas);
    }
    input.past = past;
    for fixture in &mut input.fixtures {
        // A version directory may have records of a subject whose schema did not change there.
        let names = new_names.get(&fixture.subject);
        let name = names.and_then(|names| names.range(..=&fixture.version).next_back());
        if let Some((_, name)) = name {
            fixture.subject.clone_from(name);
        }
    }
    join_groups(input);
    let is_used = |at: &usize| !named[*at].paths.is_empty();
    let typed = (0..renamings.len()).filter(is_used).map(|at| named[at].clone()).collect();
    input.types.named = typed;
    let subjects: HashSet<&str> = input.schemas.iter().map(|schema| schema.subject.as_str()).collect();
    let is_there = |renaming: &Renaming| renaming.is_new && subjects.contains(renaming.name.value.as_str());
    let unused = renamings.iter().zip(used).filter(|(renaming, is_used)| !is_used && !is_there(renaming));
    input.notes.extend(unused.map(|(renaming, _)| {
        let place = renaming.name.place().map(|place| format!("{place}: ")).unwrap_or_default();
        format!("{place}no schema belongs to the subject `{}`", renaming.name.value)
    }));
    input.problems.extend(clashes(input));
}

/// A type that is a subject, of no files yet.
fn named_type(renaming: &Renaming) -> NamedType {
    let place = renaming.name.place().map(|place| format!("{place}: ")).unwrap_or_default();
    let (name, former) = (renaming.name.value.clone(), renaming.former.clone());
    NamedType { place, name, ty: renaming.ty.clone().unwrap_or_default(), paths: BTreeSet::new(), former }
}

/// Gives what is gone, and fixtures as they were, the names of the schemas. A subject that goes on under another's name is not
/// gone.
fn rename_past(past: &mut Past, new_names: &HashMap<String, BTreeMap<Version, String>>, schemas: &[SchemaText]) {
    past.rename_subjects(|subject| {
        let last = new_names.get(subject).and_then(|names| names.values().next_back());
        last.map_or(subject, String::as_str).to_owned()
    });
    let mut places: HashMap<&str, Vec<&VersionPlace>> = HashMap::new();
    for schema in schemas {
        places.entry(&schema.subject).or_default().push(&schema.place);
    }
    past.removals
        .retain(|removal| !places.get(removal.subject.as_str()).is_some_and(|places| places.contains(&&removal.place)));
}

/// A subject that goes on in another directory of versions takes its neighbours along: those directories are one now.
fn join_groups(input: &mut Input) {
    let mut group_of: HashMap<String, String> = HashMap::new();
    let mut joined: HashMap<String, String> = HashMap::new();
    for schema in &input.schemas {
        if let VersionPlace::Shared { group, .. } = &schema.place {
            let first = group_of.entry(schema.subject.clone()).or_insert_with(|| group.clone());
            let (first, group) = (last(&joined, first).to_owned(), last(&joined, group).to_owned());
            if first != group {
                joined.insert(group, first);
            }
        }
    }
    for schema in input.schemas.iter_mut().filter(|_| !joined.is_empty()) {
        if let VersionPlace::Shared { group, .. } = &mut schema.place {
            *group = last(&joined, group).to_owned();
        }
    }
}

/// The directory that a directory has become. Only what has become nothing else takes others in, so this ends.
fn last<'a>(joined: &'a HashMap<String, String>, mut group: &'a str) -> &'a str {
    while let Some(other) = joined.get(group) {
        group = other;
    }
    group
}

fn clashes(input: &Input) -> Vec<Problem> {
    let mut seen: BTreeMap<(&str, &Version), &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for schema in &input.schemas {
        let Some(version) = schema.place.version() else { continue };
        if let Some(first) = seen.insert((&schema.subject, version), &schema.name) {
            let name = schema.subject.trim_end_matches('#');
            let message = format!("{first} is version `{version}` of `{name}` too; keep one of the two");
            problems.push(Problem::of(&schema.name, message));
        }
    }
    problems
}
