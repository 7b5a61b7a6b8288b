//! What the check of one subject comes to.

use crate::check::SubjectReport;
use crate::finding::Finding;
use crate::model::input::Problem;
use avro_resolve::schema::link::Definition;
use avro_resolve::schema::source::FileId;

/// What a subject adds to the report.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) progress: Progress,
    pub(crate) problems: Vec<Problem>,
    /// Findings of no pair.
    pub(crate) findings: Vec<Finding>,
    pub(crate) definitions: Vec<Definition>,
    /// Every file that some version reaches.
    pub(crate) files: Vec<FileId>,
}

/// How far the check of a subject has come.
#[derive(Default)]
pub(crate) enum Progress {
    /// It needs files of others, and has to wait until all are parsed.
    #[default]
    Waiting,
    /// It is as it was, and only what changed is to be checked.
    LeftOut,
    /// It is done.
    Checked(Box<SubjectReport>),
}

impl Outcome {
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self.progress, Progress::Waiting)
    }
}
