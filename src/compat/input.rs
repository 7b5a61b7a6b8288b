//! What the outside hands to a check: texts with their place among subjects and versions, and what could not be read.

use super::version::Version;
use crate::schema::fault::Fault;
use crate::schema::source::Source;

/// One schema file.
#[derive(Clone, Debug)]
pub struct SchemaText {
    /// The name that reports print: its path as the user would write it.
    pub name: String,
    /// Its content, valid UTF-8.
    pub text: String,
    /// The subject: the path without version and extension, such as `billing/invoice`.
    pub subject: String,
    /// Where it stands among the versions.
    pub place: Place,
}

/// Where a file stands among the versions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Place {
    /// In a version directory (`schemas/v2/user.avsc`), together with the files of that directory.
    Shared {
        /// The path of the directory that holds the version directories: versions are ordered within it.
        group: String,
        /// The version.
        version: Version,
    },
    /// The subject numbers its own versions (`user/v2.avsc`, `user-v2.avsc`).
    Own(Version),
    /// No version: a file that others refer to.
    Unversioned,
}

/// One file of fixture records.
#[derive(Clone, Debug)]
pub struct FixtureText {
    /// The name that reports print.
    pub name: String,
    /// Its content, valid UTF-8.
    pub text: String,
    /// How records are set apart.
    pub layout: FixtureLayout,
    /// The subject that the records belong to.
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

impl Problem {
    /// Those of the faults that make a schema impossible to understand, with their places in its text.
    pub fn of_faults(file: &str, text: &str, faults: &[Fault]) -> Vec<Problem> {
        let source = Source::new(file, text);
        let unclear = faults.iter().filter(|fault| !fault.kind.leaves_schema_clear());
        let problem = |fault: &Fault| {
            let at = source.position(fault.span.start);
            let position = Some((at.line, at.column));
            Problem { file: Some(file.to_owned()), position, message: fault.kind.to_string() }
        };
        unclear.map(problem).collect()
    }
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
}
