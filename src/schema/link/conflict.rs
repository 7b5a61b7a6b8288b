//! The definitions of all files in, those that contradict each other within a version out.

use super::find::is_same;
use super::{Edition, FileFault};
use crate::schema::fault::{Fault, FaultKind};
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
    definitions.sort_by(|a, b| (&a.name, a.edition, a.file).cmp(&(&b.name, b.edition, b.file)));
    let same_version = definitions.chunk_by(|a, b| a.name == b.name && a.edition == b.edition);
    let later = same_version.flat_map(|group| group.iter().skip(1).map(|definition| (&group[0], definition)));
    let conflicting = later.filter(|(a, b)| !is_same(sources[a.file].slice(a.span), sources[b.file].slice(b.span)));
    let fault = |(first, definition): (&Definition, &Definition)| {
        let (name, other) = (definition.name.to_string(), sources[first.file].name.clone());
        let kind = FaultKind::ConflictingDefinition { name, other };
        FileFault { file: definition.file, fault: Fault { kind, span: definition.mark } }
    };
    conflicting.map(fault).collect()
}
