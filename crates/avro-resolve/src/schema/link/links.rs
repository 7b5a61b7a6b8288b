//! Ties the names of one schema to their definitions, as the version asks for.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::library::{Edition, Library, UnknownTypes};
use crate::schema::fault::{Fault, FaultKind, FileFault};
use crate::schema::model::*;
use crate::schema::name::Name;

/// Of the files that define a name differently, so many are named: there can be thousands, and as many that use the name.
const NAMED: usize = 8;

/// Definitions that take the place of others, wherever those are used.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Replacement {
    /// What is meant instead of a definition; `None` if nothing is left of its name.
    pub definitions: FxHashMap<NodeRef, Option<NodeRef>>,
    /// The versions from which files see others, where that is not the version of the schema.
    pub editions: FxHashMap<FileId, Option<Edition>>,
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
    /// Whether what the root does not reach in these files belongs to the schema too. It does not where a file has many types, and the
    /// schema is about one of them.
    pub has_rest: bool,
    between_files: FxHashMap<NodeRef, NodeRef>,
    /// What takes the place of definitions in these files.
    replaced: FxHashMap<NodeRef, NodeRef>,
    /// Names inside a namespace that another file defines in none.
    pub(in crate::schema) found_in_no_namespace: Vec<FileFault>,
}

impl Links {
    /// Ties every name in `file`, and in the files it reaches, as seen from `edition` (`None`: from a file that numbers its
    /// own versions, or has none). Where a version has several definitions of a name, each file means the one nearest to it.
    ///
    /// # Errors
    /// Every name that nothing defines, or that could mean two definitions.
    pub fn new(library: &Arc<Library>, file: FileId, edition: Option<Edition>) -> Result<Links, Vec<FileFault>> {
        Links::replaced(library, file, edition, None)
    }

    /// The same, where other definitions may take the place of some.
    ///
    /// # Errors
    /// As of [`new`](Self::new); also every name of which nothing is left.
    pub fn replaced(
        library: &Arc<Library>,
        file: FileId,
        edition: Option<Edition>,
        replacement: Option<&Replacement>,
    ) -> Result<Links, Vec<FileFault>> {
        let mut files = vec![file];
        let mut reached = FxHashSet::from_iter([file]);
        let (mut between_files, mut replaced) = (FxHashMap::default(), FxHashMap::default());
        let (mut faults, mut unknown) = (Vec::new(), UnknownTypes::default());
        let mut found_in_no_namespace = Vec::new();
        let mut next = 0;
        while let Some(&file) = files.get(next) {
            next += 1;
            let document = library.document(file);
            let edition = replacement.and_then(|other| other.editions.get(&file)).copied().unwrap_or(edition);
            for (own, target) in replacement.into_iter().flat_map(|other| other.inside(file, document)) {
                replaced.insert(own, target);
                if reached.insert(target.file) {
                    files.push(target.file);
                }
            }
            for &outside in &document.outside {
                let node = &document.nodes[outside as usize];
                let Type::Reference(reference) = &node.ty else { continue };
                let found = match (library.find(&reference.name, file, edition), &reference.bare) {
                    (Ok(None), Some(bare)) => {
                        let found = library.find(bare, file, edition);
                        if let Ok(Some(_)) = found {
                            let (name, found) = (reference.name.to_string(), bare.to_string());
                            let kind = FaultKind::FoundInNoNamespace { name, found };
                            found_in_no_namespace.push(FileFault { file, fault: Fault { kind, span: node.span } });
                        }
                        found
                    }
                    (found, _) => found,
                };
                let found = found.map(|found| found.and_then(|target| stand_in(replacement, target)));
                let kind = match found {
                    Ok(Some(target)) => {
                        between_files.insert(NodeRef { file, node: outside }, target);
                        if reached.insert(target.file) {
                            files.push(target.file);
                        }
                        continue;
                    }
                    Ok(None) => {
                        unknown.add(file, &reference.name, node.span);
                        continue;
                    }
                    Err(candidates) => FaultKind::AmbiguousReference {
                        name: reference.name.to_string(),
                        files: candidates.iter().take(NAMED).map(|n| library.source(n.file).name.clone()).collect(),
                        count: candidates.len(),
                        are_versions: library.are_versions(&candidates),
                    },
                };
                faults.push(FileFault { file, fault: Fault { kind, span: node.span } });
            }
        }
        faults.extend(unknown.faults(library));
        if !faults.is_empty() {
            faults.sort_by_key(|fault| (fault.file, fault.fault.span));
            return Err(faults);
        }
        let root = NodeRef { file: files[0], node: library.document(files[0]).root };
        files.sort_unstable();
        let (library, has_rest) = (Arc::clone(library), true);
        let links = Links { library, root, files, has_rest, between_files, replaced, found_in_no_namespace };
        #[cfg(not(feature = "stack"))]
        if let Some(at) =
            super::depth::too_deep(links.definitions(), |at| links.parts(at).collect(), crate::depth::DEEPEST as usize)
        {
            let fault = Fault { kind: FaultKind::TooDeep, span: links.node(at).mark() };
            return Err(vec![FileFault { file: at.file, fault }]);
        }
        Ok(links)
    }

    /// The same about another type of its file; `None` if the file does not define it.
    #[must_use]
    pub fn about(self, name: &Name) -> Option<Links> {
        let node = *self.library.document(self.root.file).definitions.get(name)?;
        Some(self.about_node(node))
    }

    /// The same about a message of its file, as a type; `None` if the file has no such message.
    #[must_use]
    pub fn about_message(self, name: &str) -> Option<Links> {
        let node = self.library.document(self.root.file).message(name)?;
        Some(self.about_node(node))
    }

    /// The same about the type that other links of the file are about, whose text may have been edited: the type in the same place of
    /// the file, whatever it is called now, or else the one with its name.
    #[must_use]
    pub fn about_the_same(self, other: &Links) -> Option<Links> {
        let node = other.node(other.root);
        let links = match node.step.part {
            Part::Root | Part::Top(TopPart::Main) => self,
            part @ Part::Top(_) => {
                let nodes = &self.library.document(self.root.file).nodes;
                let at = nodes.iter().position(|node| node.step.part == part)?;
                self.about_node(at as NodeId)
            }
            Part::Field(_) | Part::Branch(_) | Part::Items | Part::Values => {
                let name = node.naming().map(|naming| naming.name.clone())?;
                self.about(&name)?
            }
        };
        Some(Links { has_rest: other.has_rest, ..links })
    }

    /// The same about another node of its file.
    #[must_use]
    pub fn about_node(self, node: NodeId) -> Links {
        Links { root: NodeRef { node, ..self.root }, has_rest: false, ..self }
    }

    /// The same with what the root does not reach.
    #[must_use]
    pub fn with_rest(self) -> Links {
        Links { has_rest: true, ..self }
    }

    /// The named types that the root reaches, itself among them.
    pub fn reached(&self) -> Vec<NodeRef> {
        let (mut pending, mut seen) = (vec![self.follow(self.root)], FxHashSet::default());
        let mut named = Vec::new();
        while let Some(at) = pending.pop() {
            if seen.insert(at) {
                named.extend(self.node(at).naming().map(|_| at));
                pending.extend(self.parts(at));
            }
        }
        named
    }

    /// Every definition, the root first.
    #[cfg(not(feature = "stack"))]
    fn definitions(&self) -> impl Iterator<Item = NodeRef> {
        let of_file = |&file: &FileId| {
            let nodes = self.library.document(file).nodes.len() as NodeId;
            (0..nodes).map(move |node| NodeRef { file, node })
        };
        let all = self.files.iter().flat_map(of_file);
        std::iter::once(self.root).chain(all).map(|at| self.follow(at))
    }

    /// The node itself.
    pub fn node(&self, at: NodeRef) -> &Node {
        self.library.node(at)
    }

    /// The JSON Pointer (RFC 6901) of a node in its file.
    pub fn pointer(&self, at: NodeRef) -> SmolStr {
        self.library.document(at.file).pointer(at.node)
    }

    /// The JSON Pointer of something below a node in its file: some steps, and the number of the last.
    pub(crate) fn pointer_of_part(&self, at: NodeRef, steps: &str, index: u32) -> SmolStr {
        self.library.document(at.file).pointer_of_part(at.node, steps, index)
    }

    /// The node that defines the type at `at`: itself, unless it is a name, or another takes its place.
    pub fn follow(&self, mut at: NodeRef) -> NodeRef {
        while let Type::Reference(reference) = &self.node(at).ty {
            at = match reference.target {
                Some(node) => NodeRef { file: at.file, node },
                None => self.between_files[&at],
            };
        }
        if self.replaced.is_empty() { at } else { self.replaced.get(&at).copied().unwrap_or(at) }
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

impl Replacement {
    /// What takes the place of definitions of a file, for the names in the file itself.
    fn inside(&self, file: FileId, document: &Document) -> impl Iterator<Item = (NodeRef, NodeRef)> {
        let own = document.definitions.values().map(move |&node| NodeRef { file, node });
        own.filter_map(|own| Some((own, (*self.definitions.get(&own)?)?)))
    }
}

/// The definition that takes the place of another one, or that one itself.
fn stand_in(replacement: Option<&Replacement>, target: NodeRef) -> Option<NodeRef> {
    replacement.and_then(|other| other.definitions.get(&target)).copied().unwrap_or(Some(target))
}
