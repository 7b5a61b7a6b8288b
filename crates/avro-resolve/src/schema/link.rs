//! Parsed files in, whole schemas out: names are tied to the files that define them, as the version asks for.

mod amendment;
mod conflict;
mod find;
mod home;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};

use amendment::Amendment;
pub use conflict::{Conflict, Definition, conflicting_definitions};
pub use home::{Edition, Home};

use super::fault::{Fault, FaultKind};
use super::model::*;
use super::name::Name;
use super::parse::Broken;
use super::source::{Source, Sources};
use super::suggestion::suggest;

/// Parsed files that may refer to each other: all files of a run, or those of one subject if they need no others.
#[derive(Debug)]
pub struct Library {
    /// The texts of the whole run.
    pub sources: Arc<Sources>,
    /// The number of the first file.
    first: FileId,
    /// The files from there on.
    files: Vec<Result<File, Broken>>,
    /// The number of the edition from which on a file is not there any more.
    ends: FxHashMap<FileId, u32>,
    /// Who defines a name, gathered when the first file asks for another's.
    definers: OnceLock<FxHashMap<Name, Vec<NodeRef>>>,
    /// The file that reads otherwise than in the library that this one is made of.
    amendment: Option<Amendment>,
}

/// A parsed file.
#[derive(Debug)]
pub struct File {
    /// Its types.
    pub document: Document,
    /// Its place among the versions.
    pub home: Home,
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
    /// Gathers parsed files, numbered from `first` on.
    pub fn new(sources: Arc<Sources>, first: FileId, files: Vec<Result<File, Broken>>) -> Library {
        let ends = FxHashMap::default();
        Library { sources, first, files, ends, definers: OnceLock::new(), amendment: None }
    }

    /// The same, where some files are gone from the edition of this number on.
    pub fn with_ends(self, ends: FxHashMap<FileId, u32>) -> Library {
        Library { ends, ..self }
    }

    /// A file, unless it cannot be understood.
    pub fn file(&self, file: FileId) -> Option<&File> {
        if let Some(amendment) = &self.amendment {
            return amendment.file(file);
        }
        self.files[(file - self.first) as usize].as_ref().ok()
    }

    /// The text of a file.
    pub fn source(&self, file: FileId) -> &Source {
        self.amendment.as_ref().map_or_else(|| &self.sources[file], |amendment| amendment.source(file))
    }

    /// The types of a file that can be understood.
    pub fn document(&self, file: FileId) -> &Document {
        &self.file(file).expect("only files that can be understood are linked").document
    }

    /// Whether no file names a type that it does not define.
    pub fn is_self_contained(&self) -> bool {
        self.files.iter().all(|file| match file {
            Ok(file) => file.document.outside.is_empty(),
            Err(broken) => broken.outside.is_empty(),
        })
    }

    fn numbered(&self) -> impl Iterator<Item = (FileId, &File)> {
        (self.first..).zip(&self.files).filter_map(|(id, file)| Some((id, file.as_ref().ok()?)))
    }

    fn definers(&self) -> &FxHashMap<Name, Vec<NodeRef>> {
        self.definers.get_or_init(|| {
            let mut definers: FxHashMap<Name, Vec<NodeRef>> = FxHashMap::default();
            for (id, file) in self.numbered().filter(|(_, file)| file.home != Home::Former) {
                for (name, &node) in &file.document.definitions {
                    definers.entry(name.clone()).or_default().push(NodeRef { file: id, node });
                }
            }
            definers
        })
    }

    fn definers_of(&self, name: &Name) -> Cow<'_, [NodeRef]> {
        match &self.amendment {
            Some(amendment) => Cow::Owned(amendment.definers_of(name)),
            None => Cow::Borrowed(self.definers().get(name).map_or(&[], Vec::as_slice)),
        }
    }

    /// All that is wrong with the files that cannot be understood, names that no file defines among it.
    pub fn faults_of_broken_files(&self) -> Vec<FileFault> {
        let is_defined = |name: &Name| self.definers().contains_key(name);
        let mut faults = Vec::new();
        for (file, broken) in (self.first..).zip(&self.files).filter_map(|(id, file)| Some((id, file.as_ref().err()?)))
        {
            faults.extend(broken.faults.iter().map(|fault| FileFault { file, fault: fault.clone() }));
            let unknown = broken
                .outside
                .iter()
                .filter(|(name, _)| !is_defined(name) && !is_defined(&Name::new(name.short(), "")));
            faults.extend(
                unknown.map(|(name, span)| FileFault {
                    file,
                    fault: Fault { kind: self.unknown_type(name), span: *span },
                }),
            );
        }
        faults
    }

    fn unknown_type(&self, name: &Name) -> FaultKind {
        FaultKind::UnknownType {
            name: name.to_string(),
            suggestion: suggest(name, self.definers().keys().filter(|known| *known != name)),
        }
    }

    fn home(&self, at: NodeRef) -> Home {
        self.file(at.file).map_or(Home::Unversioned, |file| file.home)
    }

    fn node(&self, at: NodeRef) -> &Node {
        &self.document(at.file).nodes[at.node as usize]
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
            let document = library.document(file);
            for &outside in &document.outside {
                let node = &document.nodes[outside as usize];
                let Type::Reference(reference) = &node.ty else { continue };
                let found = match (library.find(&reference.name, edition), &reference.bare) {
                    (Ok(None), Some(bare)) => library.find(bare, edition),
                    (found, _) => found,
                };
                let kind = match found {
                    Ok(Some(target)) => {
                        between_files.insert(NodeRef { file, node: outside }, target);
                        if reached.insert(target.file) {
                            files.push(target.file);
                        }
                        continue;
                    }
                    Ok(None) => library.unknown_type(&reference.name),
                    Err(candidates) => FaultKind::AmbiguousReference {
                        name: reference.name.to_string(),
                        files: candidates.iter().map(|n| library.source(n.file).name.clone()).collect(),
                    },
                };
                faults.push(FileFault { file, fault: Fault { kind, span: node.span } });
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let document = library.document(file);
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
        self.library.document(at.file).pointer(at.node)
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
    pub fn parts(&self, at: NodeRef) -> impl DoubleEndedIterator<Item = NodeRef> {
        let at = self.follow(at);
        let (types, fields): (&[NodeId], &[Field]) = match &self.node(at).ty {
            Type::Primitive(_) | Type::Enum(_) | Type::Fixed(_) => (&[], &[]),
            Type::Array(inner) | Type::Map(inner) => (std::slice::from_ref(inner), &[]),
            Type::Union(branches) => (branches, &[]),
            Type::Record(record) => (&[], &record.fields),
            Type::Reference(_) => unreachable!("follow() leads to a definition"),
        };
        let nodes = types.iter().copied().chain(fields.iter().map(|field| field.ty));
        nodes.map(move |node| self.follow(NodeRef { file: at.file, node }))
    }
}
