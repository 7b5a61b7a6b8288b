//! Finds the schema that a user means, and the older texts that its newest one would replace.

use avro_resolve::schema::link::{Library, Replacement};
use avro_resolve::schema::model::FileId;
use rustc_hash::FxHashMap;

use crate::history::{History, Subject};
use crate::model::input::Problem;
use crate::model::text::{listed, nearest};

/// The schema that a user named.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum WantedSchema {
    /// A file, by the name that reports print.
    File(String),
    /// A subject, or a type by its name.
    Name(String),
}

/// A schema whose newest text takes the place of older ones.
#[derive(Debug)]
pub(super) struct ImpactTarget {
    /// Its subject, or the name of a file that is of none.
    pub(super) subject: String,
    /// The file with the newest text.
    pub(super) newest: FileId,
    /// The files with older ones, from old to new.
    pub(super) older: Vec<FileId>,
    labels: FxHashMap<FileId, String>,
    pub(super) replacement: Replacement,
}

impl ImpactTarget {
    pub(super) fn find(history: &History, library: &Library, wanted: &WantedSchema) -> Result<ImpactTarget, Problem> {
        let target = match wanted {
            WantedSchema::File(name) => of_file(history, name),
            WantedSchema::Name(name) => {
                let subject = history.subjects.iter().find(|subject| subject.name == *name);
                match subject.and_then(|subject| history.own_files(subject).last().map(|newest| (subject, newest))) {
                    Some((subject, newest)) => Ok(of_subject(history, subject, newest)),
                    None => of_type(history, library, name),
                }
            }
        }?;
        let file = &history.sources[target.newest].name;
        if history.is_gone(target.newest) {
            let message = "is gone; `avrocheck compat --against REV` shows what that breaks";
            return Err(Problem::of(file, message));
        }
        if library.file(target.newest).is_none() {
            let mut faults = history.faults_of(library, target.newest);
            let other = || Problem::of(file, "cannot be understood; `avrocheck lint` says why");
            return Err(if faults.is_empty() { other() } else { faults.swap_remove(0) });
        }
        Ok(target)
    }

    /// Whether a file has one of its texts.
    pub(super) fn has(&self, file: FileId) -> bool {
        file == self.newest || self.replacement.old.contains(&file)
    }

    /// The version of one of its files.
    pub(super) fn label(&self, file: FileId) -> &str {
        self.labels.get(&file).map_or("", String::as_str)
    }
}

/// A subject whose text in this file counts as the newest.
fn of_subject(history: &History, subject: &Subject, newest: FileId) -> ImpactTarget {
    let older: Vec<FileId> = history.own_files(subject).take_while(|file| *file != newest).collect();
    let labels = history.own_versions(subject).map(|(file, version)| (file, version.label().to_owned())).collect();
    let replacement =
        Replacement { old: older.iter().copied().collect(), new: newest, edition: history.edition(newest) };
    ImpactTarget { subject: subject.name.clone(), newest, older, labels, replacement }
}

fn of_file(history: &History, name: &str) -> Result<ImpactTarget, Problem> {
    let is_named = |file: &FileId| history.sources[*file].name == name;
    let own = history.subjects.iter().find_map(|subject| Some((subject, history.own_files(subject).find(is_named)?)));
    if let Some((subject, file)) = own {
        return Ok(of_subject(history, subject, file));
    }
    let shared = history.unversioned.clone().find(is_named);
    shared.map(|file| of_no_subject(history, file)).ok_or_else(|| Problem::of(name, "is not among the schemas"))
}

/// A file without versions, which others may refer to.
fn of_no_subject(history: &History, newest: FileId) -> ImpactTarget {
    let replacement = Replacement { old: Default::default(), new: newest, edition: None };
    let subject = history.sources[newest].name.clone();
    ImpactTarget { subject, newest, older: Vec::new(), labels: FxHashMap::default(), replacement }
}

/// The schema that defines a type, by its full name, or by its last part where that leaves no doubt.
fn of_type(history: &History, library: &Library, wanted: &str) -> Result<ImpactTarget, Problem> {
    let newest =
        history.subjects.iter().filter_map(|subject| Some((Some(subject), history.own_files(subject).last()?)));
    let all = newest.chain(history.unversioned.clone().map(|file| (None, file)));
    let (mut by_full, mut by_short) = (Vec::new(), Vec::new());
    for (subject, file) in all {
        let Some(content) = library.file(file) else { continue };
        let names = content.document.definitions.keys();
        by_full.extend(names.clone().any(|name| name.full() == wanted).then_some((subject, file)));
        by_short.extend(names.clone().any(|name| name.short() == wanted).then_some((subject, file)));
    }
    let meant = if by_full.is_empty() { by_short } else { by_full };
    match meant[..] {
        [(Some(subject), file)] => Ok(of_subject(history, subject, file)),
        [(None, file)] => Ok(of_no_subject(history, file)),
        [] => Err(Problem::of_run(unknown(history, wanted))),
        [..] => {
            let files: Vec<&str> = meant.iter().map(|(_, file)| &*history.sources[*file].name).collect();
            let files = listed(&files, 5, ", ");
            Err(Problem::of_run(format!("the type `{wanted}` is defined in {files}; name one of these files")))
        }
    }
}

fn unknown(history: &History, wanted: &str) -> String {
    let known = history.subjects.iter().map(|subject| &*subject.name);
    let remedy = match nearest(wanted, known) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => "name a file, a subject or a type; --schemas names the directory".to_owned(),
    };
    format!("the schemas have no subject and no type `{wanted}`; {remedy}")
}
