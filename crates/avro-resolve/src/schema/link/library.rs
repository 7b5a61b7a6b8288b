//! Parsed files by their numbers, and which of them define a name.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use super::memory::Memory;
use crate::limits;
use crate::schema::fault::{Fault, FaultKind, FileFault};
use crate::schema::model::*;
use crate::schema::name::Name;
use crate::schema::parse::{Broken, parse_source};
use crate::schema::source::{Source, Sources, Span};
use crate::schema::suggestion::{nearest, translate};

/// The definition of a name, if there is one; or several that differ.
pub(super) type Found = Result<Option<NodeRef>, Vec<NodeRef>>;

/// A name, the directory of the file that has it, and the version from which it is seen.
type Asked = (Name, String, Option<Edition>);

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
    pub(super) ends: FxHashMap<FileId, u32>,
    /// The number of the edition from which on another version of the file is in force.
    pub(super) followed: FxHashMap<FileId, u32>,
    /// Whether each version has all files, and not only those that it changes.
    pub(super) has_complete_versions: bool,
    /// Whether each version is one file with those that were given for it.
    pub(super) has_single_files: bool,
    /// The directory of each file of the run, by its number, if directories matter.
    directories: Arc<[String]>,
    /// The files whose types a file uses, where that is said and not looked for.
    pub(super) pins: Arc<FxHashMap<FileId, Vec<Pin>>>,
    /// All versions of the files that a file imports itself.
    pub(super) imports: Arc<FxHashMap<FileId, Vec<FileId>>>,
    /// Who defines a name, gathered when the first file asks for another's.
    definers: OnceLock<FxHashMap<Name, Vec<NodeRef>>>,
    /// The definitions that names mean, as far as somebody asked.
    pub(super) found: Memory<Asked, Found>,
    /// The file that reads otherwise than in the library that this one is made of.
    amendment: Option<Amendment>,
}

/// A parsed file.
#[derive(Debug)]
pub struct File {
    /// Its types.
    pub document: Document,
    /// Its place among the versions, and so what it sees.
    pub scope: FileScope,
}

/// A file whose types another one uses, whatever else defines them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pin {
    /// The name by which it is used: for most, the full name of a type.
    pub name: String,
    /// The file.
    pub file: FileId,
}

/// The place of a file among the versions, which decides what it sees of other files.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FileScope {
    /// In a version directory, among files that are versioned together.
    Edition(Edition),
    /// It numbers its own versions (`user/v1.avsc`), so that the numbers of other files mean nothing to it.
    OwnVersions,
    /// It has no version: the same for all.
    Unversioned,
    /// An older text of another file: it sees what that file sees, and nothing refers to it.
    OldText,
}

/// A version of a group of files that are versioned together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Edition {
    /// The group.
    pub group: u32,
    /// The version's rank in the group: newer ones have larger numbers.
    pub number: u32,
}

/// One file that reads otherwise than in the library below; all others are that library's.
#[derive(Debug)]
struct Amendment {
    base: Arc<Library>,
    file: FileId,
    source: Source,
    content: File,
}

impl Library {
    /// Gathers parsed files, numbered from `first` on.
    pub fn new(sources: Arc<Sources>, first: FileId, files: Vec<Result<File, Broken>>) -> Library {
        let ends = FxHashMap::default();
        Library {
            sources,
            first,
            files,
            ends,
            followed: FxHashMap::default(),
            has_complete_versions: false,
            has_single_files: false,
            directories: Arc::default(),
            pins: Arc::default(),
            imports: Arc::default(),
            definers: OnceLock::new(),
            found: Memory::default(),
            amendment: None,
        }
    }

    /// The same, where some files are followed by other versions of themselves from the edition of this number on.
    pub fn with_followed(self, followed: FxHashMap<FileId, u32>) -> Library {
        Library { followed, ..self }
    }

    /// The same, where each version has all files, as a revision of a repository has them: a file that did not change counts as
    /// much as one that did.
    pub fn with_complete_versions(self) -> Library {
        Library { has_complete_versions: true, ..self }
    }

    /// The same, where each version is one file with those that were given for it: these come before all others, however near.
    pub fn with_single_files(self) -> Library {
        Library { has_single_files: true, ..self }
    }

    /// The same, where some files say which others they use, by their numbers: a type is looked for there before it is looked for
    /// among all files.
    pub fn with_pins(self, pins: FxHashMap<FileId, Vec<Pin>>) -> Library {
        Library { pins: Arc::new(pins), ..self }
    }

    /// The same, where some files import others, each with all versions of those that it imports itself: of several files that define a
    /// type, those are meant that are imported, also by imports.
    pub fn with_imports(self, imports: FxHashMap<FileId, Vec<FileId>>) -> Library {
        Library { imports: Arc::new(imports), ..self }
    }

    /// The same, where files are in these directories, by the numbers of the files; their parts are separated by `/`. Of several
    /// definitions of a name in one version, the nearest in the tree is meant.
    pub fn with_directories(self, directories: Arc<[String]>) -> Library {
        Library { directories, ..self }
    }

    /// The same, where some files are gone from the edition of this number on.
    pub fn with_ends(self, ends: FxHashMap<FileId, u32>) -> Library {
        Library { ends, ..self }
    }

    /// Whether the file is one of these.
    pub fn has(&self, file: FileId) -> bool {
        match &self.amendment {
            Some(amendment) => amendment.base.has(file),
            None => file.checked_sub(self.first).is_some_and(|at| (at as usize) < self.files.len()),
        }
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
            for (id, file) in self.numbered().filter(|(_, file)| file.scope != FileScope::OldText) {
                for (name, &node) in &file.document.definitions {
                    definers.entry(name.clone()).or_default().push(NodeRef { file: id, node });
                }
            }
            definers
        })
    }

    pub(super) fn definers_of(&self, name: &Name) -> Cow<'_, [NodeRef]> {
        match &self.amendment {
            Some(amendment) => Cow::Owned(amendment.definers_of(name)),
            None => Cow::Borrowed(self.definers().get(name).map_or(&[], Vec::as_slice)),
        }
    }

    /// All that is wrong with the files that cannot be understood, names that no file defines among it.
    pub fn faults_of_broken_files(&self) -> Vec<FileFault> {
        (self.first..).take(self.files.len()).flat_map(|file| self.faults_of_broken_file(file)).collect()
    }

    /// All that is wrong with a file, if it cannot be understood.
    pub fn faults_of_broken_file(&self, file: FileId) -> Vec<FileFault> {
        let Err(broken) = &self.files[(file - self.first) as usize] else { return Vec::new() };
        let is_defined = |name: &Name| self.definers().contains_key(name);
        let of_file = |fault: Fault| FileFault { file, fault };
        let unknown =
            broken.outside.iter().filter(|(name, _)| !is_defined(name) && !is_defined(&Name::new(name.short(), "")));
        let mut seen = UnknownTypes::default();
        unknown.for_each(|(name, span)| seen.add(file, name, *span));
        let faults = broken.faults.iter().cloned().map(of_file);
        faults.chain(seen.faults(self)).collect()
    }

    /// The fault of a name that nothing defines; `before` it came so many others in its schema.
    fn unknown_type(&self, name: &Name, before: usize, more: usize) -> FaultKind {
        let known = || self.definers().keys().filter(|known| *known != name);
        let is_searched = before < limits::SUGGESTIONS.size();
        // A type like `Object` may be defined in another namespace.
        let has_namesake = || is_searched && known().any(|known| known.short() == name.short());
        let translation = translate(name).filter(|_| !has_namesake());
        let suggestion = translation.or_else(|| is_searched.then(|| nearest(name, known())).flatten());
        FaultKind::UnknownType { name: name.to_string(), suggestion, more }
    }

    /// The directory of a file; empty if directories do not matter.
    pub(super) fn directory(&self, file: FileId) -> &str {
        self.directories.get(file as usize).map_or("", String::as_str)
    }

    /// How many steps up and down lead from the directory of a file to that of another.
    pub(super) fn steps(&self, from: FileId, to: FileId) -> usize {
        let parts = |file: FileId| self.directory(file).split('/').filter(|part| !part.is_empty());
        let common = parts(from).zip(parts(to)).take_while(|(a, b)| a == b).count();
        parts(from).count() + parts(to).count() - 2 * common
    }

    pub(super) fn scope(&self, at: NodeRef) -> FileScope {
        self.file(at.file).map_or(FileScope::Unversioned, |file| file.scope)
    }

    pub(super) fn node(&self, at: NodeRef) -> &Node {
        &self.document(at.file).nodes[at.node as usize]
    }

    /// The same files, one of them with another text.
    ///
    /// # Errors
    /// What is wrong with the text, if it cannot be understood.
    pub fn amended(self: &Arc<Library>, file: FileId, text: String) -> Result<Library, Broken> {
        let scope = self.file(file).expect("only files that can be understood are amended").scope;
        let source = Source::new(self.source(file).name.clone(), text);
        let content = File { document: parse_source(&source)?, scope };
        let amendment = Amendment { base: Arc::clone(self), file, source, content };
        Ok(Library {
            sources: Arc::clone(&self.sources),
            first: self.first,
            files: Vec::new(),
            ends: self.ends.clone(),
            followed: self.followed.clone(),
            has_complete_versions: self.has_complete_versions,
            has_single_files: self.has_single_files,
            directories: Arc::clone(&self.directories),
            pins: Arc::clone(&self.pins),
            imports: Arc::clone(&self.imports),
            definers: OnceLock::new(),
            found: Memory::default(),
            amendment: Some(amendment),
        })
    }
}

/// Names that nothing defines, each once for a file: a name that is used everywhere is one mistake.
#[derive(Default)]
pub(super) struct UnknownTypes {
    found: Vec<(FileId, Name, Span, usize)>,
    at: FxHashMap<(FileId, Name), usize>,
}

impl UnknownTypes {
    pub(super) fn add(&mut self, file: FileId, name: &Name, span: Span) {
        let next = self.found.len();
        match self.at.entry((file, name.clone())) {
            Entry::Occupied(known) => self.found[*known.get()].3 += 1,
            Entry::Vacant(new) => {
                new.insert(next);
                self.found.push((file, name.clone(), span, 0));
            }
        }
    }

    /// A fault for each, at its first place.
    pub(super) fn faults(self, library: &Library) -> impl Iterator<Item = FileFault> {
        let found = self.found.into_iter().enumerate();
        found.map(|(before, (file, name, span, more))| FileFault {
            file,
            fault: Fault { kind: library.unknown_type(&name, before, more), span },
        })
    }
}

impl Amendment {
    fn file(&self, file: FileId) -> Option<&File> {
        if file == self.file { Some(&self.content) } else { self.base.file(file) }
    }

    fn source(&self, file: FileId) -> &Source {
        if file == self.file { &self.source } else { self.base.source(file) }
    }

    fn definers_of(&self, name: &Name) -> Vec<NodeRef> {
        let elsewhere = self.base.definers_of(name).iter().copied().filter(|at| at.file != self.file).collect();
        let mut definers: Vec<NodeRef> = elsewhere;
        let here = self.content.document.definitions.get(name);
        definers.extend(here.map(|&node| NodeRef { file: self.file, node }));
        definers.sort_unstable();
        definers
    }
}
