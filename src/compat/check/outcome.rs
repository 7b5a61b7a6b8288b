//! What the check of one subject comes to.

use super::SubjectReport;
use crate::compat::finding::Finding;
use crate::compat::input::Problem;
use avro_resolve::schema::link::Definition;
use avro_resolve::schema::source::FileId;

/// What a subject adds to the report.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) progress: Progress,
    pub(super) problems: Vec<Problem>,
    /// Findings of no pair.
    pub(super) findings: Vec<Finding>,
    pub(super) definitions: Vec<Definition>,
    /// Every file that some version reaches.
    pub(super) files: Vec<FileId>,
}

/// How far the check of a subject has come.
#[derive(Default)]
pub(super) enum Progress {
    /// It needs files of others, and has to wait until all are parsed.
    #[default]
    Waiting,
    /// It is as it was, and only what changed is to be checked.
    LeftOut,
    /// It is done.
    Checked(Box<SubjectReport>),
}

impl Outcome {
    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.progress, Progress::Waiting)
    }
}
