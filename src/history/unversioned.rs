//! Makes subjects of files without a version that no version uses: each is a schema of its own beside versioned ones.

use std::collections::{HashMap, HashSet};

use avro_resolve::schema::name::Name;
use memchr::memmem;

use super::defined::{definitions, outside_names};
use crate::model::input::{Past, ReleasedFile, SchemaText, VersionPlace};
use crate::model::path::parent;
use crate::model::text::listed;
use crate::model::version::{Version, WORKING_TREE};

/// No directory has this path below another one.
const GROUP: &str = "/in place";

/// What has the name of a subject with versions is the newest of them, unless those begin with a later version than a first one.
const NEWEST: u64 = u64::MAX - 1;
const OLDEST: u64 = 0;

/// Gives a version to each file without one that nothing with a version uses; if there is an earlier state, the earlier one to
/// what the file was. Where no path names a version, nothing changes. Returns remarks.
pub(crate) fn settle(schemas: &mut Vec<SchemaText>, past: Option<&mut Past>) -> Vec<String> {
    let is_unversioned = |schema: &SchemaText| schema.place == VersionPlace::Unversioned;
    if !schemas.iter().any(is_unversioned) || schemas.iter().all(is_unversioned) {
        return Vec::new();
    }
    let own: HashSet<usize> = unused(schemas);
    if own.is_empty() {
        return Vec::new();
    }
    let mut begins: HashMap<String, Version> = HashMap::new();
    for schema in schemas.iter() {
        let Some(version) = schema.place.version() else { continue };
        let first = begins.entry(schema.subject.clone()).or_insert_with(|| version.clone());
        *first = version.clone().min(first.clone());
    }
    let rank = |subject: &str| if begins.get(subject).is_some_and(|first| !first.is_first()) { OLDEST } else { NEWEST };
    let mine = (0..).zip(&*schemas).filter(|(at, _)| own.contains(at)).map(|(_, schema)| schema);
    let (others, alone): (Vec<&SchemaText>, Vec<&SchemaText>) =
        mine.partition(|schema| begins.contains_key(&schema.subject));
    let remedy = if past.is_some() { "" } else { "; --against REV compares with a git revision" };
    let alone: Vec<&str> = alone.iter().map(|schema| schema.name.as_str()).collect();
    let mut notes: Vec<String> = Vec::new();
    if !alone.is_empty() {
        let (verb, what) =
            if alone.len() == 1 { ("names", "a subject of its own") } else { ("name", "subjects of their own") };
        notes.push(format!("{} {verb} no version beside others that do: {what}{remedy}", listed(&alone, 3, ", ")));
    }
    notes.extend(others.iter().map(|SchemaText { name, subject, .. }| {
        let age = if rank(subject) == OLDEST { "oldest" } else { "newest" };
        format!("{name} names no version, and counts as the {age} of `{subject}`")
    }));
    let place = |version: Version| VersionPlace::Shared { group: GROUP.to_owned(), version };
    let Some(past) = past.filter(|past| past.versions_are_releases) else {
        for (_, schema) in (0..).zip(schemas.iter_mut()).filter(|(at, _)| own.contains(at)) {
            schema.place = place(Version::ranked(WORKING_TREE, rank(&schema.subject)));
        }
        return notes;
    };
    // Neither the revision nor the version is a part of the directory.
    let directory_of = |name: &str| parent(name).unwrap_or_default().to_owned();
    let mine = (0..).zip(&*schemas).filter(|(at, _)| own.contains(at)).map(|(_, schema)| &schema.name);
    past.directories.extend(mine.map(|name| (name.clone(), directory_of(name))));
    let label = past.label.clone();
    let before = |subject: &str| place(Version::ranked(&label, rank(subject)));
    let now = |subject: &str| place(Version::ranked(WORKING_TREE, rank(subject) + 1));
    let is_fresh = |schema: &SchemaText| past.fresh.contains(&schema.name);
    for (_, schema) in (0..).zip(schemas.iter_mut()).filter(|(at, _)| own.contains(at)) {
        schema.place = if is_fresh(schema) { now(&schema.subject) } else { before(&schema.subject) };
    }
    let today: HashSet<&str> =
        (0..).zip(&*schemas).filter(|(at, _)| own.contains(at)).map(|(_, s)| s.name.as_str()).collect();
    let was_own = |now: &Option<String>| now.as_deref().is_some_and(|now| today.contains(now));
    let (former, released): (Vec<ReleasedFile>, _) =
        std::mem::take(&mut past.released).into_iter().partition(|file| was_own(&file.now));
    past.released = released;
    let former_directory = |file: &ReleasedFile| Some((file.before.name.clone(), directory_of(file.now.as_deref()?)));
    past.directories.extend(former.iter().filter_map(former_directory));
    let former: Vec<SchemaText> =
        former.into_iter().map(|file| SchemaText { place: before(&file.before.subject), ..file.before }).collect();
    schemas.extend(former);
    notes
}

/// The files without a version that no file with one uses, nor a file that those use, by their places in the list.
fn unused(schemas: &[SchemaText]) -> HashSet<usize> {
    let (mut open, mut left): (Vec<usize>, Vec<usize>) =
        (0..schemas.len()).partition(|at| schemas[*at].place != VersionPlace::Unversioned);
    let names: Vec<(usize, Vec<Name>)> =
        left.iter().map(|&at| (at, definitions(&schemas[at].name, &schemas[at].text.fresh()))).collect();
    while let Some(user) = open.pop().filter(|_| !left.is_empty()) {
        let text = &*schemas[user].text.fresh();
        let mentions = |name: &Name| memmem::find(text.as_bytes(), name.short().as_bytes()).is_some();
        // Most files do not even contain the names.
        if !names.iter().any(|(at, names)| left.contains(at) && names.iter().any(mentions)) {
            continue;
        }
        let used: HashSet<Name> = outside_names(&schemas[user].name, text).into_iter().flatten().collect();
        let is_used =
            |at: &usize| names.iter().any(|(of, names)| of == at && names.iter().any(|name| used.contains(name)));
        let (found, rest) = left.into_iter().partition(is_used);
        left = rest;
        open.extend::<Vec<usize>>(found);
    }
    left.into_iter().collect()
}
