//! A library and another text for one of its files in, the library as it would be with that text out.

use std::sync::{Arc, OnceLock};

use super::{File, Library};
use crate::schema::model::{FileId, NodeRef};
use crate::schema::name::Name;
use crate::schema::parse::{Broken, parse};
use crate::schema::source::Source;

/// One file that reads otherwise than in the library below; all others are that library's.
#[derive(Debug)]
pub(super) struct Amendment {
    base: Arc<Library>,
    file: FileId,
    source: Source,
    content: File,
}

impl Library {
    /// The same files, one of them with another text.
    ///
    /// # Errors
    /// What is wrong with the text, if it cannot be understood.
    pub fn amended(self: &Arc<Library>, file: FileId, text: String) -> Result<Library, Broken> {
        let home = self.file(file).expect("only files that can be understood are amended").home;
        let content = File { document: parse(&text)?, home };
        let source = Source::new(self.source(file).name.clone(), text);
        let amendment = Amendment { base: Arc::clone(self), file, source, content };
        let sources = Arc::clone(&self.sources);
        let (first, files, definers) = (self.first, Vec::new(), OnceLock::new());
        Ok(Library { sources, first, files, ends: self.ends.clone(), definers, amendment: Some(amendment) })
    }
}

impl Amendment {
    pub(super) fn file(&self, file: FileId) -> Option<&File> {
        if file == self.file { Some(&self.content) } else { self.base.file(file) }
    }

    pub(super) fn source(&self, file: FileId) -> &Source {
        if file == self.file { &self.source } else { self.base.source(file) }
    }

    pub(super) fn definers_of(&self, name: &Name) -> Vec<NodeRef> {
        let elsewhere = self.base.definers_of(name).iter().copied().filter(|at| at.file != self.file).collect();
        let mut definers: Vec<NodeRef> = elsewhere;
        let here = self.content.document.definitions.get(name);
        definers.extend(here.map(|&node| NodeRef { file: self.file, node }));
        definers.sort_unstable();
        definers
    }
}
