//! Makes subjects of files without a version that no version uses: each is a schema of its own beside versioned ones.

use std::collections::HashSet;

use avro_resolve::schema::name::Name;
use memchr::memmem;

use super::defined::{definitions, outside_names};
use crate::model::input::{Past, ReleasedFile, SchemaText, VersionPlace};
use crate::model::path::parent;
use crate::model::text::listed;
use crate::model::version::{Version, WORKING_TREE};

/// No directory has this path below another one.
const GROUP: &str = "/in place";

/// A copy of the newest version under the name of its subject comes after all versions.
const BEFORE: u64 = u64::MAX - 1;
const NOW: u64 = u64::MAX;

/// Gives a version to each file without one that nothing with a version uses; if there is an earlier state, the earlier one to
/// what the file was. Where no path names a version, nothing changes. Returns a remark.
pub(crate) fn settle(schemas: &mut Vec<SchemaText>, past: Option<&mut Past>) -> Option<String> {
    let is_unversioned = |schema: &SchemaText| schema.place == VersionPlace::Unversioned;
    if !schemas.iter().any(is_unversioned) || schemas.iter().all(is_unversioned) {
        return None;
    }
    let own: HashSet<usize> = unused(schemas);
    if own.is_empty() {
        return None;
    }
    let names: Vec<&str> =
        (0..).zip(&*schemas).filter(|(at, _)| own.contains(at)).map(|(_, s)| s.name.as_str()).collect();
    let is_one = names.len() == 1;
    let (verb, what) = if is_one { ("names", "a subject of its own") } else { ("name", "subjects of their own") };
    let remedy = if past.is_some() { "" } else { "; --against REV compares with a git revision" };
    let note = format!("{} {verb} no version beside others that do: {what}{remedy}", listed(&names, 3, ", "));

    let place = |version: Version| VersionPlace::Shared { group: GROUP.to_owned(), version };
    let Some(past) = past.filter(|past| past.versions_are_releases) else {
        for (_, schema) in (0..).zip(schemas.iter_mut()).filter(|(at, _)| own.contains(at)) {
            schema.place = place(Version::ranked(WORKING_TREE, NOW));
        }
        return Some(note);
    };
    // Neither the revision nor the version is a part of the directory.
    let directory_of = |name: &str| parent(name).unwrap_or_default().to_owned();
    past.directories.extend(names.iter().map(|name| ((*name).to_owned(), directory_of(name))));
    let (before, now) = (Version::ranked(&past.label, BEFORE), Version::ranked(WORKING_TREE, NOW));
    let is_fresh = |schema: &SchemaText| past.fresh.contains(&schema.name);
    for (_, schema) in (0..).zip(schemas.iter_mut()).filter(|(at, _)| own.contains(at)) {
        schema.place = place(if is_fresh(schema) { now.clone() } else { before.clone() });
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
        former.into_iter().map(|file| SchemaText { place: place(before.clone()), ..file.before }).collect();
    schemas.extend(former);
    Some(note)
}

/// The files without a version that no file with one uses, nor a file that those use, by their places in the list.
fn unused(schemas: &[SchemaText]) -> HashSet<usize> {
    let (mut open, mut left): (Vec<usize>, Vec<usize>) =
        (0..schemas.len()).partition(|at| schemas[*at].place != VersionPlace::Unversioned);
    let names: Vec<(usize, Vec<Name>)> = left.iter().map(|&at| (at, definitions(&schemas[at].text))).collect();
    while let Some(user) = open.pop().filter(|_| !left.is_empty()) {
        let text = &schemas[user].text;
        let mentions = |name: &Name| memmem::find(text.as_bytes(), name.short().as_bytes()).is_some();
        // Most files do not even contain the names.
        if !names.iter().any(|(at, names)| left.contains(at) && names.iter().any(mentions)) {
            continue;
        }
        let used: HashSet<Name> = outside_names(text).into_iter().flatten().collect();
        let is_used =
            |at: &usize| names.iter().any(|(of, names)| of == at && names.iter().any(|name| used.contains(name)));
        let (found, rest) = left.into_iter().partition(is_used);
        left = rest;
        open.extend::<Vec<usize>>(found);
    }
    left.into_iter().collect()
}
