//! Makes subjects of files with many types: IDL and protocols.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::subject::{Moment, Subject};
use crate::model::path::{file_name, join, normal, parent};
use avro_resolve::schema::fault::{Fault, FaultKind, FileFault};
use avro_resolve::schema::link::{Library, Links};
use avro_resolve::schema::model::{Document, FileId, Import};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::parse_as;
use avro_resolve::schema::source::{Sources, Span};
use avro_resolve::schema::syntax::Syntax;

/// The subjects of a path: the path itself, or of files with many types each that one of them is about, in all versions that define it,
/// as `path#x.Type`. What such a type no longer is, because another one refers to it now, still has data.
pub(super) fn subjects<'t>(
    name: &str,
    files: Range<FileId>,
    moments: Vec<Moment>,
    texts: impl Iterator<Item = (&'t str, Syntax)>,
    former: impl Iterator<Item = (&'t str, Syntax)>,
) -> Vec<Subject> {
    let texts: Vec<(&str, Syntax)> = texts.collect();
    let mut documents: Vec<Option<Document>> = Vec::new();
    if texts.iter().any(|(_, syntax)| *syntax != Syntax::Schema) {
        documents.extend(texts.iter().map(|(text, syntax)| parse_as(text, *syntax).ok()));
    }
    let former: Vec<Document> = match documents.is_empty() {
        true => Vec::new(),
        false => former.filter_map(|(text, syntax)| parse_as(text, syntax).ok()).collect(),
    };
    let understood = documents.iter().flatten().chain(&former);
    let types: BTreeSet<&Name> = understood.flat_map(Document::names_of_subjects).collect();
    if types.is_empty() || have_new_names(&documents, &types) {
        let path = name.to_owned();
        let name = name.trim_end_matches('#').to_owned();
        return vec![Subject { name, path, about: None, files, moments }];
    }
    let subject_of = |ty: &Name| {
        // Whether a file that cannot be understood defines the type is not known.
        let defines = |document: &Option<Document>| {
            document.as_ref().is_none_or(|document| document.definitions.contains_key(ty))
        };
        let mut own: Vec<Moment> = Vec::with_capacity(moments.len());
        for (moment, document) in moments.iter().zip(&documents) {
            match own.last_mut() {
                _ if defines(document) => own.push(moment.clone()),
                // It is gone from here on, until it comes back.
                Some(last) if last.end.is_none() => last.end = moment.edition.map(|edition| edition.number),
                Some(_) | None => {}
            }
        }
        // A name that was given to a file with one type is that of the type.
        let path = name.to_owned();
        let name = match name.ends_with('#') {
            true => format!("{name}{ty}"),
            false if types.len() == 1 => name.to_owned(),
            false => format!("{name}#{ty}"),
        };
        (!own.is_empty()).then(|| Subject { name, path, about: Some(ty.clone()), files: files.clone(), moments: own })
    };
    types.iter().copied().filter_map(subject_of).collect()
}

/// Whether each file is about one type, and no file defines that of another: the type was given another name.
fn have_new_names(documents: &[Option<Document>], types: &BTreeSet<&Name>) -> bool {
    types.len() > 1
        && documents.iter().flatten().all(|document| {
            let of_others = types.iter().filter(|ty| document.definitions.contains_key(**ty));
            document.subjects.len() == 1 && of_others.count() == 1
        })
}

impl Subject {
    /// The schema of one of its versions.
    ///
    /// # Errors
    /// Every name that nothing defines, or that could mean two definitions.
    pub(super) fn links(&self, library: &Arc<Library>, moment: &Moment) -> Result<Links, Vec<FileFault>> {
        let links = Links::new(library, moment.file, moment.edition)?;
        Ok(match &self.about {
            Some(ty) => links.about(ty).expect("its versions are those that define it"),
            None => links,
        })
    }

    /// Whether the newest of its files is without its type.
    pub(crate) fn has_lost_its_type(&self) -> bool {
        self.about.is_some() && self.moments.last().is_some_and(|last| last.file + 1 < self.files.end)
    }
}

/// The files of a library that neither define nor import a type.
pub(super) fn without_types(sources: &Sources, files: Range<FileId>, library: &Library) -> Vec<FileFault> {
    let files = files.filter(|&file| sources[file].syntax() != Syntax::Schema && library.has(file));
    let has_none = |file: &FileId| {
        let document = library.file(*file).map(|known| &known.document);
        document.is_some_and(|document| document.definitions.is_empty() && document.imports.is_empty())
    };
    let fault = |file| FileFault { file, fault: Fault { kind: FaultKind::NoTypes, span: Span::default() } };
    files.filter(has_none).map(fault).collect()
}

/// The imports of files that are not among these files, whose directories are without versions: a file that did not change is found in
/// later versions.
pub(super) fn missing_imports(
    sources: &Sources,
    files: Range<FileId>,
    directories: &[String],
    library: &Library,
) -> Vec<FileFault> {
    let imports = |file: FileId| library.file(file).map_or(&[][..], |known| &known.document.imports);
    let importing: Vec<FileId> = files
        .clone()
        .filter(|&file| sources[file].syntax() == Syntax::Idl && library.has(file) && !imports(file).is_empty())
        .collect();
    if importing.is_empty() {
        return Vec::new();
    }
    let path = |file: FileId, name: &str| normal(&join(&directories[file as usize], name));
    let all: FxHashSet<String> = files.map(|file| path(file, file_name(&sources[file].name))).collect();
    let of_file = |&file: &FileId| {
        let missing = imports(file).iter().filter(|import| !all.contains(&path(file, &import.path)));
        let directory = parent(&sources[file].name).unwrap_or_default();
        let fault = |import: &Import| {
            let looked_for = vec![normal(&join(directory, &import.path))];
            let kind = FaultKind::UnknownImport { path: import.path.clone(), looked_for };
            FileFault { file, fault: Fault { kind, span: import.span } }
        };
        missing.map(fault).collect::<Vec<_>>()
    };
    importing.iter().flat_map(of_file).collect()
}
