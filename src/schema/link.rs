//! Parsed files in, whole schemas out: names are tied to the files that define them, as the version asks for.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fault::{Fault, FaultKind};
use super::model::*;
use super::name::Name;
use super::parse::same_json;
use super::source::{Position, Source, Span};

/// Every file of a run.
#[derive(Debug, Default)]
pub struct Library {
    /// The files; a [`FileId`] is an index.
    pub files: Vec<File>,
    definers: FxHashMap<Name, Vec<NodeRef>>,
}

/// A parsed file.
#[derive(Debug)]
pub struct File {
    /// Its text.
    pub source: Source,
    /// Its types.
    pub document: Document,
    /// Its place among the versions.
    pub home: Home,
}

/// Where a file stands among the versions, which decides what it sees of other files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Home {
    /// In a version directory, among files that are versioned together.
    Edition(Edition),
    /// It numbers its own versions (`user/v1.avsc`): other files' numbers mean nothing to it.
    Alone,
    /// It has no version: the same for all.
    Unversioned,
}

/// A version of a group of files that are versioned together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edition {
    /// The group.
    pub group: u32,
    /// The version's rank in the group: newer ones have larger numbers.
    pub number: u32,
}

/// A fault and the file it is in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileFault {
    /// The file.
    pub file: FileId,
    /// The fault.
    pub fault: Fault,
}

/// One schema with every name tied to its definition: a root, and the edges that leave files.
#[derive(Clone, Debug)]
pub struct Links {
    /// Where the files are.
    pub library: Arc<Library>,
    /// The type that the schema is about.
    pub root: NodeRef,
    /// The files that take part, in ascending order.
    pub files: Vec<FileId>,
    between_files: FxHashMap<NodeRef, NodeRef>,
}

impl Library {
    /// Gathers parsed files.
    pub fn new(files: Vec<File>) -> Library {
        let mut definers: FxHashMap<Name, Vec<NodeRef>> = FxHashMap::default();
        for (id, file) in (0u32..).zip(&files) {
            for (name, &node) in &file.document.definitions {
                definers.entry(name.clone()).or_default().push(NodeRef { file: id, node });
            }
        }
        Library { files, definers }
    }

    /// Line and column of the start of `span`.
    pub fn position(&self, file: FileId, span: Span) -> Position {
        self.files[file as usize].source.position(span.start)
    }

    /// Names that two files of one version define differently; each file keeps its own.
    pub fn conflicting_definitions(&self) -> Vec<FileFault> {
        let mut faults = Vec::new();
        for (name, definers) in &self.definers {
            let mut first_of: FxHashMap<Edition, NodeRef> = FxHashMap::default();
            for &definer in definers {
                let Home::Edition(edition) = self.files[definer.file as usize].home else { continue };
                let first = *first_of.entry(edition).or_insert(definer);
                if !self.same_definition(first, definer) {
                    let other = self.files[first.file as usize].source.name.clone();
                    let span = self.node(definer).mark();
                    let kind = FaultKind::ConflictingDefinition { name: name.to_string(), other };
                    faults.push(FileFault { file: definer.file, fault: Fault { kind, span } });
                }
            }
        }
        faults.sort_by_key(|f| (f.file, f.fault.span));
        faults
    }

    /// Every full name defined in the library.
    fn names(&self) -> impl Iterator<Item = &Name> {
        self.definers.keys()
    }

    fn node(&self, at: NodeRef) -> &Node {
        &self.files[at.file as usize].document.nodes[at.node as usize]
    }

    fn same_definition(&self, a: NodeRef, b: NodeRef) -> bool {
        let text = |n: NodeRef| self.files[n.file as usize].source.slice(self.node(n).span);
        text(a) == text(b) || same_json(text(a), text(b))
    }

    /// The definition that `name` means in a file of `edition`: that of the same version directory, else of the nearest
    /// earlier one; else of a file without a version; else of the only file that has it.
    fn find(&self, name: &Name, edition: Option<Edition>) -> Result<Option<NodeRef>, Vec<NodeRef>> {
        let Some(definers) = self.definers.get(name) else { return Ok(None) };
        let home = |n: &NodeRef| self.files[n.file as usize].home;
        if let Some(edition) = edition {
            let number = |n: &NodeRef| match home(n) {
                Home::Edition(e) if e.group == edition.group && e.number <= edition.number => Some(e.number),
                Home::Edition(_) | Home::Alone | Home::Unversioned => None,
            };
            if let Some(nearest) = definers.iter().filter_map(number).max() {
                return self.only(definers.iter().filter(|n| number(n) == Some(nearest)));
            }
        }
        if definers.iter().any(|n| home(n) == Home::Unversioned) {
            return self.only(definers.iter().filter(|n| home(n) == Home::Unversioned));
        }
        self.only(definers.iter().filter(|n| match (home(n), edition) {
            (Home::Edition(there), Some(here)) => there.group != here.group,
            (Home::Edition(_) | Home::Alone | Home::Unversioned, _) => true,
        }))
    }

    /// The one definition among `candidates`, which may stand in several files if it is the same in all.
    fn only<'a>(&self, candidates: impl Iterator<Item = &'a NodeRef>) -> Result<Option<NodeRef>, Vec<NodeRef>> {
        let candidates: Vec<NodeRef> = candidates.copied().collect();
        let Some(&first) = candidates.first() else { return Ok(None) };
        if candidates[1..].iter().all(|&other| self.same_definition(first, other)) {
            Ok(Some(first))
        } else {
            Err(candidates)
        }
    }
}

impl Links {
    /// Ties every name in `file`, and in the files it reaches, as seen from `edition` (`None`: from a file that numbers its
    /// own versions, or has none).
    ///
    /// # Errors
    /// Every name that nothing defines, or that could mean two definitions.
    pub fn new(library: &Arc<Library>, file: FileId, edition: Option<Edition>) -> Result<Links, Vec<FileFault>> {
        let mut files = vec![file];
        let mut reached = FxHashSet::from_iter([file]);
        let mut between_files = FxHashMap::default();
        let mut faults = Vec::new();
        let mut next = 0;
        while let Some(&file) = files.get(next) {
            next += 1;
            let document = &library.files[file as usize].document;
            for &outside in &document.outside {
                let node = &document.nodes[outside as usize];
                let Type::Reference(reference) = &node.ty else { continue };
                let found = match library.find(&reference.name, edition) {
                    Ok(None) => library.find(&Name::new(reference.name.short(), ""), edition),
                    found => found,
                };
                let kind = match found {
                    Ok(Some(target)) => {
                        between_files.insert(NodeRef { file, node: outside }, target);
                        if reached.insert(target.file) {
                            files.push(target.file);
                        }
                        continue;
                    }
                    Ok(None) => unknown_type(library, document, &reference.name),
                    Err(candidates) => FaultKind::AmbiguousReference {
                        name: reference.name.to_string(),
                        files: candidates.iter().map(|n| library.files[n.file as usize].source.name.clone()).collect(),
                    },
                };
                faults.push(FileFault { file, fault: Fault { kind, span: node.span } });
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let document = &library.files[file as usize].document;
        let root = NodeRef { file, node: document.root };
        files.sort_unstable();
        Ok(Links { library: Arc::clone(library), root, files, between_files })
    }

    /// The node itself.
    pub fn node(&self, at: NodeRef) -> &Node {
        self.library.node(at)
    }

    /// The JSON Pointer (RFC 6901) of a node in its file.
    pub fn pointer(&self, at: NodeRef) -> String {
        self.library.files[at.file as usize].document.pointer(at.node)
    }

    /// The node that defines the type at `at`: itself, unless it is a name.
    pub fn follow(&self, mut at: NodeRef) -> NodeRef {
        while let Type::Reference(reference) = &self.node(at).ty {
            at = match reference.target {
                Some(node) => NodeRef { file: at.file, node },
                None => self.between_files[&at],
            };
        }
        at
    }

    /// The types that the definition at `at` is made of, in order, names followed.
    pub fn parts(&self, at: NodeRef) -> Vec<NodeRef> {
        let part = |node: NodeId| self.follow(NodeRef { file: at.file, node });
        match &self.node(at).ty {
            Type::Primitive(_) | Type::Enum(_) | Type::Fixed(_) => Vec::new(),
            Type::Array(inner) | Type::Map(inner) => vec![part(*inner)],
            Type::Union(branches) => branches.iter().map(|&branch| part(branch)).collect(),
            Type::Record(record) => record.fields.iter().map(|field| part(field.ty)).collect(),
            Type::Reference(_) => vec![self.follow(at)],
        }
    }
}

fn unknown_type(library: &Library, document: &Document, name: &Name) -> FaultKind {
    const PRIMITIVES: [&str; 8] = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];
    let closeness = |known: &str, written: &str| strsim::normalized_damerau_levenshtein(known, written);
    let names = document.definitions.keys().chain(library.names());
    let named = names.map(|known| {
        let score = closeness(known.full(), name.full()).max(closeness(known.short(), name.short()));
        (score, known.full())
    });
    let primitives = PRIMITIVES.iter().map(|&known| (closeness(known, &name.short().to_lowercase()), known));
    let best = named.chain(primitives).max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
    FaultKind::UnknownType {
        name: name.to_string(),
        suggestion: best.filter(|(score, _)| *score >= 0.7).map(|(_, known)| known.to_owned()),
    }
}
