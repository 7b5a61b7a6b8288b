//! Defines a subject: schemas under one name with their versions, before and after their files are linked.

use std::fmt;
use std::ops::Range;

use avro_resolve::schema::LinkedSchema;

use avro_resolve::schema::link::{Edition, Links};
use avro_resolve::schema::model::{Document, FileId};
use avro_resolve::schema::name::Name;
use avro_resolve::schema::shape::Shapes;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::model::input::Problem;
use crate::model::version::Version;

/// The versions of a schema under one name.
#[derive(Debug)]
pub(crate) struct Subject {
    pub name: String,
    /// What its files are of; of one with many types, the part before them.
    pub path: String,
    /// Its own files, from old to new; others of the same path may be without its type.
    pub(super) files: Range<FileId>,
    /// Its versions, from old to new.
    pub(super) moments: Vec<Moment>,
}

/// The files of one path, and the subjects that they are about.
pub(super) struct OfPath {
    pub(super) name: String,
    pub(super) files: Range<FileId>,
    /// The files with the versions that they are of; none of schemas in JSON.
    pub(super) moments: Vec<Moment>,
    pub(super) subjects: Vec<Subject>,
}

/// What a subject is of a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) enum SubjectPart {
    /// A type.
    Type(Name),
    /// A message of a protocol.
    Message(SmolStr),
}

impl SubjectPart {
    /// Its name, if it is a type.
    pub(super) fn ty(&self) -> Option<&Name> {
        match self {
            SubjectPart::Type(name) => Some(name),
            SubjectPart::Message(_) => None,
        }
    }

    /// Whether a file has it.
    pub(super) fn is_in(&self, document: &Document) -> bool {
        match self {
            SubjectPart::Type(name) => document.definitions.contains_key(name),
            SubjectPart::Message(name) => document.message(name).is_some(),
        }
    }

    /// The links of its file, about it; `None` if the file does not have it.
    pub(super) fn of(&self, links: Links) -> Option<Links> {
        match self {
            SubjectPart::Type(name) => links.about(name),
            SubjectPart::Message(name) => links.about_message(name),
        }
    }
}

impl fmt::Display for SubjectPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SubjectPart::Type(name) => write!(f, "{name}"),
            SubjectPart::Message(name) => write!(f, "{name}()"),
        }
    }
}

/// A version in which a subject may have changed.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) version: Version,
    pub(super) edition: Option<Edition>,
    /// The subject's own file then in force.
    pub(super) file: FileId,
    /// What of the file it is, if that is about several types, or has messages.
    pub(super) about: Option<SubjectPart>,
    /// Whether what no subject of the file reaches is looked at with this one.
    pub(super) has_rest: bool,
    /// Whether the file is of this very version; otherwise only a file that it reaches can have changed.
    pub(super) is_own: bool,
    /// The number of the edition from which on the file is gone.
    pub(super) end: Option<u32>,
}

/// A subject with its schemas.
#[derive(Debug)]
pub(crate) struct LinkedSubject {
    pub name: String,
    /// Whether it is a message of a protocol.
    pub is_message: bool,
    /// How many versions of its files come after the last that has it.
    pub versions_without: usize,
    /// The types of all its versions.
    pub shapes: Shapes,
    /// Its versions, from old to new.
    pub versions: Vec<SubjectVersion>,
    /// Why old versions that nobody has to understand are not among them.
    pub left_out: Vec<Problem>,
}

/// A version of a subject.
#[derive(Debug)]
pub(crate) struct SubjectVersion {
    pub version: Version,
    /// Which files it sees.
    pub edition: Option<Edition>,
    pub schema: LinkedSchema,
}

impl LinkedSubject {
    /// The bytes of all files that its versions reach, each once.
    pub(crate) fn size(&self) -> u64 {
        let mut seen = FxHashSet::default();
        let files = self.versions.iter().flat_map(|version| {
            let links = &version.schema.links;
            links.files.iter().map(|&file| (file, links.library.source(file).text.len() as u64))
        });
        files.filter(|(file, _)| seen.insert(*file)).map(|(_, size)| size).sum()
    }
}
