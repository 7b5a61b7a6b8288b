//! Holds the input of a check: texts with their subjects and versions, and what could not be read.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::text::count;
use crate::model::version::Version;
use avro_resolve::schema::fault::Fault;
#[cfg(feature = "cli")]
use avro_resolve::schema::model::Primitive;
use avro_resolve::schema::source::Source;
use avro_resolve::schema::text::Text;

/// One schema file.
#[derive(Clone, Debug)]
pub struct SchemaText {
    /// The name that reports print: its path as the user would write it.
    pub name: String,
    /// Its content.
    pub text: Text,
    /// The subject: the path without version and extension, such as `billing/invoice`.
    pub subject: String,
    /// Which version it belongs to.
    pub place: VersionPlace,
    /// The files whose types it uses, where that is said and not looked for.
    pub references: Vec<PinnedReference>,
}

/// A file whose types another one uses, whatever else defines them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PinnedReference {
    /// The name by which it is used: for most, the full name of a type.
    pub name: String,
    /// The name of the file as reports print it.
    pub file: String,
}

/// Which version a file belongs to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum VersionPlace {
    /// In a version directory (`schemas/v2/user.avsc`), together with the files of that directory.
    Shared {
        /// The path of the directory that holds the version directories: versions are ordered within it.
        group: String,
        /// The version.
        version: Version,
    },
    /// The subject numbers its own versions (`user/v2.avsc`, `user-v2.avsc`).
    Own(Version),
    /// There only to be referred to by a file of this version that was given alone.
    Beside(Version),
    /// No version: a file that others refer to.
    Unversioned,
}

impl VersionPlace {
    /// The version of a subject's own file.
    pub fn version(&self) -> Option<&Version> {
        match self {
            VersionPlace::Shared { version, .. } | VersionPlace::Own(version) => Some(version),
            VersionPlace::Beside(_) | VersionPlace::Unversioned => None,
        }
    }
}

/// A text of JSON records.
#[derive(Clone, Debug)]
pub struct RecordText {
    pub name: String,
    pub text: String,
    pub layout: FixtureLayout,
}

/// One file of fixture records.
#[derive(Clone, Debug)]
pub struct FixtureText {
    pub records: RecordText,
    pub subject: String,
    /// The version whose schema they were written with.
    pub version: Version,
}

/// How records are set apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FixtureLayout {
    /// One JSON record a line (`.jsonl`).
    Lines,
    /// One JSON array of records (`.json`).
    Array,
    /// JSON values one after the other, or one array of them.
    Values,
}

/// Something that could not be checked: the run ends with exit code 2.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Problem {
    /// The file, where there is one.
    pub file: Option<String>,
    /// Line and column, from 1, where there are any.
    pub position: Option<(u32, u32)>,
    /// Cause and remedy.
    pub message: String,
}

/// What begins where types were looked for.
#[cfg(feature = "cli")]
const SEARCHED: &str = " (looked for ";

impl Problem {
    /// A problem of a file or a directory: cause and remedy, to be read after its name.
    pub fn of(file: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem { file: Some(file.into()), position: None, message: message.into() }
    }

    /// A problem of the run as a whole.
    pub fn of_run(message: impl Into<String>) -> Problem {
        Problem { file: None, position: None, message: message.into() }
    }

    /// Those of the faults that make a schema impossible to understand, with their places in its text.
    pub fn of_faults(file: &str, text: &str, faults: &[Fault]) -> Vec<Problem> {
        let source = Source::new(file, text);
        let unclear = faults.iter().filter(|fault| !fault.kind.leaves_schema_clear());
        unclear.map(|fault| Problem::of_fault(&source, fault)).collect()
    }

    /// The type, if the problem is that nothing defines it.
    pub(crate) fn unknown_type(&self) -> Option<&str> {
        self.message.strip_prefix("unknown type \"")?.split('"').next()
    }

    /// The path of the import and the places where it was looked for, if the problem is that it is not there.
    #[cfg(feature = "cli")]
    pub(crate) fn unknown_import(&self) -> Option<(&str, &str)> {
        let (import, rest) = self.message.strip_prefix("the import \"")?.split_once("\" is not there (looked for: ")?;
        Some((import, rest.split_once(')')?.0))
    }

    /// Keeps one problem of each unknown type, the first of them, with how many files have it: they have one remedy.
    pub(crate) fn each_unknown_type_once(problems: &mut Vec<Problem>) {
        problems.sort();
        problems.dedup();
        let mut seen: HashMap<String, (usize, usize)> = HashMap::new();
        let mut kept = Vec::with_capacity(problems.len());
        for problem in std::mem::take(problems) {
            if let Some(name) = problem.unknown_type() {
                if let Some((_, more)) = seen.get_mut(name) {
                    *more += 1;
                    continue;
                }
                seen.insert(name.to_owned(), (kept.len(), 0));
            }
            kept.push(problem);
        }
        for (at, more) in seen.into_values().filter(|(_, more)| *more > 0) {
            kept[at].message += &format!(" (and in {})", count(more, "other file"));
        }
        *problems = kept;
    }

    /// Adds where the types were looked for that a file does not define; nobody looks elsewhere for a type of another language, such
    /// as `float64`, whose name in Avro the message has.
    #[cfg(feature = "cli")]
    pub(crate) fn say_where_searched(&mut self, searched: &str) {
        let meant = self.message.split_once("did you mean ").map(|(_, meant)| meant);
        let is_defined_elsewhere = |meant: &str| {
            let name = meant.strip_prefix('"').and_then(|rest| rest.split('"').next());
            name.is_some_and(|name| Primitive::from_name(name).is_none())
        };
        if meant.is_none_or(is_defined_elsewhere) {
            self.message += &format!("{SEARCHED}{searched})");
        }
    }

    /// Whether it says where types were looked for.
    #[cfg(feature = "cli")]
    pub(crate) fn says_where_searched(&self) -> bool {
        self.message.contains(SEARCHED)
    }

    /// A fault with its place in a text.
    pub fn of_fault(source: &Source, fault: &Fault) -> Problem {
        let at = source.position(fault.span.start);
        let position = Some((at.line, at.column));
        Problem { file: Some(source.name.clone()), position, message: fault.kind.to_string() }
    }
}

/// What the configuration says about files with many types: IDL and protocols.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TypeSettings {
    /// The directories in which imports are looked for, if they are not beside the file that imports.
    pub import_path: Vec<ImportDirectory>,
    /// Types that are subjects, whatever refers to them.
    pub named: Vec<NamedType>,
}

/// A type that is a subject with a name of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedType {
    /// Where the configuration says so, with a colon after it, for messages.
    pub place: String,
    /// The name of the subject.
    pub name: String,
    /// The full name of the type.
    pub ty: String,
    /// What the subjects of the files with it begin with.
    pub paths: BTreeSet<String>,
    /// Subjects that go on under this name.
    pub former: Vec<String>,
}

/// A directory in which the imports of IDL are looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportDirectory {
    /// Its path, as in the names of files.
    pub path: String,
    /// Where it is in other versions: its path from the directory of schemas that it is in, or at a git revision.
    pub elsewhere: Vec<String>,
}

/// Everything that a check needs from outside.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Schema files, sorted by name.
    pub schemas: Vec<SchemaText>,
    /// Fixture files, sorted by name.
    pub fixtures: Vec<FixtureText>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Remarks for people that change nothing, such as a symbolic link that leads in a circle.
    pub notes: Vec<String>,
    /// Those of the remarks that say what a branch changed in its own judgement: they are never left out.
    pub own_judgement: Vec<String>,
    /// The names of the files that are there only to be referred to: they are not checked.
    pub only_referred_to: HashSet<String>,
    /// What is said about files with many types.
    pub types: TypeSettings,
    /// The earlier state that the schemas are compared with, if any.
    pub past: Option<Past>,
}

impl Input {
    /// Adds a remark on what a branch changed in its own judgement.
    #[cfg(feature = "cli")]
    pub(crate) fn remark_own_judgement(&mut self, note: String) {
        self.notes.push(note.clone());
        self.own_judgement.push(note);
    }
}

impl From<Problem> for Input {
    fn from(problem: Problem) -> Input {
        Input { problems: vec![problem], ..Input::default() }
    }
}

/// An earlier state of the schemas, such as a git revision, and what became of them since.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// Its name: `main@1a2b3c4`.
    pub label: String,
    /// Whether versions are releases, each in paths of its own, and not to change any more; otherwise they are revisions of
    /// files that are edited in place.
    pub versions_are_releases: bool,
    /// Whether to check only the subjects that changed, and those that reach a file that did.
    pub only_changed: bool,
    /// The version of what there is now, where versions are revisions.
    pub newest: Option<Version>,
    /// The names of the files that are new since, or differ.
    pub fresh: HashSet<String>,
    /// The subjects whose fixtures are new since, or differ.
    pub with_new_fixtures: HashSet<String>,
    /// Where versions are revisions, the path of each subject's file as a user would type it today.
    pub paths: HashMap<String, String>,
    /// Where versions are revisions, the directory of each file then, from where its root was: names of files start elsewhere at
    /// each revision.
    pub directories: HashMap<String, String>,
    /// The names of the files that had other paths, where versions are revisions.
    pub renamed: HashSet<String>,
    /// Files that a version does not have any more, where versions are revisions of files that are edited in place.
    pub removals: Vec<Removal>,
    /// Where released versions are not to change: the files that differ or went since.
    pub released: Vec<ReleasedFile>,
    /// The versions that have to be understood, where others are only looked at; all of them, if it is empty.
    pub required: Vec<Version>,
    /// Fixtures as they were, for versions that are revisions. One that does not fit any more is not a problem.
    pub fixtures: Vec<FixtureText>,
}

impl Past {
    /// Gives all subjects other names, but for the keys of the paths.
    pub(crate) fn rename_subjects(&mut self, rename: impl Fn(&str) -> String) {
        let removals = self.removals.iter_mut().map(|removal| &mut removal.subject);
        let released = self.released.iter_mut().map(|released| &mut released.before.subject);
        let fixtures = self.fixtures.iter_mut().map(|fixture| &mut fixture.subject);
        removals.chain(released).chain(fixtures).for_each(|subject| *subject = rename(subject));
        self.with_new_fixtures = self.with_new_fixtures.iter().map(|subject| rename(subject)).collect();
    }
}

/// A file of a released version, as it was.
#[derive(Clone, Debug)]
pub struct ReleasedFile {
    pub before: SchemaText,
    /// The name of the file that is in its place now; `None` if there is none.
    pub now: Option<String>,
}

/// A file that is gone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Removal {
    pub subject: String,
    /// Where it is missing for the first time.
    pub place: VersionPlace,
}
