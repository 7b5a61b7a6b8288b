//! Makes subjects of files with many types: IDL and protocols.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::subject::{Moment, OfPath, Subject, SubjectPart};
use crate::model::input::{ImportDirectory, Problem, SchemaText};
use crate::model::path::{file_name, join, normal, parent};
use avro_resolve::schema::fault::{Fault, FaultKind, FileFault};
use avro_resolve::schema::link::{Edition, Library, Links};
use avro_resolve::schema::model::{Document, FileId, Import};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::parse::{parse_as, parse_source};
use avro_resolve::schema::source::{Source, Sources, Span};
use avro_resolve::schema::syntax::Syntax;

/// The subjects of a path: the path itself, or of files with many types each that one of them is about, in all versions that define it,
/// as `path#x.Type`. What such a type no longer is, because another one refers to it now, still has data. Each message of a
/// protocol is one, too, as `path#message()`.
pub(super) fn of_path<'t>(
    name: String,
    files: Range<FileId>,
    moments: Vec<Moment>,
    sources: &[Source],
    former: impl Iterator<Item = &'t SchemaText>,
) -> OfPath {
    // Schemas in JSON are not even read yet.
    if sources.iter().all(|source| source.syntax() == Syntax::Schema) {
        let subject = Subject { name: name.clone(), path: name.clone(), files: files.clone(), moments };
        return OfPath { name, files, moments: Vec::new(), subjects: vec![subject] };
    }
    let subjects = subjects(&name, &files, &moments, sources, former);
    OfPath { name, files, moments, subjects }
}

fn subjects<'t>(
    name: &str,
    files: &Range<FileId>,
    moments: &[Moment],
    sources: &[Source],
    former: impl Iterator<Item = &'t SchemaText>,
) -> Vec<Subject> {
    let documents: Vec<Option<Document>> = sources.iter().map(|source| parse_source(source).ok()).collect();
    let former = former.filter_map(|before| parse_as(&before.text, Syntax::of(&before.name)).ok());
    let former: Vec<Document> = former.collect();
    let understood = documents.iter().flatten().chain(&former);
    let parts: BTreeSet<SubjectPart> = understood.flat_map(parts).collect();
    let types: BTreeSet<&Name> = parts.iter().filter_map(SubjectPart::ty).collect();
    let have_main_schemas = documents.iter().flatten().any(Document::has_main_schema);
    let is_of_one_type = types.is_empty() || have_main_schemas || have_new_names(&documents, &types);
    let mut subjects = Vec::new();
    // A protocol without types of its own is about its messages.
    if is_of_one_type && (!types.is_empty() || parts.is_empty()) {
        let path = name.to_owned();
        let name = match (types.len(), types.first()) {
            (1, Some(ty)) if name.ends_with('#') => format!("{name}{ty}"),
            _ => name.trim_end_matches('#').to_owned(),
        };
        subjects.push(Subject { name, path, files: files.clone(), moments: moments.to_vec() });
    }
    let subject_of = |part: &SubjectPart| {
        // Whether a file that cannot be understood has it is not known.
        let defines = |document: &Option<Document>| document.as_ref().is_none_or(|document| part.is_in(document));
        let mut own: Vec<Moment> = Vec::with_capacity(moments.len());
        for (moment, document) in moments.iter().zip(&documents) {
            match own.last_mut() {
                _ if defines(document) => own.push(Moment { about: Some(part.clone()), ..moment.clone() }),
                // It is gone from here on, until it comes back.
                Some(last) if last.end.is_none() => last.end = moment.edition.map(|edition| edition.number),
                Some(_) | None => {}
            }
        }
        // A name that was given to a file with one type is that of the type.
        let path = name.to_owned();
        let name = match types.len() {
            1 if !name.ends_with('#') && part.ty().is_some() => name.to_owned(),
            _ => name_of(name, part),
        };
        (!own.is_empty()).then(|| Subject { name, path, files: files.clone(), moments: own })
    };
    subjects.extend(parts.iter().filter(|part| part.ty().is_none() || !is_of_one_type).filter_map(subject_of));
    // The first subject of each file has the rest of it.
    let mut seen = FxHashSet::default();
    for moment in subjects.iter_mut().flat_map(|subject| &mut subject.moments) {
        moment.has_rest = seen.insert(moment.file);
    }
    subjects
}

/// The name of a subject that is a part of files of a path.
pub(super) fn name_of(path: &str, part: &SubjectPart) -> String {
    format!("{path}{}{part}", if path.ends_with('#') { "" } else { "#" })
}

/// All that a file is about: its subjects among the types, and its messages.
pub(super) fn parts(document: &Document) -> impl Iterator<Item = SubjectPart> {
    let types = document.names_of_subjects().cloned().map(SubjectPart::Type);
    types.chain(document.messages.iter().map(|message| SubjectPart::Message(message.name.clone())))
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
        Ok(match &moment.about {
            Some(part) => {
                let links = part.of(links).expect("its versions are those that have it");
                if moment.has_rest { links.with_rest() } else { links }
            }
            None => links,
        })
    }

    /// The type that it is now, of files that are about several.
    pub(crate) fn ty(&self) -> Option<&Name> {
        self.moments.last()?.about.as_ref()?.ty()
    }

    /// Whether it is a type of files that are about several.
    pub(crate) fn is_one_of_several(&self) -> bool {
        self.moments.iter().any(|moment| moment.about.is_some())
    }

    /// Those of its files that have its type.
    pub(crate) fn files_with_it(&self) -> impl Iterator<Item = FileId> {
        self.moments.iter().map(|moment| moment.file)
    }

    /// Whether it is a message of a protocol.
    pub(crate) fn is_message(&self) -> bool {
        let last = self.moments.last().and_then(|last| last.about.as_ref());
        matches!(last, Some(SubjectPart::Message(_)))
    }

    /// How many of its files come after the last that has it.
    pub(crate) fn versions_without(&self) -> usize {
        let last = self.moments.last().filter(|last| last.about.is_some());
        last.map_or(0, |last| (self.files.end - last.file - 1) as usize)
    }

    /// Whether it was in other files before.
    pub(crate) fn was_elsewhere(&self) -> bool {
        self.moments.iter().any(|moment| !self.files.contains(&moment.file))
    }
}

/// A problem for each type that several files define in later versions than the file that it was in, so that nobody knows where it goes on.
pub(super) fn moved(
    subjects: &[Subject],
    sources: &[Source],
    editions: impl Fn(FileId) -> Option<Edition>,
) -> Vec<Problem> {
    let lost = subjects.iter().filter(|subject| subject.versions_without() > 0);
    let of_subject = |subject: &Subject| {
        let Some((SubjectPart::Type(ty), last)) =
            subject.moments.last().and_then(|last| Some((last.about.as_ref()?, last)))
        else {
            return Vec::new();
        };
        // One that was there before is compared with its own versions.
        let was_there = |other: &Subject| {
            let is_it = |moment: &&Moment| moment.about.as_ref().and_then(SubjectPart::ty) == Some(ty);
            let moments = other.moments.iter().filter(is_it);
            moments.map(|moment| moment.edition).any(|edition| edition.is_some() && edition <= last.edition)
        };
        if subjects.iter().any(|other| other.path != subject.path && was_there(other)) {
            return Vec::new();
        }
        let is_later = |file: &FileId| match (last.edition, editions(*file)) {
            (Some(last), Some(own)) => own.group == last.group && own.number > last.number,
            _ => false,
        };
        let defines = |file: &FileId| {
            let document = parse_source(&sources[*file as usize]).ok();
            document.is_some_and(|document| document.definitions.contains_key(ty))
        };
        let files = (0..sources.len() as FileId).filter(|file| !subject.files.contains(file));
        let now = files.filter(is_later).filter(defines);
        let message = format!(
            "defines {ty}, which {} defined before, and other files define it too; say where it goes on: [[subject]] with `paths` of both \
             files and `type = \"{ty}\"` in avrocheck.toml",
            sources[last.file as usize].name
        );
        now.map(|file| Problem::of(&*sources[file as usize].name, message.clone())).collect()
    };
    lost.flat_map(of_subject).collect()
}

/// The files of a library that neither define nor import a type.
pub(super) fn without_types(sources: &Sources, files: Range<FileId>, library: &Library) -> Vec<FileFault> {
    let files = files.filter(|&file| sources[file].syntax() != Syntax::Schema && library.has(file));
    let has_none = |file: &FileId| {
        let document = library.file(*file).map(|known| &known.document);
        document.is_some_and(|document| document.is_empty() && document.imports.is_empty())
    };
    let fault = |file| FileFault { file, fault: Fault { kind: FaultKind::NoTypes, span: Span::default() } };
    files.filter(has_none).map(fault).collect()
}

/// Which files imports mean. A file that did not change is found in later versions, so that versions do not count in directories; but the
/// path of an import may also lead to a version.
pub(super) struct Imports<'h> {
    sources: &'h Sources,
    directories: &'h [String],
    import_path: &'h [ImportDirectory],
    by_path: FxHashMap<String, Vec<FileId>>,
}

impl<'h> Imports<'h> {
    pub(super) fn among(
        sources: &'h Sources,
        files: Range<FileId>,
        directories: &'h [String],
        import_path: &'h [ImportDirectory],
    ) -> Imports<'h> {
        let mut by_path: FxHashMap<String, Vec<FileId>> = FxHashMap::default();
        for file in files {
            let name = &sources[file].name;
            let without_version = join(&directories[file as usize], file_name(name));
            let paths = BTreeSet::from([normal(&without_version), normal(name)]);
            paths.into_iter().for_each(|path| by_path.entry(path).or_default().push(file));
        }
        Imports { sources, directories, import_path, by_path }
    }

    /// All versions of the file that an import of a file means: the one beside it, else the first on the import path.
    fn meant(&self, file: FileId, import: &Import) -> impl Iterator<Item = FileId> {
        let inside = |directory: &str| normal(&join(directory, &import.path));
        let versions = |path: &String| self.by_path.get(path).into_iter().flatten().copied();
        let directory = parent(&self.sources[file].name).unwrap_or_default();
        let beside = [inside(&self.directories[file as usize]), inside(directory)];
        let beside: BTreeSet<FileId> = beside.iter().flat_map(versions).collect();
        let on_path = |directory: &ImportDirectory| {
            let paths =
                [inside(&directory.path)].into_iter().chain(directory.elsewhere.iter().map(|path| inside(path)));
            let found: BTreeSet<FileId> = paths.flat_map(|path| versions(&path).collect::<Vec<_>>()).collect();
            (!found.is_empty()).then_some(found)
        };
        let found = match beside.is_empty() {
            true => self.import_path.iter().find_map(on_path).unwrap_or_default(),
            false => beside,
        };
        found.into_iter()
    }

    /// All versions of the files that a file imports itself, of each file that imports others.
    pub(super) fn direct<'d>(
        &self,
        files: Range<FileId>,
        document: impl Fn(FileId) -> Option<&'d Document>,
    ) -> FxHashMap<FileId, Vec<FileId>> {
        let imports = |file: FileId| document(file).map_or(&[][..], |document| &document.imports);
        let meant = |file: FileId| imports(file).iter().flat_map(|import| self.meant(file, import)).collect();
        files.filter(|&file| !imports(file).is_empty()).map(|file| (file, meant(file))).collect()
    }

    /// The imports of the files of a library that mean none which is there then, as `is_there` says of the importing file and of a
    /// version of the imported one.
    pub(super) fn missing(
        &self,
        files: Range<FileId>,
        library: &Library,
        is_there: impl Fn(FileId, FileId) -> bool,
    ) -> Vec<FileFault> {
        let of_file = |file: FileId| {
            let imports = library.file(file).map_or(&[][..], |known| &known.document.imports);
            let missing = imports.iter().filter(|import| !self.meant(file, import).any(|found| is_there(file, found)));
            let directory = parent(&self.sources[file].name).unwrap_or_default();
            let fault = |import: &Import| {
                let directories =
                    [directory].into_iter().chain(self.import_path.iter().map(|directory| &*directory.path));
                let looked_for = directories.map(|directory| normal(&join(directory, &import.path))).collect();
                let kind = FaultKind::UnknownImport { path: import.path.clone(), looked_for };
                FileFault { file, fault: Fault { kind, span: import.span } }
            };
            missing.map(fault).collect::<Vec<_>>()
        };
        files.filter(|&file| library.has(file)).flat_map(of_file).collect()
    }
}
