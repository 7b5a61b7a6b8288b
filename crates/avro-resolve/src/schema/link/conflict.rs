//! Finds definitions that contradict each other within a version.

use rustc_hash::FxHashMap;

use super::library::Edition;
use super::same::is_same;
use crate::schema::fault::{Fault, FaultKind, FileFault};
use crate::schema::name::Name;
use crate::schema::source::{FileId, Sources, Span};

/// A definition, as far as it is needed to tell whether another file's is the same.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The full name.
    pub name: Name,
    /// The file.
    pub file: FileId,
    /// The version from which on the file is in force.
    pub edition: Edition,
    /// The number of the edition from which on it is not any more, because it was followed by another, or removed.
    pub end: Option<u32>,
    /// The place of the name.
    pub mark: Span,
    /// The place of the definition.
    pub span: Span,
}

impl Definition {
    fn is_over(&self, number: u32) -> bool {
        self.end.is_some_and(|end| end <= number)
    }
}

/// Two files that define one name differently while both are in force; each keeps its own.
#[derive(Clone, Debug)]
pub struct Conflict {
    /// In the newer file, or the later one.
    pub fault: FileFault,
    /// Whether one of them is in force no more.
    pub is_past: bool,
}

/// Names that two files of one version define differently. A version may have files of earlier ones, where nothing changed.
pub fn conflicting_definitions(sources: &Sources, definitions: &[Definition]) -> Vec<Conflict> {
    // Most names are defined once, and are not worth the sorting.
    let mut counts: FxHashMap<(&Name, u32), u32> = FxHashMap::default();
    for definition in definitions {
        *counts.entry((&definition.name, definition.edition.group)).or_default() += 1;
    }
    let is_repeated = |definition: &Definition| counts[&(&definition.name, definition.edition.group)] > 1;
    let mut definitions: Vec<Definition> = definitions.iter().filter(|own| is_repeated(own)).cloned().collect();
    definitions.sort_by(|a, b| (&a.name, a.edition, a.file).cmp(&(&b.name, b.edition, b.file)));
    let same_name: Vec<&[Definition]> = definitions
        .chunk_by(|a, b| a.name == b.name && a.edition.group == b.edition.group)
        .filter(|group| group.len() > 1)
        .collect();
    same_name.into_iter().flat_map(|group| conflicts(sources, group)).collect()
}

/// Those of the definitions of one name, from old to new, that differ from the first that is in force then.
fn conflicts(sources: &Sources, group: &[Definition]) -> Vec<Conflict> {
    let place = |definition: &Definition| (&sources[definition.file], definition.span);
    let text = |definition: &Definition| sources[definition.file].slice(definition.span);
    let mut conflicts = Vec::new();
    let mut first = &group[0];
    // Whether a text says the same as the first: many files may have the same text of it.
    let mut known: FxHashMap<&str, bool> = FxHashMap::default();
    for (at, definition) in group.iter().enumerate().skip(1) {
        let number = definition.edition.number;
        if first.is_over(number) {
            first = group[..=at].iter().find(|other| !other.is_over(number)).unwrap_or(definition);
            known.clear();
        }
        if first.file != definition.file
            && !*known.entry(text(definition)).or_insert_with(|| is_same(place(definition), place(first)))
        {
            let (name, other) = (definition.name.to_string(), sources[first.file].name.clone());
            let kind = FaultKind::ConflictingDefinition { name, other };
            let fault = FileFault { file: definition.file, fault: Fault { kind, span: definition.mark } };
            conflicts.push(Conflict { fault, is_past: first.end.is_some() || definition.end.is_some() });
        }
    }
    conflicts
}
