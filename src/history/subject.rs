//! Defines a subject: schemas under one name with their versions, before and after their files are linked.

use avro_resolve::schema::LinkedSchema;
use avro_resolve::schema::link::Edition;
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::shape::Shapes;

use crate::model::version::Version;

/// The versions of a schema under one name.
#[derive(Debug)]
pub(crate) struct Subject {
    pub name: String,
    /// Its own files, from old to new.
    pub(super) moments: Vec<Moment>,
}

/// A version in which a subject may have changed.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) version: Version,
    pub(super) edition: Option<Edition>,
    /// The subject's own file then in force.
    pub(super) file: FileId,
    /// Whether the file is of this very version; otherwise only a file that it reaches can have changed.
    pub(super) is_own: bool,
    /// The number of the edition from which on the file is gone.
    pub(super) end: Option<u32>,
}

/// A subject with its schemas.
#[derive(Debug)]
pub(crate) struct LinkedSubject {
    pub name: String,
    /// The types of all its versions.
    pub shapes: Shapes,
    /// Its versions, from old to new.
    pub versions: Vec<SubjectVersion>,
}

/// A version of a subject.
#[derive(Debug)]
pub(crate) struct SubjectVersion {
    pub version: Version,
    /// Which files it sees.
    pub edition: Option<Edition>,
    pub schema: LinkedSchema,
}
