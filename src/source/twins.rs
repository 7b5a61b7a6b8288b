//! Keeps each real file once: one that several symbolic links lead to is one schema.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::config::find::from_here;
use crate::model::input::{Input, SchemaText, VersionPlace};
use crate::model::path::{normal, typed};
use crate::model::text::listed;
use avro_resolve::schema::text::Text;

/// Leaves out subjects that are others under a second path, and says so. A link in the place of a version is a version.
pub(crate) fn without_twins(input: &mut Input) {
    let twins: BTreeMap<String, String> = {
        let subjects = FilesOfSubject::all(&input.schemas);
        let mut by_size: BTreeMap<usize, Vec<FileOfSubject<'_>>> = BTreeMap::new();
        for subject in &subjects {
            for file in &subject.files {
                by_size.entry(file.text.len()).or_default().push((subject, file));
            }
        }
        let is_of_several =
            |alike: &Vec<FileOfSubject<'_>>| alike.iter().any(|(subject, _)| subject.name != alike[0].0.name);
        let of_one_size = by_size.into_values().filter(is_of_several);
        let of_one_text = of_one_size.flat_map(|files| {
            let texts: Vec<Text> = files.iter().map(|(_, file)| file.text.fresh()).collect();
            let mut by_text: BTreeMap<&str, Vec<FileOfSubject<'_>>> = BTreeMap::new();
            for (text, file) in texts.iter().zip(files) {
                by_text.entry(text).or_default().push(file);
            }
            by_text.into_values().collect::<Vec<_>>()
        });
        of_one_text.filter(is_of_several).flat_map(|alike| twins_among(&alike)).collect()
    };
    if twins.is_empty() {
        return;
    }
    let is_twin = |subject: &str| twins.contains_key(subject);
    input.schemas.retain(|schema| !is_twin(&schema.subject));
    input.fixtures.retain(|fixture| !is_twin(&fixture.subject));
    let names: Vec<String> = twins.iter().map(|(twin, kept)| format!("`{twin}` is `{kept}`")).collect();
    input.notes.push(format!("over symbolic links, and so checked once: {}", listed(&names, 3, ", ")));
}

/// A file, and the subject that it is of.
type FileOfSubject<'a> = (&'a FilesOfSubject<'a>, &'a SchemaText);

/// The files of one subject, from old to new.
struct FilesOfSubject<'a> {
    name: &'a str,
    files: Vec<&'a SchemaText>,
}

impl<'a> FilesOfSubject<'a> {
    fn all(schemas: &'a [SchemaText]) -> Vec<FilesOfSubject<'a>> {
        let mut subjects: BTreeMap<&str, Vec<&SchemaText>> = BTreeMap::new();
        for schema in schemas {
            subjects.entry(&schema.subject).or_default().push(schema);
        }
        let mut subjects: Vec<FilesOfSubject<'_>> =
            subjects.into_iter().map(|(name, files)| FilesOfSubject { name, files }).collect();
        for subject in &mut subjects {
            subject.files.sort_by(|a, b| a.place.version().cmp(&b.place.version()));
        }
        subjects
    }

    /// Whether this one has all files of another in the same versions, or the other is of no version and one of them.
    fn has_all_of(&self, other: &FilesOfSubject<'_>) -> bool {
        let has = |file: &&SchemaText| {
            let is_it = |own: &&SchemaText| own.place.version() == file.place.version() && own.text == file.text;
            self.files.iter().any(is_it)
        };
        other.files.iter().all(has) || matches!(other.files[..], [SchemaText { place: VersionPlace::Unversioned, .. }])
    }
}

/// Of subjects that have a file of the same text, those that another one is, each with that.
fn twins_among(alike: &[FileOfSubject<'_>]) -> Vec<(String, String)> {
    let mut by_place: BTreeMap<PathBuf, Vec<(bool, &FilesOfSubject<'_>)>> = BTreeMap::new();
    for (subject, SchemaText { name, .. }) in alike {
        if let Ok(place) = fs::canonicalize(Path::new(name)) {
            let is_direct = typed(&from_here(&place)) == normal(name);
            by_place.entry(place).or_default().push((!is_direct, subject));
        }
    }
    let mut twins = Vec::new();
    for mut subjects in by_place.into_values() {
        // The one without a link on its way is kept, and the one that has the most versions.
        subjects.sort_by_key(|(is_linked, subject)| (*is_linked, std::cmp::Reverse(subject.files.len()), subject.name));
        let mut kept: Vec<&FilesOfSubject<'_>> = Vec::new();
        let mut seen = BTreeSet::new();
        for (is_linked, subject) in subjects {
            match kept.iter().find(|kept| is_linked && kept.has_all_of(subject)) {
                Some(other) if seen.insert(subject.name) => {
                    twins.push((subject.name.to_owned(), other.name.to_owned()));
                }
                Some(_) => {}
                None => kept.push(subject),
            }
        }
    }
    twins
}
