//! The path of a schema file in, the schema out: with the types that other files of its tree define.

use std::fs;
use std::path::{Path, PathBuf};

use super::argument::{NamedText, names_revision, schema_text};
use super::directory;
use super::home::Home;
use super::layout;
use super::paths::{below, typed};
use crate::history::History;
use crate::model::input::{Problem, VersionPlace};
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::{Fault, FaultKind};
use avro_resolve::schema::shape::Shapes;

/// A schema file.
#[derive(Debug)]
pub struct SchemaFile {
    /// The name that reports print.
    pub name: String,
    /// The text as it was found.
    pub text: String,
    /// The types of this schema alone.
    pub shapes: Shapes,
    /// The schema.
    pub schema: LinkedSchema,
}

/// Whether a path leads to a file, on disk or at a git revision (`REV:path`).
pub(super) fn is_file(path: &Path) -> bool {
    (path.exists() && !path.is_dir()) || names_revision(path)
}

/// Reads a schema file, which may stand at a git revision. Types that it does not define are looked for in the tree of schemas that it stands in: that of
/// `schemas`, if it is below that directory, or else that of the version directories that its own lies among.
///
/// # Errors
/// What makes the schema impossible to understand.
pub fn read(path: &Path, schemas: &Home) -> Result<SchemaFile, Vec<Problem>> {
    let NamedText { name, text } = schema_text(path).map_err(|problem| vec![problem])?;
    let mut shapes = Shapes::default();
    let schema = match LinkedSchema::parse(&name, &text, &mut shapes) {
        Ok(schema) => schema,
        Err(faults) if faults.iter().any(is_unknown_type) => {
            shapes = Shapes::default();
            let tree = tree_of(path, schemas);
            in_tree(tree.as_ref(), &mut shapes)
                .unwrap_or_else(|| Err(Problem::of_faults(&name, &text, &faults)))
                .map_err(|problems| advised(problems, tree.as_ref()))?
        }
        Err(faults) => return Err(Problem::of_faults(&name, &text, &faults)),
    };
    Ok(SchemaFile { name, text, shapes, schema })
}

fn is_unknown_type(fault: &Fault) -> bool {
    matches!(fault.kind, FaultKind::UnknownType { .. })
}

/// A tree of schemas, and a file in it.
struct Tree {
    root: PathBuf,
    /// The name that the file has there.
    file: String,
}

fn in_tree(tree: Option<&Tree>, shapes: &mut Shapes) -> Option<Result<LinkedSchema, Vec<Problem>>> {
    let tree = tree?;
    // What is wrong with other files of the tree is theirs.
    let input = directory::read(std::slice::from_ref(&tree.root));
    History::new(input.schemas).schema_of(&tree.file, shapes)
}

fn tree_of(path: &Path, schemas: &Home) -> Option<Tree> {
    if names_revision(path) {
        return tree_of_revision(path, schemas);
    }
    let real = fs::canonicalize(path).ok()?;
    let in_schemas = schemas.roots().into_iter().find_map(|root| {
        let relative = typed(real.strip_prefix(fs::canonicalize(&root).ok()?).ok()?);
        Some(Tree { file: below(&typed(&root), &relative), root })
    });
    in_schemas.or_else(|| {
        let (_, place) = layout::locate(real.strip_prefix("/").ok()?.to_str()?, "").ok()?;
        let VersionPlace::Shared { group, .. } = place else { return None };
        let root = Path::new("/").join(group);
        let relative = real.strip_prefix(&root).ok()?;
        // As the user typed it, where that leads there.
        let typed_root = path.ends_with(relative).then(|| path.ancestors().nth(relative.iter().count())).flatten();
        let root = match typed_root {
            Some(here) if here.as_os_str().is_empty() => PathBuf::from("."),
            Some(typed_root) => typed_root.to_owned(),
            None => root.clone(),
        };
        Some(Tree { file: below(&typed(&root), &typed(relative)), root })
    })
}

/// The tree at a revision: that of the directory of schemas there, or that of the version directories around the file.
fn tree_of_revision(path: &Path, schemas: &Home) -> Option<Tree> {
    let name = path.to_str()?;
    let (revision, inside) = name.split_once(':')?;
    let roots = schemas.roots();
    let mut roots = roots.iter().map(|root| typed(root));
    let root = roots.find(|root| inside.strip_prefix(root.as_str()).is_some_and(|rest| rest.starts_with('/')));
    let root = root.or_else(|| match layout::locate(inside, "").ok()?.1 {
        VersionPlace::Shared { group, .. } => Some(group),
        VersionPlace::Own(_) | VersionPlace::Unversioned => None,
    })?;
    Some(Tree { root: PathBuf::from(format!("{revision}:{root}")), file: name.to_owned() })
}

/// Adds where types were looked for, and where else they could be.
fn advised(mut problems: Vec<Problem>, tree: Option<&Tree>) -> Vec<Problem> {
    let advice = match tree {
        Some(tree) => {
            format!(" (looked for in this file and below {}; --schemas names another directory)", typed(&tree.root))
        }
        None => " (looked for in this file alone; --schemas names the directory that holds the others)".to_owned(),
    };
    problems.iter_mut().for_each(|problem| problem.message += &advice);
    problems
}
