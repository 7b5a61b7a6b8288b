//! The definitions of all files in, those that contradict each other within a version out.

use std::cell::LazyCell;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::{Edition, FileFault};
use crate::schema::fault::{Fault, FaultKind};
use crate::schema::json_text::json;
use crate::schema::name::Name;
use crate::schema::source::{FileId, Sources, Span};

/// A definition, as far as it is needed to tell whether another file's is the same.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The full name.
    pub name: Name,
    /// The file.
    pub file: FileId,
    /// The version that the file belongs to.
    pub edition: Edition,
    /// Where the name stands.
    pub mark: Span,
    /// Where the definition stands.
    pub span: Span,
}

/// Names that two files of one version define differently; each file keeps its own.
pub fn conflicting_definitions(sources: &Sources, mut definitions: Vec<Definition>) -> Vec<FileFault> {
    definitions.par_sort_by(|a, b| (&a.name, a.edition, a.file).cmp(&(&b.name, b.edition, b.file)));
    let same_version: Vec<&[Definition]> = definitions
        .chunk_by(|a, b| a.name == b.name && a.edition == b.edition)
        .filter(|group| group.len() > 1)
        .collect();
    same_version.into_par_iter().flat_map_iter(|group| conflicts(sources, group)).collect()
}

/// Those of the definitions of one name that differ from the first.
fn conflicts<'a>(sources: &'a Sources, group: &'a [Definition]) -> impl Iterator<Item = FileFault> + 'a {
    let text = |definition: &Definition| sources[definition.file].slice(definition.span);
    let first = &group[0];
    let (first_text, first_json) = (text(first), LazyCell::new(move || json(text(first))));
    // Many files may have the same text of it.
    let mut known: FxHashMap<&str, bool> = FxHashMap::from_iter([(first_text, true)]);
    let later = group[1..].iter().filter(move |definition| {
        let text = text(definition);
        !*known.entry(text).or_insert_with(|| first_json.is_some() && *first_json == json(text))
    });
    later.map(|definition| {
        let (name, other) = (definition.name.to_string(), sources[first.file].name.clone());
        let kind = FaultKind::ConflictingDefinition { name, other };
        FileFault { file: definition.file, fault: Fault { kind, span: definition.mark } }
    })
}
