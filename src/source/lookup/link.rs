//! Finds the types that a schema file does not define itself: in the files beside it, or in the tree of schemas around it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::named::{NamedSchema, SchemaOrigin, other_files};
use crate::history::History;
use crate::model::input::{Problem, SchemaText, VersionPlace};
use crate::model::path::{inside, join, typed};
use crate::model::version::Version;
use crate::source::files::SourceFile;
use crate::source::layout::{self, Layout};
use crate::source::location::{Location, Medium, split_revision};
use crate::source::roots;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::{Fault, FaultKind};
use avro_resolve::schema::shape::Shapes;

/// Reads a schema file with the files that it needs: those beside it if they will do, or else those of the tree of schemas
/// that it is in, which is that of the archive, or that of the version directories around it.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn linked_file(location: &Location, archive: &Archive) -> Result<NamedSchema, Problem> {
    let (file, text) = (location.name.clone(), location.text()?);
    let mut named = NamedSchema::alone(file, text, SchemaOrigin::File);
    if !lacks_types(&named) {
        return Ok(named);
    }
    let beside = History::new(with_others(&named, location.beside()));
    let (mut found, mut searched) = (files_used(&beside, &named.file), ALONE.to_owned());
    if found.is_err()
        && let Some(tree) = tree_around(location, archive)
    {
        // What is wrong with other files of the tree is theirs.
        let history = History::new(roots::read_directory(&tree.root, &Layout::default()).schemas);
        searched = format!("in this file, in those beside it, and below {}", typed(&tree.root));
        found = files_used(&history, &tree.file);
    }
    match found {
        Ok(others) => named.others = others,
        Err(mut problems) => {
            problems.iter_mut().for_each(|problem| problem.say_where_searched(&searched));
            named.unlinked = problems;
        }
    }
    Ok(named)
}

/// A schema that is no file, with the types of the archive that it uses.
pub(crate) fn linked_text(mut named: NamedSchema, archive: &Archive) -> NamedSchema {
    if lacks_types(&named) {
        let is_there = archive.is_there();
        let read = |root: PathBuf| roots::read_directory(&root, &Layout::default()).schemas;
        let others = archive.roots().into_iter().filter(|_| is_there).flat_map(read);
        let others =
            others.map(|schema| SourceFile { relative: schema.name.clone(), name: schema.name, text: schema.text });
        match files_used(&History::new(with_others(&named, others.collect())), &named.file) {
            Ok(others) => named.others = others,
            Err(mut problems) => {
                let searched = format!("below {}", archive.name());
                problems.iter_mut().for_each(|problem| problem.say_where_searched(&searched));
                named.unlinked = problems;
            }
        }
    }
    named
}

/// Whether a schema uses types that its text does not define. What else is wrong shows when it is parsed.
fn lacks_types(named: &NamedSchema) -> bool {
    let is_unknown = |fault: &Fault| matches!(fault.kind, FaultKind::UnknownType { .. });
    let parsed = LinkedSchema::parse(&named.file, &named.text, &mut Shapes::default());
    parsed.is_err_and(|faults| faults.iter().any(is_unknown))
}

const ALONE: &str =
    "in this file and in those beside it; `schemas` in avrocheck.toml names the directory that holds the others";

/// Looks for the types that were found nowhere, or in several files, in the other files that a user gave together, and in those
/// that these use.
pub(crate) fn link_among(given: &mut [NamedSchema]) {
    let files = given.iter().flat_map(|named| std::iter::once(named.as_file()).chain(named.others.iter().cloned()));
    let files: BTreeMap<String, SourceFile> = files.map(|file| (file.name.clone(), file)).collect();
    for named in given.iter_mut().filter(|named| !named.unlinked.is_empty()) {
        let others = files.values().filter(|file| file.name != named.file).cloned().collect();
        if let Ok(used) = files_used(&History::new(with_others(named, others)), &named.file) {
            (named.others, named.unlinked) = (used, Vec::new());
        }
    }
}

/// A file and others, all of one version.
fn with_others(named: &NamedSchema, others: Vec<SourceFile>) -> Vec<SchemaText> {
    let place = VersionPlace::Beside(Version::ranked(&named.label, 0));
    let other = |SourceFile { name, text, .. }| SchemaText { subject: String::new(), name, text, place: place.clone() };
    named.texts("", 0).chain(others.into_iter().map(other)).collect()
}

/// The other files whose types a file uses, as its version sees them.
fn files_used(history: &History, name: &str) -> Result<Vec<SourceFile>, Vec<Problem>> {
    let schema = history.schema_of(name, &mut Shapes::default()).unwrap_or_else(|| Err(Vec::new()))?;
    Ok(other_files(&schema))
}

/// A tree of schemas, and the name that a file has there.
struct TreeAround {
    root: PathBuf,
    file: String,
}

fn tree_around(location: &Location, archive: &Archive) -> Option<TreeAround> {
    match &location.medium {
        Medium::Disk(path) => tree_on_disk(path, archive),
        Medium::Revision(_) => tree_at_revision(&location.name, archive),
    }
}

fn tree_on_disk(path: &Path, archive: &Archive) -> Option<TreeAround> {
    let real = fs::canonicalize(path).ok()?;
    let in_archive = archive.roots().into_iter().find_map(|root| {
        let relative = typed(real.strip_prefix(fs::canonicalize(&root).ok()?).ok()?);
        Some(TreeAround { file: join(&typed(&root), &relative), root })
    });
    in_archive.or_else(|| {
        let group = group(inside(&typed(&real), "/")?)?;
        let relative = inside(inside(&typed(&real), "/")?, &group)?.to_owned();
        // As the user typed it, where that leads there.
        let typed_root = path.ends_with(&relative).then(|| path.ancestors().nth(Path::new(&relative).iter().count()));
        let root = match typed_root.flatten() {
            Some(here) if here.as_os_str().is_empty() => PathBuf::from("."),
            Some(typed_root) => typed_root.to_owned(),
            None => Path::new("/").join(&group),
        };
        Some(TreeAround { file: join(&typed(&root), &relative), root })
    })
}

/// The tree at a revision: that of the archive's directory there, or that of the version directories around the file.
fn tree_at_revision(name: &str, archive: &Archive) -> Option<TreeAround> {
    let (revision, path) = split_revision(name)?;
    let mut roots = archive.roots().into_iter().map(|root| typed(&root));
    let root = roots.find(|root| inside(path, root).is_some()).or_else(|| group(path))?;
    Some(TreeAround { root: PathBuf::from(format!("{revision}:{root}")), file: name.to_owned() })
}

/// The directory that holds the version directories which a path lies in.
fn group(path: &str) -> Option<String> {
    match layout::locate(path, "").ok()?.1 {
        VersionPlace::Shared { group, .. } => Some(group),
        VersionPlace::Own(_) | VersionPlace::Beside(_) | VersionPlace::Unversioned => None,
    }
}
