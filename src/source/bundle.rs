//! Reads a schema, protocol or IDL file with the files that it imports, on disk or at a git revision.

use std::collections::BTreeSet;
use std::path::Path;

use super::boundary::{Boundary, real};
use super::config::find::repository;
use super::location::{Location, Medium, is_on_disk, split_revision};
use crate::model::input::{ImportDirectory, Problem};
use crate::model::path::{join, normal, parent};
use avro_resolve::schema::convert::Bundle;
use avro_resolve::schema::fault::{FaultKind, FileFault};
use avro_resolve::schema::model::Import;
use avro_resolve::schema::source::Source;

/// Reads a file with what it imports, which is beside the file that imports it or on the import path. What is missing is among the faults
/// of the bundle.
pub(crate) fn bundle(file: Source, import_path: &[ImportDirectory]) -> Bundle {
    let directory = Path::new(parent(&file.name).filter(|directory| !directory.is_empty()).unwrap_or("."));
    let boundary = repository(directory).map(|_| Boundary::around(directory));
    Bundle::read(file, &mut |from, import| imported(&places(from, import, import_path), import, boundary.as_ref()))
}

/// The first file that is there of those that an import may mean.
fn imported(places: &[String], import: &Import, boundary: Option<&Boundary>) -> Result<Source, FaultKind> {
    let path = import.path.clone();
    for place in places {
        match text(place, boundary) {
            Ok(text) => return Ok(Source::new(place.clone(), text)),
            Err(reason) if Path::new(place).exists() => return Err(FaultKind::UnreadableImport { path, reason }),
            Err(_) => {}
        }
    }
    Err(FaultKind::UnknownImport { path, looked_for: places.to_vec() })
}

/// The text of a file that a repository names: it is not read outside of that.
fn text(place: &str, boundary: Option<&Boundary>) -> Result<String, String> {
    let found = Location::of(Path::new(place)).and_then(|location| match (&location.medium, boundary) {
        (Medium::Disk(path), Some(boundary)) if !boundary.admits(&real(path)) => {
            Err(Problem::of(place, boundary.path_leads_outside(place)))
        }
        (Medium::Disk(_) | Medium::Revision(_), _) => location.text(),
    });
    found.map_err(|problem| problem.message)
}

/// Where the file may be that another one imports; at a revision, if that is.
fn places(from: &str, import: &Import, import_path: &[ImportDirectory]) -> Vec<String> {
    let revision = revision_of(from);
    let on_path = import_path.iter().map(|ImportDirectory { path, .. }| {
        let directory = revision.map_or_else(|| path.clone(), |revision| at_revision(revision, path));
        normal(&join(&directory, &import.path))
    });
    std::iter::once(beside(from, &import.path)).chain(on_path).collect()
}

fn revision_of(file: &str) -> Option<&str> {
    split_revision(file).filter(|_| !is_on_disk(Path::new(file))).map(|(revision, _)| revision)
}

/// A path from the current directory, at a revision.
fn at_revision(revision: &str, path: &str) -> String {
    format!("{revision}:./{path}")
}

/// An import path for files some of which are at revisions.
pub(crate) fn also_at_revisions<'f>(
    mut import_path: Vec<ImportDirectory>,
    files: impl Iterator<Item = &'f str>,
) -> Vec<ImportDirectory> {
    let revisions: BTreeSet<&str> = files.filter_map(revision_of).collect();
    for directory in &mut import_path {
        let path = &directory.path;
        directory.elsewhere.extend(revisions.iter().map(|revision| at_revision(revision, path)));
    }
    import_path
}

/// A path from the directory of a file, which may be at a revision.
fn beside(file: &str, path: &str) -> String {
    let from = |file: &str| normal(&join(parent(file).unwrap_or_default(), path));
    match split_revision(file).filter(|_| !is_on_disk(Path::new(file))) {
        // A path that begins in the current directory goes on doing so.
        Some((revision, inside)) if inside.starts_with('.') => format!("{revision}:./{}", from(inside)),
        Some((revision, inside)) => format!("{revision}:{}", from(inside)),
        None if path.starts_with('/') => path.to_owned(),
        None => from(file),
    }
}

/// Faults as problems at the places of their files.
pub(crate) fn problems(bundle: &Bundle, faults: &[FileFault]) -> Vec<Problem> {
    let problems = faults.iter().map(|FileFault { file, fault }| {
        let Source { name, text, .. } = &bundle.files[*file as usize].source;
        Problem::of_faults(name, text, std::slice::from_ref(fault))
    });
    problems.flatten().collect()
}
