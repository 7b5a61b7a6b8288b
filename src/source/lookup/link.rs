//! Finds the types that a schema file does not define itself: in the files beside it, or in the tree of schemas around it.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::archive::Archive;
use super::named::{NamedSchema, SchemaOrigin, other_files};
use crate::history::History;
use crate::model::input::{Problem, SchemaText, VersionPlace};
use crate::model::path::{common_directory, inside, join, typed};
use crate::model::version::Version;
use crate::source::boundary::real;
use crate::source::bundle::{bundle, problems};
use crate::source::config::Settings;
use crate::source::config::find::from_here;
use crate::source::files::SourceFile;
use crate::source::git::AtRevision;
use crate::source::layout::{self, Layout};
use crate::source::location::{Location, Medium, split_revision};
use crate::source::{pins, roots};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::convert::Bundle;
use avro_resolve::schema::fault::{Fault, FaultKind};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::Source;

/// Reads a schema file with the files that it needs: those beside it if they will do, or else those of the tree of schemas
/// that it is in, which is that of the archive, or that of the version directories around it.
///
/// # Errors
/// The file cannot be read.
pub(crate) fn linked_file(location: &Location, archive: &Archive) -> Result<NamedSchema, Problem> {
    let (file, text) = (location.name.clone(), location.text()?);
    let mut named = NamedSchema::alone(file, text, SchemaOrigin::File);
    let bundle = bundle(Source::new(named.file.clone(), named.text.clone()), &archive.import_path());
    if bundle.files.len() > 1 {
        let imported = imported(&bundle);
        if files_used(&History::new(with_others(&named, imported.clone())), &named.file).is_ok() {
            named.others = imported;
            return Ok(named);
        }
    }
    if !lacks_types(&named) {
        return Ok(named);
    }
    if let Some(pinned) = pins::files_used(&named.file, archive.repository())? {
        match files_used(&History::new(with_others(&named, pinned)), &named.file) {
            Ok(others) => named.others = others,
            Err(mut problems) => {
                let searched = format!("in this file, and in those that {} names", pins::references_path(&named.file));
                problems.iter_mut().for_each(|problem| problem.say_where_searched(&searched));
                named.unlinked = problems;
            }
        }
        return Ok(named);
    }
    let beside = History::new(with_others(&named, location.beside()));
    let (mut found, mut searched, mut remedy) = (files_used(&beside, &named.file), ALONE.to_owned(), REMEDY);
    if found.is_err()
        && let Some(tree) = found_in_tree(location, archive)
    {
        searched = format!("in this file, in those beside it, and below {}", tree.name);
        (found, remedy) = (tree.used, "");
    }
    match found {
        Ok(others) => named.others = others,
        Err(_) if !bundle.faults.is_empty() => named.unlinked = problems(&bundle, &bundle.faults),
        Err(mut problems) => {
            for problem in &mut problems {
                let elsewhere = problem.unknown_type().and_then(|name| {
                    let Medium::Disk(path) = &location.medium else { return None };
                    defined_elsewhere(path, name, archive, &[])
                });
                problem.say_where_searched(&(searched.clone() + elsewhere.as_deref().unwrap_or(remedy)));
            }
            named.unlinked = problems;
        }
    }
    Ok(named)
}

/// The files of a bundle that the first imports.
fn imported(bundle: &Bundle) -> Vec<SourceFile> {
    let copy = |Source { name, text, .. }: &Source| SourceFile {
        relative: name.clone(),
        name: name.clone(),
        text: text.clone(),
    };
    bundle.files.iter().skip(1).map(|file| copy(&file.source)).collect()
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

const ALONE: &str = "in this file and in those beside it";

/// What makes other directories known.
const REMEDY: &str = "; `schemas` in avrocheck.toml names the directory that holds the others";

/// Adds to the problems of types that nothing defines which was looked at, below these paths, where they are defined.
pub(crate) fn say_where_defined(problems: &mut [Problem], looked_at: &[PathBuf], settings: &Settings) {
    let looked_at: Vec<PathBuf> = looked_at.iter().map(|path| real(path)).collect();
    let archive = Archive::new(None, settings.clone());
    problems.iter_mut().for_each(say_what_was_not_given);
    for problem in problems.iter_mut().filter(|problem| !problem.says_where_searched()) {
        let (Some(name), Some(file)) = (problem.unknown_type(), &problem.file) else { continue };
        problem.message += &defined_elsewhere(Path::new(file), name, &archive, &looked_at).unwrap_or_default();
    }
}

/// Says of an import that is not among the schemas which were looked at that its file is there all the same.
fn say_what_was_not_given(problem: &mut Problem) {
    let Some(file) = &problem.file else { return };
    let Some((import, places)) = problem.unknown_import() else { return };
    let Some(place) = places.split(", ").find(|place| Path::new(place).is_file()) else { return };
    let both = match common_directory(file, place) {
        here if here.is_empty() => ".".to_owned(),
        both => both,
    };
    problem.message =
        format!("the import \"{import}\" is {place}, which is not below what was given; give {both} instead");
}

/// The nearest file of the repository that defines a type which a file uses, and what makes it known. What was looked at does not
/// count.
fn defined_elsewhere(user: &Path, name: &str, archive: &Archive, looked_at: &[PathBuf]) -> Option<String> {
    let user = fs::canonicalize(user).ok()?;
    let (root, definers) = archive.definers_in_repository()?;
    let here = typed(user.strip_prefix(root).ok()?);
    let is_new = |file: &&String| !looked_at.iter().any(|place| root.join(file).starts_with(place));
    let definers = definers.get(name)?.iter().filter(is_new);
    let definer = definers.min_by_key(|file| Reverse(common_directory(&here, file).len()))?;
    let both = match common_directory(&here, definer) {
        root if root.is_empty() => ".".to_owned(),
        both => both,
    };
    let definer = typed(&from_here(&root.join(definer)));
    Some(format!("; {definer} defines it, and is known with schemas = [\"{both}\"] in avrocheck.toml"))
}

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
    let other = |SourceFile { name, text, .. }| SchemaText {
        subject: String::new(),
        name,
        text,
        place: place.clone(),
        references: Vec::new(),
    };
    named.texts("", 0).chain(others.into_iter().map(other)).collect()
}

/// The other files whose types a file uses, as its version sees them.
fn files_used(history: &History, name: &str) -> Result<Vec<SourceFile>, Vec<Problem>> {
    let schema = history.schema_of(name, &mut Shapes::default()).unwrap_or_else(|| Err(Vec::new()))?;
    Ok(other_files(&schema))
}

/// What a file uses of the tree of schemas around it.
struct FoundInTree {
    /// The tree's directories.
    name: String,
    used: Result<Vec<SourceFile>, Vec<Problem>>,
}

fn found_in_tree(location: &Location, archive: &Archive) -> Option<FoundInTree> {
    match &location.medium {
        Medium::Disk(path) => in_tree_on_disk(path, archive),
        Medium::Revision(at) => in_tree_at_revision(at, &location.name, archive),
    }
}

/// Looks in the directories of the archive, if the file is in one of them, or else below the version directories around it.
fn in_tree_on_disk(path: &Path, archive: &Archive) -> Option<FoundInTree> {
    let real = fs::canonicalize(path).ok()?;
    let in_archive = archive.roots().into_iter().find_map(|root| {
        let relative = typed(real.strip_prefix(fs::canonicalize(&root).ok()?).ok()?);
        Some(join(&typed(&root), &relative))
    });
    if let Some(file) = in_archive {
        let used = match archive.readable().has_file(&file) {
            true => files_used(archive.readable(), &file),
            // It is excluded, but somebody means it.
            false => files_used(&archive.with_excluded(), &file),
        };
        return Some(FoundInTree { name: archive.name(), used });
    }
    let group = group(inside(&typed(&real), "/")?)?;
    let relative = inside(inside(&typed(&real), "/")?, &group)?.to_owned();
    // As the user typed it, where that leads there.
    let typed_root = path.ends_with(&relative).then(|| path.ancestors().nth(Path::new(&relative).iter().count()));
    let root = match typed_root.flatten() {
        Some(here) if here.as_os_str().is_empty() => PathBuf::from("."),
        Some(typed_root) => typed_root.to_owned(),
        None => Path::new("/").join(&group),
    };
    let file = join(&typed(&root), &relative);
    Some(below(root, &file))
}

/// The same at a revision.
fn in_tree_at_revision(at: &AtRevision, name: &str, archive: &Archive) -> Option<FoundInTree> {
    let (revision, path) = split_revision(name)?;
    let file = format!("{revision}:{}", at.path);
    if let Some(readable) = archive.readable_at(revision, &at.path).filter(|readable| readable.has_file(&file)) {
        let name = format!("{} at {revision}", archive.name());
        return Some(FoundInTree { name, used: files_used(&readable, &file) });
    }
    let group = group(path)?;
    Some(below(PathBuf::from(format!("{revision}:{group}")), name))
}

/// Looks below a directory. What is wrong with other files there is theirs.
fn below(root: PathBuf, file: &str) -> FoundInTree {
    let history = History::new(roots::read_directory(&root, &Layout::default()).schemas);
    FoundInTree { name: typed(&root), used: files_used(&history, file) }
}

/// The directory that holds the version directories which a path lies in.
fn group(path: &str) -> Option<String> {
    match layout::locate(path, "").ok()?.1 {
        VersionPlace::Shared { group, .. } => Some(group),
        VersionPlace::Own(_) | VersionPlace::Beside(_) | VersionPlace::Unversioned => None,
    }
}
