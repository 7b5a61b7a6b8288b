//! A file with all files that it imports.

use rustc_hash::FxHashMap;

use crate::depth::deep;
use crate::limits;
use crate::schema::fault::{Fault, FaultKind, FileFault};
use crate::schema::model::{Document, FileId, Import};
use crate::schema::parse::parse_as;
use crate::schema::source::Source;
use crate::schema::syntax::Syntax;

/// Finds the file that another one imports: gets the name of the file that imports it, and gives the text under a name that is the
/// same for the same file; or why it cannot.
pub type Importer<'i> = dyn FnMut(&str, &Import) -> Result<Source, FaultKind> + 'i;

/// A file, the first, and all files that it imports, each once.
#[derive(Debug)]
pub struct Bundle {
    /// The files in the order in which they were read.
    pub files: Vec<BundledFile>,
    /// What makes it impossible to understand them: imports that are not there among it.
    pub faults: Vec<FileFault>,
}

/// A file of a [`Bundle`].
#[derive(Debug)]
pub struct BundledFile {
    /// Its text.
    pub source: Source,
    /// The language it is read in; for an imported file, the import says it.
    pub syntax: Syntax,
    /// Its types, if it can be understood.
    pub document: Option<Document>,
    /// The number of the file that each of its imports means, where there is one.
    pub imports: Vec<Option<FileId>>,
}

impl Bundle {
    /// Reads a file and what it imports, as deep as that goes.
    pub fn read(source: Source, importer: &mut Importer<'_>) -> Bundle {
        let mut reader = BundleReader {
            importer,
            numbers: FxHashMap::default(),
            bundle: Bundle { files: Vec::new(), faults: Vec::new() },
        };
        let syntax = Syntax::of(&source.name);
        reader.read(source, syntax);
        reader.bundle.faults.sort_by_key(|fault| (fault.file, fault.fault.span));
        reader.bundle
    }

    /// The same with another file, whose types a schema uses without an import.
    pub fn with_other(mut self, source: Source) -> Bundle {
        let (syntax, file) = (Syntax::of(&source.name), self.files.len() as FileId);
        let parsed = parse_as(&source.text, syntax).map_err(|broken| {
            self.faults.extend(broken.faults.into_iter().map(|fault| FileFault { file, fault }));
        });
        let document = parsed.ok();
        let imports = document.as_ref().map_or_else(Vec::new, |document| vec![None; document.imports.len()]);
        self.files.push(BundledFile { source, syntax, document, imports });
        self
    }

    /// A file that imports none.
    pub fn single(source: Source) -> Bundle {
        Bundle::read(source, &mut |_, import| {
            Err(FaultKind::UnknownImport { path: import.path.clone(), looked_for: Vec::new() })
        })
    }
}

struct BundleReader<'r, 'i> {
    importer: &'r mut Importer<'i>,
    /// The numbers of the files by their names.
    numbers: FxHashMap<String, FileId>,
    bundle: Bundle,
}

impl BundleReader<'_, '_> {
    fn read(&mut self, source: Source, syntax: Syntax) -> FileId {
        let file = self.bundle.files.len() as FileId;
        let name = source.name.clone();
        let document = match parse_as(&source.text, syntax) {
            Ok(document) => Some(document),
            Err(broken) => {
                self.bundle.faults.extend(broken.faults.into_iter().map(|fault| FileFault { file, fault }));
                None
            }
        };
        let imports = document.as_ref().map_or_else(Vec::new, |document| document.imports.clone());
        self.numbers.insert(name.clone(), file);
        self.bundle.files.push(BundledFile { source, syntax, document, imports: Vec::new() });
        for import in imports {
            let imported = match (self.importer)(&name, &import) {
                Ok(source) if !self.numbers.contains_key(&source.name) && self.is_full() => {
                    let fault = Fault { kind: FaultKind::TooManyImports, span: import.span };
                    self.bundle.faults.push(FileFault { file, fault });
                    return file;
                }
                Ok(source) => match self.numbers.get(&source.name) {
                    Some(&known) => Some(known),
                    None => Some(deep(|| self.read(source, import.kind.syntax()))),
                },
                Err(kind) => {
                    self.bundle.faults.push(FileFault { file, fault: Fault { kind, span: import.span } });
                    None
                }
            };
            self.bundle.files[file as usize].imports.push(imported);
        }
        file
    }

    fn is_full(&self) -> bool {
        self.bundle.files.len() > limits::IMPORTS.size()
    }
}
