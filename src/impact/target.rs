//! Finds the schema that a user means, and what its newest text takes the place of.

use std::collections::BTreeSet;

use avro_resolve::schema::link::{Library, Replacement};
use avro_resolve::schema::model::{FileId, NodeRef};
use avro_resolve::schema::name::Name;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::history::{History, Subject};
use crate::model::input::{Past, Problem, ReleasedFile, SchemaText};
use crate::model::text::{listed, nearest};
use crate::model::version::WORKING_TREE;

/// The schema that a user named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum WantedSchema {
    /// A file, by the name that reports print.
    File(String),
    /// A subject, or a type by its name.
    Name(String),
    /// A type of a file of many, by the name of either.
    TypeOf { file: String, ty: String },
}

/// A schema that others refer to.
#[derive(Debug)]
pub(crate) struct ChangedSchema {
    pub(crate) subject: String,
    /// The file with its newest text.
    pub(crate) file: String,
    /// The full names of the types that it defines.
    pub(crate) types: Vec<String>,
    /// The version of its newest text; empty if it has none.
    pub(crate) version: String,
    /// Whether its file was deleted since.
    pub(crate) is_deleted: bool,
    /// The other versions of it, from old to new.
    pub(crate) older: Vec<String>,
    /// The revision that was looked at for them, if one was.
    pub(crate) compared_with: Option<String>,
}

/// A schema whose newest text takes the place of older ones.
#[derive(Debug)]
pub(super) struct ImpactTarget {
    pub(super) changed: ChangedSchema,
    /// What takes the place of its older definitions: the newest ones.
    pub(super) after: Replacement,
    /// What takes the place of definitions that were edited since a revision: those that there were.
    pub(super) before: Replacement,
    /// Its file with the newest text.
    newest: FileId,
    /// All definitions that are of it.
    definitions: FxHashSet<NodeRef>,
    /// The versions of the files with its texts.
    labels: FxHashMap<FileId, String>,
}

impl ImpactTarget {
    /// Whether a definition is one of its own, in any version.
    pub(super) fn has(&self, definition: NodeRef) -> bool {
        self.definitions.contains(&definition)
    }

    /// Whether a definition is the newest, and was not edited since the revision.
    pub(super) fn is_current(&self, definition: NodeRef) -> bool {
        definition.file == self.newest && !self.changed.is_deleted && !self.before.definitions.contains_key(&definition)
    }

    /// The version of one of its definitions, as that was at the revision.
    pub(super) fn label(&self, definition: NodeRef) -> &str {
        let was = self.before.definitions.get(&definition).copied().flatten().unwrap_or(definition);
        self.labels.get(&was.file).map_or("", String::as_str)
    }
}

/// Where the schema is looked for.
pub(super) struct TargetSearch<'a> {
    pub(super) history: &'a History,
    pub(super) library: &'a Library,
    /// What the schemas were at a revision.
    pub(super) past: &'a Past,
}

impl TargetSearch<'_> {
    /// The schema that a user means.
    ///
    /// # Errors
    /// There is none, or it cannot be understood.
    pub(super) fn find(&self, wanted: &WantedSchema) -> Result<ImpactTarget, Problem> {
        let history = self.history;
        let (subject, newest) = match wanted {
            WantedSchema::File(name) => self.of_file(name),
            WantedSchema::Name(name) => {
                let subject = history.subjects.iter().find(|subject| subject.name == *name);
                match subject.and_then(|subject| Some((subject, history.own_files(subject).last()?))) {
                    Some((subject, newest)) => Ok((Some(subject), newest)),
                    None => self.of_type(name, |_| true),
                }
            }
            WantedSchema::TypeOf { file, ty } => self.of_type(ty, |at| history.sources[at].name == *file),
        }?;
        if self.library.file(newest).is_none() {
            let mut faults = history.faults_of(self.library, newest);
            let other =
                || Problem::of(&history.sources[newest].name, "cannot be understood; `avrocheck lint` says why");
            return Err(if faults.is_empty() { other() } else { faults.swap_remove(0) });
        }
        let mut target = self.target(subject, newest);
        self.add_moved(&mut target);
        self.add_edited(&mut target);
        Ok(target)
    }

    fn of_file(&self, name: &str) -> Result<(Option<&Subject>, FileId), Problem> {
        let history = self.history;
        let is_named = |file: &FileId| history.sources[*file].name == name;
        let of_subject = |subject| Some((Some(subject), history.own_files(subject).find(is_named)?));
        let shared = || Some((None, history.unversioned.clone().find(is_named)?));
        let deleted = || {
            let mut released = (history.unversioned.end..).zip(&self.past.released);
            released.find(|(_, file)| file.now.is_none() && file.before.name == name).map(|(former, _)| (None, former))
        };
        let found = history.subjects.iter().find_map(of_subject).or_else(shared).or_else(deleted);
        found.ok_or_else(|| Problem::of(name, "is not among the schemas"))
    }

    /// The schema that defines a type, by its full name, or by its last part where that leaves no doubt; of a file with many, that which
    /// is about the type, if there is one.
    fn of_type(&self, wanted: &str, is_asked: impl Fn(FileId) -> bool) -> Result<(Option<&Subject>, FileId), Problem> {
        let history = self.history;
        let newest =
            history.subjects.iter().filter_map(|subject| Some((Some(subject), history.own_files(subject).last()?)));
        let all =
            newest.chain(history.unversioned.clone().map(|file| (None, file))).filter(|(_, file)| is_asked(*file));
        let defines = |file: FileId, is_meant: &dyn Fn(&Name) -> bool| {
            self.library.file(file).is_some_and(|content| content.document.definitions.keys().any(is_meant))
        };
        let by_full: Vec<_> = all.clone().filter(|(_, file)| defines(*file, &|name| name.full() == wanted)).collect();
        let by_short = || all.filter(|(_, file)| defines(*file, &|name| name.short() == wanted)).collect();
        let mut meant = if by_full.is_empty() { by_short() } else { by_full };
        // What was deleted is meant only if nothing else is.
        if meant.iter().any(|(_, file)| !history.is_gone(*file)) {
            meant.retain(|(_, file)| !history.is_gone(*file));
        }
        let is_about = |subject: Option<&Subject>| {
            let about = subject.and_then(Subject::ty);
            about.is_some_and(|about| about.full() == wanted || about.short() == wanted)
        };
        meant.sort_by_key(|(subject, _)| !is_about(*subject));
        let mut files = FxHashSet::default();
        meant.retain(|(_, file)| files.insert(*file));
        match meant[..] {
            [only] => Ok(only),
            [] => Err(Problem::of_run(self.unknown(wanted))),
            [..] => {
                let files: Vec<&str> = meant.iter().map(|(_, file)| &*history.sources[*file].name).collect();
                let files = listed(&files, 5, ", ");
                Err(Problem::of_run(format!("the type `{wanted}` is defined in {files}; name one of these files")))
            }
        }
    }

    fn unknown(&self, wanted: &str) -> String {
        let known = self.history.subjects.iter().map(|subject| &*subject.name);
        let remedy = match nearest(wanted, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "name a file, a subject or a type; --schemas names the directory".to_owned(),
        };
        format!("the schemas have no subject and no type `{wanted}`; {remedy}")
    }

    /// The schema whose text in this file counts as the newest, or whose last text this is.
    fn target(&self, subject: Option<&Subject>, newest: FileId) -> ImpactTarget {
        let (history, library) = (self.history, self.library);
        let deleted_in = history.gone_in(newest);
        let released = newest.checked_sub(history.unversioned.end).map(|at| &self.past.released[at as usize].before);
        let is_deleted = deleted_in.is_some() || released.is_some();
        let edition = deleted_in.or_else(|| history.edition(newest));
        let own: Vec<FileId> = match subject {
            Some(subject) => history.own_files(subject).take_while(|file| *file <= newest).collect(),
            None => vec![newest],
        };
        let now = |name: &Name| {
            let here = Some(newest).filter(|_| !is_deleted).and_then(|newest| definition_in(library, name, newest));
            // It may have moved to a file of its own.
            let elsewhere = || library.definition(name, newest, edition).filter(|moved| !own.contains(&moved.file));
            here.or_else(elsewhere)
        };
        let versions = subject.into_iter().flat_map(|subject| history.own_versions(subject));
        let mut labels: FxHashMap<FileId, String> =
            versions.map(|(file, version)| (file, version.label().to_owned())).collect();
        if let Some(released) = released {
            labels.insert(newest, self.released_label(released));
        } else if subject.is_none() && self.past.versions_are_releases {
            labels.insert(newest, WORKING_TREE.to_owned());
        }
        let is_older = |file: &FileId| *file != newest || is_deleted;
        let label = |file: &FileId| labels.get(file).cloned().unwrap_or_default();
        let source = &history.sources[newest].name;
        let mut types: Vec<String> = definitions(library, newest).map(|(name, _)| name.full().to_owned()).collect();
        types.sort();
        let changed = ChangedSchema {
            subject: subject.map_or_else(
                || released.map_or(source, |released| &released.subject).clone(),
                |subject| subject.name.clone(),
            ),
            file: source.clone(),
            types,
            version: label(&newest),
            is_deleted,
            older: own.iter().filter(|file| is_older(file)).map(label).collect(),
            compared_with: (!self.past.label.is_empty()).then(|| self.past.label.clone()),
        };
        let older = own.iter().filter(|file| is_older(file)).flat_map(|file| definitions(library, *file));
        let after = Replacement {
            definitions: older.map(|(name, at)| (at, now(name))).collect(),
            editions: FxHashMap::from_iter([(newest, edition)]),
        };
        let definitions = own.iter().flat_map(|file| definitions(library, *file)).map(|(_, at)| at).collect();
        ImpactTarget { changed, after, before: Replacement::default(), newest, definitions, labels }
    }

    /// Adds the definitions of types that other files had before this one.
    fn add_moved(&self, target: &mut ImpactTarget) {
        let (history, library) = (self.history, self.library);
        if target.changed.is_deleted {
            return;
        }
        let is_own =
            |at: NodeRef, target: &ImpactTarget| target.labels.contains_key(&at.file) || at.file == target.newest;
        let edition = history.edition(target.newest);
        let is_earlier = |at: &NodeRef| {
            let editions = history.edition(at.file).zip(edition);
            editions.is_none_or(|(own, newest)| own.group != newest.group || own < newest)
        };
        let is_there = |at: &NodeRef| history.is_in_force(at.file, edition) && !history.is_gone(at.file);
        for (name, newest) in definitions(library, target.newest) {
            let all = (0..history.unversioned.end).filter_map(|file| definition_in(library, name, file));
            let others: Vec<NodeRef> = all.filter(|at| !is_own(*at, target)).collect();
            if others.iter().any(is_there) {
                continue;
            }
            for at in others.into_iter().filter(is_earlier) {
                target.definitions.insert(at);
                target.after.definitions.insert(at, Some(newest));
            }
        }
        let versions = history.subjects.iter().flat_map(|subject| history.own_versions(subject));
        let versions: FxHashMap<FileId, &str> = versions.map(|(file, version)| (file, version.label())).collect();
        // What all versions see was what they saw before.
        let is_seen_by_all = history.unversioned.contains(&target.newest);
        let mut older: Vec<(NodeRef, Option<NodeRef>)> = target.after.definitions.clone().into_iter().collect();
        older.sort();
        for (was, newest) in older {
            let Some(label) = versions.get(&was.file) else { continue };
            if target.labels.insert(was.file, (*label).to_owned()).is_none() {
                target.changed.add_older(label);
            }
            if let Some(newest) = newest.filter(|_| is_seen_by_all && *label == self.past.label) {
                target.before.definitions.insert(newest, Some(was));
                target.before.editions.insert(was.file, None);
            }
        }
    }

    /// What a file is called as it was at the revision.
    fn released_label(&self, before: &SchemaText) -> String {
        let version = before.place.version().map_or(String::new(), |version| format!("{version} at "));
        format!("{version}{}", self.past.label)
    }

    /// Adds what its definitions were before they were edited, or where they were before they moved to their file, if versions are not to
    /// change.
    fn add_edited(&self, target: &mut ImpactTarget) {
        let (history, library) = (self.history, self.library);
        let own: BTreeSet<FileId> = target.definitions.iter().map(|at| at.file).collect();
        let names = (0..history.unversioned.end).map(|file| (history.sources[file].name.as_str(), file));
        let names: FxHashMap<&str, FileId> = names.collect();
        for (former, ReleasedFile { before, now }) in (history.unversioned.end..).zip(&self.past.released) {
            let Some(&now) = now.as_deref().and_then(|now| names.get(now)) else { continue };
            let goes_on = own.contains(&now);
            let mut is_of_target = false;
            for (name, was) in definitions(library, former) {
                let heir = match goes_on {
                    true => definition_in(library, name, now),
                    false if definition_in(library, name, now).is_some() => None,
                    false => {
                        let is_beside = |file: &&FileId| history.edition(**file) == history.edition(now);
                        own.iter().filter(is_beside).find_map(|file| definition_in(library, name, *file))
                    }
                };
                let Some(heir) = heir else { continue };
                target.before.definitions.entry(heir).or_insert(Some(was));
                is_of_target = true;
            }
            if is_of_target {
                let then = self.released_label(before);
                target.changed.add_older(&then);
                target.labels.insert(former, then);
                target.before.editions.insert(former, history.edition(now));
            }
        }
    }
}

impl ChangedSchema {
    fn add_older(&mut self, label: &str) {
        if !self.older.iter().any(|older| older == label) {
            self.older.push(label.to_owned());
        }
    }
}

fn definitions(library: &Library, file: FileId) -> impl Iterator<Item = (&Name, NodeRef)> {
    let content = library.file(file).into_iter();
    content.flat_map(move |content| {
        content.document.definitions.iter().map(move |(name, &node)| (name, NodeRef { file, node }))
    })
}

fn definition_in(library: &Library, name: &Name, file: FileId) -> Option<NodeRef> {
    let &node = library.file(file)?.document.definitions.get(name)?;
    Some(NodeRef { file, node })
}
