//! The types of all files that are open or checked, and where they are used.

use std::collections::HashMap;

use crate::history::History;
use crate::model::input::SchemaText;
use avro_resolve::schema::link::Library;
use avro_resolve::schema::model::{Document, Field, FileId, NodeId, NodeRef, Symbol, Type};
use avro_resolve::schema::place::NamedPart;
use avro_resolve::schema::source::{Source, Span};

/// All files, parsed.
pub(super) struct TypeIndex {
    history: History,
    library: Library,
    numbers: HashMap<String, FileId>,
}

/// A part of a file that has a name, or a name of a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(super) struct PartRef {
    pub(super) file: FileId,
    pub(super) part: NamedPart,
}

impl TypeIndex {
    pub(super) fn new(schemas: Vec<SchemaText>) -> TypeIndex {
        let history = History::new(schemas);
        let library = history.whole_library();
        let files = 0..history.sources.len() as FileId;
        let numbers = files.map(|file| (history.sources[file].name.clone(), file)).collect();
        TypeIndex { history, library, numbers }
    }

    /// The number of a file, by the name that reports print.
    pub(super) fn file(&self, name: &str) -> Option<FileId> {
        self.numbers.get(name).copied()
    }

    pub(super) fn is_readable(&self, name: &str) -> bool {
        self.file(name).is_some_and(|file| self.document(file).is_some())
    }

    pub(super) fn source(&self, file: FileId) -> &Source {
        self.library.source(file)
    }

    /// What a file says, if it can be understood.
    pub(super) fn document(&self, file: FileId) -> Option<&Document> {
        self.library.file(file).map(|file| &file.document)
    }

    /// All files that can be understood.
    pub(super) fn documents(&self) -> impl Iterator<Item = (FileId, &Document)> {
        let files = 0..self.history.sources.len() as FileId;
        files.filter_map(|file| Some((file, self.document(file)?)))
    }

    /// The definition that a part of a file means: that of a type for its name, else the part itself.
    pub(super) fn definition(&self, PartRef { file, part }: PartRef) -> Option<PartRef> {
        let NamedPart::Reference(node) = part else { return Some(PartRef { file, part }) };
        let NodeRef { file, node } = self.library.defining(NodeRef { file, node }, self.history.edition(file))?;
        Some(PartRef { file, part: NamedPart::Type(node) })
    }

    /// The definition of the type at a node.
    pub(super) fn defining(&self, file: FileId, node: NodeId) -> Option<NodeRef> {
        self.library.defining(NodeRef { file, node }, self.history.edition(file))
    }

    /// The names that mean a type, by file and place.
    pub(super) fn uses(&self, definition: PartRef) -> Vec<PartRef> {
        let NamedPart::Type(node) = definition.part else { return Vec::new() };
        let wanted = NodeRef { file: definition.file, node };
        let references = self.documents().flat_map(|(file, document)| {
            let nodes = (0..).zip(&document.nodes);
            let names = nodes.filter(|(_, node)| matches!(node.ty, Type::Reference(_)));
            names.map(move |(node, _)| NodeRef { file, node })
        });
        let meant = references.filter(|at| self.defining(at.file, at.node) == Some(wanted));
        meant.map(|NodeRef { file, node }| PartRef { file, part: NamedPart::Reference(node) }).collect()
    }

    /// The place of the name of a part.
    pub(super) fn span(&self, PartRef { file, part }: PartRef) -> Option<Span> {
        let document = self.document(file)?;
        Some(match part {
            NamedPart::Type(node) => document.nodes[node as usize].mark(),
            NamedPart::Reference(node) => document.nodes[node as usize].span,
            NamedPart::Field(..) => self.field(PartRef { file, part })?.name_span,
            NamedPart::Symbol(..) => self.symbol(PartRef { file, part })?.span,
        })
    }

    /// The field that a part is.
    pub(super) fn field(&self, PartRef { file, part }: PartRef) -> Option<&Field> {
        let NamedPart::Field(record, index) = part else { return None };
        self.document(file)?.record(record)?.fields.get(index)
    }

    /// The symbol that a part is.
    pub(super) fn symbol(&self, PartRef { file, part }: PartRef) -> Option<&Symbol> {
        let NamedPart::Symbol(node, index) = part else { return None };
        let Type::Enum(enumeration) = &self.document(file)?.nodes[node as usize].ty else { return None };
        enumeration.symbols.get(index)
    }

    /// A text of a file on one line.
    pub(super) fn text(&self, file: FileId, span: Span) -> String {
        self.source(file).slice(span).split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
