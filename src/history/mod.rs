//! Sorts schema texts into subjects and versions: which file is a subject's schema in which version, and which other files it
//! sees there.

pub(crate) mod defined;
mod groups;
mod joined;
#[cfg(feature = "cli")]
pub(crate) mod known;
mod reach;
mod subject;
mod types;
pub(crate) mod unversioned;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use groups::Groups;
use joined::Joined;
use rustc_hash::{FxHashMap, FxHashSet};
use subject::Moment;
pub(crate) use subject::{LinkedSubject, Subject, SubjectPart, SubjectVersion};
use types::Imports;

use crate::model::input::{
    ImportDirectory, Past, PinnedReference, Problem, ReleasedFile, SchemaText, TypeSettings, VersionPlace,
};
use crate::model::path::{inside, parent};
use crate::model::threads::*;
use crate::model::version::Version;
use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::fault::Fault;
use avro_resolve::schema::fault::FileFault;
use avro_resolve::schema::link::{Definition, Edition, File, FileScope, Library, Links, Pin};
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::parse::{Broken, parse_source};
use avro_resolve::schema::shape::Shapes;
use avro_resolve::schema::source::{Source, Sources};
use avro_resolve::schema::syntax::Syntax;

/// Every text of a run, sorted into subjects and versions, not parsed yet: a subject that needs no file but its own is
/// parsed, checked and forgotten before the next, so that memory holds texts and results, not every schema at once.
#[derive(Debug)]
pub(crate) struct History {
    /// The texts: subject by subject from old to new, then those without a version, then what files were before.
    pub sources: Arc<Sources>,
    /// The directory of each text, without the version in it.
    directories: Arc<[String]>,
    /// The subjects, by name.
    pub subjects: Vec<Subject>,
    /// The files without a version.
    pub unversioned: Range<FileId>,
    scopes: Vec<FileScope>,
    groups: Groups,
    ends: FxHashMap<FileId, u32>,
    followed: FxHashMap<FileId, u32>,
    /// The files that some say they use.
    pins: FxHashMap<FileId, Vec<Pin>>,
    /// Whether versions are revisions, which have all files.
    has_revisions: bool,
    /// Whether no version has two files of its own.
    has_single_files: bool,
    /// The types that have gone to other files.
    pub moved: Vec<Problem>,
    /// Whether there are files of IDL, which import others.
    has_imports: bool,
    /// The directories in which imports are looked for, if they are not beside the file that imports.
    import_path: Vec<ImportDirectory>,
    /// What subjects are called that had other names.
    names: BTreeMap<String, String>,
    /// The versions that have to be understood, if not all.
    required: Vec<Version>,
    /// Files that are in force in none of them.
    optional: FxHashSet<FileId>,
}

/// A schema of a file at an earlier state, and now.
#[derive(Debug)]
pub(crate) struct ThenAndNow {
    /// What it is, of a file that is about several types, or has messages.
    pub part: Option<SubjectPart>,
    pub then: LinkedSchema,
    /// None if the file does not have it any more.
    pub now: Option<LinkedSchema>,
}

impl History {
    /// Sorts texts into subjects and versions.
    pub(crate) fn new(texts: Vec<SchemaText>) -> History {
        History::with_types(texts, TypeSettings::default())
    }

    /// The same with what is said about types.
    pub(crate) fn with_types(texts: Vec<SchemaText>, types: TypeSettings) -> History {
        History::with_past(texts, &Past::default(), types)
    }

    /// The same with a past: files that are gone from some version on, and files that were different before.
    pub(crate) fn with_past(texts: Vec<SchemaText>, past: &Past, types: TypeSettings) -> History {
        let Past { removals, released, required, .. } = past;
        let pinned = pinned(&texts);
        let places = texts.iter().map(|text| &text.place).chain(removals.iter().map(|removal| &removal.place));
        let groups = Groups::new(places);
        let mut gone: FxHashMap<&str, Vec<Edition>> = FxHashMap::default();
        for removal in removals {
            gone.entry(&removal.subject).or_default().extend(groups::edition(groups.scope(&removal.place)));
        }
        let end = |subject: &str, edition: Option<Edition>| {
            let later = gone.get(subject)?.iter().filter(|gone| Some(**gone) > edition);
            later.map(|gone| gone.number).min()
        };
        let mut ends = FxHashMap::default();
        let mut by_subject: BTreeMap<String, Vec<(Version, SchemaText)>> = BTreeMap::new();
        let (mut beside, mut shared) = (Vec::new(), Vec::new());
        for text in texts {
            match &text.place {
                VersionPlace::Shared { version, .. } | VersionPlace::Own(version) => {
                    let version = version.clone();
                    by_subject.entry(text.subject.clone()).or_default().push((version, text));
                }
                VersionPlace::Beside(_) => beside.push(text),
                VersionPlace::Unversioned => shared.push(text),
            }
        }
        let (mut sources, mut scopes, mut paths) = (Vec::new(), Vec::new(), Vec::new());
        let (mut followed, mut directories) = (FxHashMap::default(), Vec::new());
        let mut optional = FxHashSet::default();
        for (name, mut own) in by_subject {
            own.sort_by(|a, b| a.0.cmp(&b.0));
            let own_scopes: Vec<FileScope> = own.iter().map(|(_, text)| groups.scope(&text.place)).collect();
            let next_scopes = own_scopes.iter().skip(1).copied().map(Some).chain([None]);
            let moments = own.into_iter().zip(next_scopes).map(|((version, text), next)| {
                let scope = groups.scope(&text.place);
                let edition = groups::edition(scope);
                let file = sources.len() as FileId;
                let end = end(&name, edition);
                ends.extend(end.map(|end| (file, end)));
                followed.extend(next.and_then(groups::edition).map(|next| (file, next.number)));
                directories.push(directory(&text.name, &text.place, past));
                sources.push(Source::new(text.name, text.text));
                scopes.push(scope);
                Moment { version, edition, file, about: None, has_rest: true, is_own: true, end }
            });
            let moments: Vec<Moment> = moments.collect();
            optional.extend(moments.iter().enumerate().filter_map(|(at, moment)| {
                let next = moments.get(at + 1).map(|next| &next.version);
                let is_in_force =
                    |version: &Version| moment.version <= *version && next.is_none_or(|next| *version < *next);
                (!required.is_empty() && !required.iter().any(is_in_force)).then_some(moment.file)
            }));
            let files = moments.first().map_or(0, |first| first.file)..sources.len() as FileId;
            let former = released.iter().map(|released| &released.before).filter(|before| before.subject == *name);
            let texts = &sources[files.start as usize..];
            paths.push(types::of_path(name.clone(), files, moments, texts, former));
        }
        let mut editions = FxHashSet::default();
        let has_single_files =
            scopes.iter().filter_map(|scope| groups::edition(*scope)).all(|own| editions.insert(own));
        directories.extend(beside.iter().chain(&shared).map(|text| directory(&text.name, &text.place, past)));
        directories.extend(released.iter().map(|ReleasedFile { before, now }| {
            let name = now.as_deref().unwrap_or_else(|| before.name.split_once(':').map_or("", |(_, path)| path));
            directory(name, &before.place, past)
        }));
        scopes.extend(beside.iter().map(|text| groups.scope(&text.place)));
        sources.extend(beside.into_iter().map(|text| Source::new(text.name, text.text)));
        let unversioned = sources.len() as FileId..(sources.len() + shared.len()) as FileId;
        scopes.extend(shared.iter().map(|_| FileScope::Unversioned));
        sources.extend(shared.into_iter().map(|text| Source::new(text.name, text.text)));
        scopes.extend(released.iter().map(|_| FileScope::OldText));
        sources.extend(released.iter().map(|former| Source::new(&*former.before.name, former.before.text.clone())));
        let Joined { subjects, names, problems: twins } = joined::join(paths, &sources, &types.named);
        let mut moved = match past.newest {
            None => types::moved(&subjects, &sources, |file| groups::edition(scopes[file as usize])),
            // A type that is gone is a finding there.
            Some(_) => Vec::new(),
        };
        moved.extend(twins);
        let has_imports = sources.iter().any(|source| source.syntax() == Syntax::Idl);
        let pins = pins(&sources[..unversioned.end as usize], &pinned);
        let (sources, directories) = (Arc::new(Sources::new(sources)), directories.into());
        History {
            sources,
            directories,
            subjects,
            unversioned,
            scopes,
            groups,
            ends,
            followed,
            pins,
            has_revisions: past.newest.is_some(),
            has_single_files,
            moved,
            has_imports,
            import_path: types.import_path,
            names,
            required: required.clone(),
            optional,
        }
    }

    /// Asks for each version that a path names, but the newest of its subject, whether it has been let go, so that nobody has to
    /// understand it: takes the name of the subject, its newest file and the version. Returns those that have been.
    pub(crate) fn let_go(&mut self, is_let_go: impl Fn(&str, &str, &Version) -> bool) -> BTreeSet<Version> {
        let mut let_go = BTreeSet::new();
        for subject in &self.subjects {
            let Some((newest, older)) = subject.moments.split_last() else { continue };
            let file = &self.sources[newest.file].name;
            for Moment { version, file: own, .. } in older.iter().filter(|older| older.version.numbers().is_some()) {
                if is_let_go(&subject.name, file, version) {
                    self.optional.insert(*own);
                    let_go.insert(version.clone());
                }
            }
        }
        let_go
    }

    /// The files of versions that paths name, but those of the newest of each subject, with their versions.
    pub(crate) fn older_versions(&self) -> impl Iterator<Item = (&str, &Version)> {
        let older = self.subjects.iter().filter_map(|subject| Some(subject.moments.split_last()?.1)).flatten();
        let named = older.filter(|moment| moment.version.numbers().is_some());
        named.map(|moment| (&*self.sources[moment.file].name, &moment.version))
    }

    /// The subject's own files, from old to new.
    pub(crate) fn own_files(&self, subject: &Subject) -> Range<FileId> {
        subject.files.clone()
    }

    /// The same, with their versions.
    #[cfg(feature = "cli")]
    pub(crate) fn own_versions<'a>(&self, subject: &'a Subject) -> impl Iterator<Item = (FileId, &'a Version)> {
        subject.moments.iter().map(|moment| (moment.file, &moment.version))
    }

    /// Whether a file is not there any more in the newest version.
    #[cfg(feature = "cli")]
    pub(crate) fn is_gone(&self, file: FileId) -> bool {
        self.ends.contains_key(&file)
    }

    /// The version in which a file is gone, if it is.
    #[cfg(feature = "cli")]
    pub(crate) fn gone_in(&self, file: FileId) -> Option<Edition> {
        Some(Edition { number: *self.ends.get(&file)?, ..self.edition(file)? })
    }

    /// The texts of the subject's own files, which are forgotten with what this returns.
    pub(crate) fn own_sources(&self, subject: &Subject) -> Sources {
        self.sources.part(self.own_files(subject))
    }

    /// The subject's own files, parsed, with their texts.
    pub(crate) fn own_library(&self, subject: &Subject, own: &Arc<Sources>) -> Library {
        let files = self.own_files(subject);
        let first = files.start;
        Library::new(Arc::clone(own), first, files.map(|file| self.parse(own, file)).collect())
    }

    /// All files, parsed.
    pub(crate) fn whole_library(&self) -> Library {
        let files = 0..self.sources.len() as FileId;
        let files: Vec<Result<File, Broken>> =
            files.into_par_iter().map(|file| self.parse(&self.sources, file)).collect();
        let all = 0..self.unversioned.end;
        let imports = self.has_imports.then(|| {
            let imports = self.imports(all.clone());
            imports.direct(all, |file| files[file as usize].as_ref().ok().map(|file| &file.document))
        });
        let library = Library::new(Arc::clone(&self.sources), 0, files).with_ends(self.ends.clone());
        let library = library.with_imports(imports.unwrap_or_default());
        let library = library.with_followed(self.followed.clone()).with_directories(Arc::clone(&self.directories));
        let library = library.with_pins(self.pins.clone());
        let library = if self.has_single_files { library.with_single_files() } else { library };
        if self.has_revisions { library.with_complete_versions() } else { library }
    }

    /// The schemas that a former file was about, each with that of the file which is in its place now, if that has one, with shapes in
    /// common; `None` if one of them cannot be understood.
    pub(crate) fn then_and_now(
        &self,
        library: &Arc<Library>,
        former: FileId,
        now: FileId,
        shapes: &mut Shapes,
    ) -> Option<Vec<ThenAndNow>> {
        let edition = self.edition(now);
        let links = |file| library.file(file).and_then(|_| Links::new(library, file, edition).ok());
        let (then, now) = (links(former)?, links(now)?);
        let mut schema = |links: Links| LinkedSchema::of(links, shapes).ok();
        if self.sources[former].syntax() == Syntax::Schema {
            return Some(vec![ThenAndNow { part: None, then: schema(then)?, now: Some(schema(now)?) }]);
        }
        let parts = types::parts(library.document(former)).map(|part| {
            let now = part.of(now.clone()).map(&mut schema);
            let now = if let Some(now) = now { Some(now?) } else { None };
            let then = schema(part.of(then.clone()).expect("the file is about it"))?;
            Some(ThenAndNow { part: Some(part), then, now })
        });
        parts.collect()
    }

    /// Whether a place is in the newest version of its group.
    pub(crate) fn is_newest(&self, place: &VersionPlace) -> bool {
        self.groups.is_newest(place)
    }

    /// The version that a file belongs to together with others.
    pub(crate) fn edition(&self, file: FileId) -> Option<Edition> {
        groups::edition(self.scopes[file as usize])
    }

    /// Whether a file is still in force in the newest version, which is in an edition or numbers its own: no later version of
    /// its subject has replaced it.
    pub(crate) fn is_in_force(&self, file: FileId, newest: Option<Edition>) -> bool {
        if self.unversioned.contains(&file) {
            return true;
        }
        let after = self.subjects.partition_point(|subject| subject.files.start <= file);
        let subject = after.checked_sub(1).map(|at| &self.subjects[at]);
        match subject.map(|subject| self.own_files(subject)).filter(|own| own.contains(&file)) {
            Some(own) => file + 1 == own.end,
            None => self.edition(file).is_some_and(|edition| newest == Some(edition)),
        }
    }

    fn parse(&self, sources: &Sources, file: FileId) -> Result<File, Broken> {
        Ok(File { document: parse_source(&sources[file])?, scope: self.scopes[file as usize] })
    }

    fn imports(&self, files: Range<FileId>) -> Imports<'_> {
        Imports::among(&self.sources, files, &self.directories, &self.import_path)
    }

    /// Whether a version of a file is there in the version of another one.
    fn is_there_for(&self, from: FileId, file: FileId) -> bool {
        match (self.edition(from), self.edition(file)) {
            (Some(from), Some(own)) if from.group == own.group => {
                own.number <= from.number && self.ends.get(&file).is_none_or(|&end| from.number < end)
            }
            _ => true,
        }
    }

    /// A problem for each fault of the files that cannot be understood, and these are left out; and for each import that is not there.
    pub(crate) fn unreadable(&self, library: &Library) -> Vec<Problem> {
        let mut faults = library.faults_of_broken_files();
        let files = 0..self.unversioned.end;
        faults.extend(types::without_types(&self.sources, files.clone(), library));
        if self.has_imports {
            let imports = self.imports(files.clone());
            faults.extend(imports.missing(files, library, |from, to| self.is_there_for(from, to)));
        }
        let is_current = |file: FileId| file < self.unversioned.end && !self.optional.contains(&file);
        let current = faults.iter().filter(|fault| is_current(fault.file));
        current.map(|FileFault { file, fault }| self.problem(*file, fault)).collect()
    }

    /// The same for files of old versions that nobody has to understand any more.
    pub(crate) fn unreadable_past(&self, library: &Library) -> Vec<Problem> {
        let faults = library.faults_of_broken_files();
        let old = faults.iter().filter(|fault| self.optional.contains(&fault.file));
        old.map(|FileFault { file, fault }| self.problem(*file, fault)).collect()
    }

    /// Why a file cannot be understood, whatever others define.
    pub(crate) fn unreadable_alone(&self, file: FileId) -> Vec<Problem> {
        let faults = self.parse(&self.sources, file).err().into_iter().flat_map(|broken| broken.faults);
        faults.map(|fault| self.problem(file, &fault)).collect()
    }

    /// Why a file cannot be understood.
    pub(crate) fn faults_of(&self, library: &Library, file: FileId) -> Vec<Problem> {
        library.faults_of_broken_file(file).iter().map(|fault| self.problem(file, &fault.fault)).collect()
    }

    /// A fault as something that could not be checked.
    pub(crate) fn problem(&self, file: FileId, fault: &Fault) -> Problem {
        Problem::of_fault(&self.sources[file], fault)
    }

    /// Links every version of a subject. It has a version where its own file is present, or a file that it reaches has
    /// changed. Also returns a problem for each name that nothing defines, or that could mean two definitions; the versions
    /// that use such a name are left out.
    pub(crate) fn link(&self, subject: &Subject, library: &Arc<Library>) -> (LinkedSubject, Vec<Problem>) {
        let mut shapes = Shapes::default();
        let mut versions: Vec<SubjectVersion> = Vec::with_capacity(subject.moments.len());
        let (mut problems, mut left_out) = (Vec::new(), Vec::new());
        let mut note = |moment: &Moment, faults: Vec<FileFault>| {
            let is_required = self.required.is_empty() || self.required.contains(&moment.version);
            let is_required = is_required && !(moment.is_own && self.optional.contains(&moment.file));
            let found = faults.iter().map(|FileFault { file, fault }| self.problem(*file, fault));
            if is_required { problems.extend(found) } else { left_out.extend(found) }
        };
        let readable = subject.moments.iter().filter(|moment| library.file(moment.file).is_some());
        for moment in self.groups.with_unedited_versions(library, readable.cloned().collect()) {
            match subject.links(library, &moment) {
                Ok(links) => {
                    let has_changed = || {
                        let last = versions.last();
                        last.is_none_or(|last| texts_differ(library, &last.schema.links.files, &links.files))
                    };
                    if moment.is_own || has_changed() {
                        match LinkedSchema::of(links, &mut shapes) {
                            Ok(schema) => {
                                let (version, edition) = (moment.version, moment.edition);
                                versions.push(SubjectVersion { version, edition, schema });
                            }
                            Err(faults) => note(&moment, faults),
                        }
                    }
                }
                Err(faults) => note(&moment, faults),
            }
        }
        let (name, is_message) = (subject.name.clone(), subject.is_message());
        let versions_without = subject.versions_without();
        (LinkedSubject { name, is_message, versions_without, shapes, versions, left_out }, problems)
    }

    /// The definitions of files of subjects, as far as those are versioned together with others.
    pub(crate) fn definitions(&self, files: Range<FileId>, library: &Library) -> Vec<Definition> {
        let definitions = files.filter_map(|file| {
            let (edition, document) = (self.edition(file)?, &library.file(file)?.document);
            let end = self.ends.get(&file).into_iter().chain(self.followed.get(&file)).min().copied();
            Some(document.definitions.iter().map(move |(name, &node)| {
                let node = &document.nodes[node as usize];
                let (mark, span) = (node.mark(), node.span);
                Definition { name: name.clone(), file, edition, end, mark, span }
            }))
        });
        definitions.flatten().collect()
    }

    /// What a subject of that name is called now.
    pub(crate) fn name_today<'n>(&'n self, name: &'n str) -> &'n str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// The subjects of each path: those of one path have the same files.
    pub(crate) fn subjects_by_path(&self) -> impl Iterator<Item = &[Subject]> {
        self.subjects.chunk_by(|a, b| a.files == b.files)
    }
}

/// What some texts say that they use, by their names.
fn pinned(texts: &[SchemaText]) -> FxHashMap<String, Vec<PinnedReference>> {
    let pinned = texts.iter().filter(|text| !text.references.is_empty());
    pinned.map(|text| (text.name.clone(), text.references.clone())).collect()
}

/// The same by the numbers of files. What is not among the files is looked for as everything else is.
fn pins(sources: &[Source], pinned: &FxHashMap<String, Vec<PinnedReference>>) -> FxHashMap<FileId, Vec<Pin>> {
    if pinned.is_empty() {
        return FxHashMap::default();
    }
    let numbers: FxHashMap<&str, FileId> = sources.iter().map(|source| &*source.name).zip(0..).collect();
    let pin = |PinnedReference { name, file }: &PinnedReference| {
        Some(Pin { name: name.clone(), file: *numbers.get(file.as_str())? })
    };
    let of_file =
        |(source, file): (&Source, FileId)| Some((file, pinned.get(&*source.name)?.iter().filter_map(pin).collect()));
    sources.iter().zip(0..).filter_map(of_file).collect()
}

/// The directory of a file, in which versions do not count: those of files in other version directories are comparable with it.
fn directory(name: &str, place: &VersionPlace, past: &Past) -> String {
    if let Some(directory) = past.directories.get(name) {
        return directory.clone();
    }
    let VersionPlace::Shared { version, .. } = place else { return parent(name).unwrap_or_default().to_owned() };
    let label = version.label();
    match inside(name, label) {
        Some(below) => parent(below).unwrap_or_default().to_owned(),
        None => format!("/{}/", parent(name).unwrap_or_default()).replacen(&format!("/{label}/"), "/", 1),
    }
}

fn texts_differ(library: &Library, before: &[FileId], after: &[FileId]) -> bool {
    let text = |file: &FileId| &library.source(*file).text;
    before != after && !before.iter().map(text).eq(after.iter().map(text))
}
