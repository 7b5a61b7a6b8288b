//! What a check finds, as data: subjects, their pairs, and what changed between versions.

use std::sync::Arc;

use crate::change::Change;
use crate::check::Effort;
use crate::evidence::preview::StepPreview;
use crate::evidence::proof::Proof;
use crate::evidence::round_trip::RoundTrip;
use crate::finding::Finding;
use crate::fix::Fixes;
use crate::model::input::Problem;
use crate::model::level::Level;
use crate::policy::Policy;
use crate::policy::gate::Exemption;
use avro_resolve::resolution::Verdict;
use avro_resolve::resolution::java::JavaAnswer;
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::source::Sources;

/// Who can read whom.
#[derive(Debug)]
pub struct CompatReport {
    /// The texts that places in findings refer to.
    pub sources: Arc<Sources>,
    /// What was checked against.
    pub policy: Policy,
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
    /// What the parts of the check took.
    pub effort: Effort,
}

/// The pairs of one subject.
#[derive(Debug)]
pub struct SubjectReport {
    /// The subject.
    pub subject: String,
    /// What its newest version owes to older ones.
    pub level: Level,
    /// The types of all its versions, for those who want to show data.
    pub shapes: Shapes,
    /// Its versions, from old to new.
    pub versions: Vec<VersionReport>,
    /// Every pair looked at: by the later version, then by the earlier one.
    pub pairs: Vec<PairReport>,
    /// What changed from each version to the next.
    pub steps: Vec<VersionStep>,
    /// What the newest step makes of records, if that was asked and anything changed.
    pub previews: Vec<StepPreview>,
    /// What mends the findings that fail.
    pub fixes: Fixes,
    /// What became of it since the earlier state, where there is one to compare with.
    pub standing: Option<SubjectChange>,
}

/// What schemas were compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Against {
    /// What it is called: `main@1a2b3c4`.
    pub label: String,
    /// The flags that compare with it.
    pub flags: String,
    /// How many subjects were left out, because they and all that they reach are as they were.
    pub left_out: usize,
}

/// What became of a subject.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SubjectChange {
    /// It was not there.
    Added,
    /// It differs, or something that it reaches.
    Changed,
    /// It is as it was.
    Unchanged,
    /// It is gone.
    Removed,
}

impl SubjectChange {
    /// The word of the JSON report.
    pub fn name(self) -> &'static str {
        match self {
            SubjectChange::Added => "added",
            SubjectChange::Changed => "changed",
            SubjectChange::Unchanged => "unchanged",
            SubjectChange::Removed => "removed",
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
    /// The shape of its records.
    pub shape: ShapeId,
    /// The user's own records of this version.
    pub fixtures: usize,
}

/// What changed from one version to the next.
#[derive(Debug)]
pub struct VersionStep {
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
    /// Whether the run depends on it.
    pub gated: bool,
    /// Why the run does not depend on it, unless it does.
    pub exemption: Option<Exemption>,
    /// How much can be read.
    pub verdict: Verdict,
    /// What is worth saying, the worst first.
    pub findings: Vec<Finding>,
    /// What data have shown of it, if they were asked.
    pub proof: Option<Proof>,
    /// What became of records, if any were put through.
    pub round_trip: Option<Box<RoundTrip>>,
    /// What the Confluent registry would say, if that was asked.
    pub as_confluent: Option<Box<JavaAnswer>>,
}

impl CompatReport {
    /// The findings that fail the run: those of gated pairs and of single files, if they are bad enough.
    pub fn failures(&self) -> impl Iterator<Item = &Finding> {
        self.all_findings().map(|(_, finding)| finding).filter(|finding| finding.standing.fails())
    }

    /// Every finding, with its subject where it is of a pair.
    pub fn all_findings(&self) -> impl Iterator<Item = (Option<&str>, &Finding)> {
        let of_pairs = self.subjects.iter().flat_map(|subject| {
            let findings = subject.pairs.iter().flat_map(|pair| &pair.findings);
            findings.map(|finding| (Some(subject.subject.as_str()), finding))
        });
        of_pairs.chain(self.findings.iter().map(|finding| (None, finding)))
    }
}

impl PairReport {
    /// Whether the reader is the newer of the two.
    pub fn is_backward(&self) -> bool {
        self.reader > self.writer
    }
}
