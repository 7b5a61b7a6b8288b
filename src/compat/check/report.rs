//! What a check finds, as data: subjects, their pairs, and what changed between versions.

use std::sync::Arc;

use crate::compat::change::Change;
use crate::compat::finding::Finding;
use crate::compat::input::Problem;
use crate::compat::level::Level;
use crate::compat::policy::FailOn;
use crate::compat::round_trip::RoundTrip;
use crate::resolution::Verdict;
use crate::schema::model::FileId;
use crate::schema::source::Sources;

/// Who can read whom.
#[derive(Debug)]
pub struct CompatReport {
    /// The texts that places in findings refer to.
    pub sources: Arc<Sources>,
    /// The level that was checked.
    pub level: Level,
    /// What the schemas were compared with, if with an earlier state of themselves.
    pub against: Option<Against>,
    /// Subjects by name.
    pub subjects: Vec<SubjectReport>,
    /// Findings of no pair: mistakes inside one file.
    pub findings: Vec<Finding>,
    /// What could not be checked.
    pub problems: Vec<Problem>,
    /// Remarks that change nothing.
    pub notes: Vec<String>,
}

/// The pairs of one subject.
#[derive(Debug)]
pub struct SubjectReport {
    /// The subject.
    pub subject: String,
    /// Its versions, from old to new.
    pub versions: Vec<VersionReport>,
    /// Every pair looked at: by the later version, then by the earlier one.
    pub pairs: Vec<PairReport>,
    /// What changed from each version to the next.
    pub steps: Vec<Step>,
    /// What became of it since the earlier state, where there is one to compare with.
    pub standing: Option<Standing>,
}

/// What schemas were compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Against {
    /// What it is called: `main@1a2b3c4`.
    pub label: String,
    /// How many subjects were left out, because they and all that they reach are as they were.
    pub left_out: usize,
}

/// What became of a subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It was not there.
    Added,
    /// It differs, or something that it reaches.
    Changed,
    /// It is as it was.
    Unchanged,
    /// It is gone.
    Removed,
}

impl Standing {
    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            Standing::Added => "added",
            Standing::Changed => "changed",
            Standing::Unchanged => "unchanged",
            Standing::Removed => "removed",
        }
    }
}

/// A version of a subject.
#[derive(Debug)]
pub struct VersionReport {
    /// Its label.
    pub label: String,
    /// The subject's own file.
    pub file: FileId,
    /// The user's own records of this version.
    pub fixtures: usize,
}

/// What changed from one version to the next.
#[derive(Debug)]
pub struct Step {
    /// Index of the older version.
    pub from: usize,
    /// Index of the newer version.
    pub to: usize,
    /// The changes, in the order of the texts.
    pub changes: Vec<Change>,
}

/// One ordered pair of versions.
#[derive(Debug)]
pub struct PairReport {
    /// Index of the writer's version.
    pub writer: usize,
    /// Index of the reader's version.
    pub reader: usize,
    /// Whether the level makes the run depend on it.
    pub gated: bool,
    /// How much can be read.
    pub verdict: Verdict,
    /// What is worth saying, the worst first.
    pub findings: Vec<Finding>,
    /// What became of records, if any were put through.
    pub round_trip: Option<Box<RoundTrip>>,
}

impl CompatReport {
    /// The findings that fail the run: those of gated pairs and of single files, if they are bad enough.
    pub fn failures(&self, fail_on: FailOn) -> impl Iterator<Item = &Finding> {
        let gated = self.subjects.iter().flat_map(|subject| &subject.pairs).filter(|pair| pair.gated);
        gated.flat_map(|pair| &pair.findings).chain(&self.findings).filter(move |f| fail_on.is_reached_by(f))
    }
}

impl PairReport {
    /// Whether the reader is the newer of the two.
    pub fn is_backward(&self) -> bool {
        self.reader > self.writer
    }
}
