//! Reads a schema, protocol or IDL file with the files that it imports, on disk or at a git revision.

use std::path::Path;

use super::location::{Location, is_on_disk, split_revision};
use super::lookup::named::NamedSchema;
use crate::model::input::Problem;
use crate::model::path::{join, normal, parent};
use avro_resolve::schema::convert::Bundle;
use avro_resolve::schema::fault::FileFault;
use avro_resolve::schema::model::Import;
use avro_resolve::schema::source::Source;

/// Reads a file with what it imports. What is missing is among the faults of the bundle.
pub(crate) fn bundle(named: &NamedSchema) -> Bundle {
    Bundle::read(Source::new(named.file.clone(), named.text.clone()), &mut imported)
}

/// Reads what a file imports, or says where that was looked for.
fn imported(from: &str, import: &Import) -> Result<Source, Vec<String>> {
    let place = beside(from, &import.path);
    let text = Location::of(Path::new(&place)).and_then(|location| location.text());
    text.map(|text| Source::new(place.clone(), text)).map_err(|_| vec![place])
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
