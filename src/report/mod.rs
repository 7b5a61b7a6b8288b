//! Defines the report of a check as data: subjects, their pairs, and what changed between versions.

pub(crate) mod counts;
#[cfg(feature = "cli")]
pub(crate) mod unused;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, OnceLock};

use avro_resolve::schema::model::FileId;
use avro_resolve::schema::shape::{ShapeId, Shapes};
use avro_resolve::schema::source::Sources;
use rustc_hash::FxHashMap;

use crate::change::Change;
use crate::evidence::preview::StepPreview;
use crate::finding::Finding;
use crate::finding::fingerprint::Fingerprint;
use crate::fix::{Fix, Fixes};
use crate::history::SubjectVersion;
use crate::judged::{Judged, JudgedPair};
use crate::model::effort::Effort;
use crate::model::input::Problem;
use crate::model::level::Level;
use crate::model::version::Version;
use crate::policy::Policy;
use crate::policy::baseline::Entry;
use crate::released::SubjectChange;
use crate::rule::Severity;
use counts::SubjectCounts;

/// The report of a check: which versions can read which. Where subjects are written as soon as they are done, it has what is left
/// of them then.
#[derive(Debug)]
pub struct CompatReport<S = SubjectReport> {
    /// What was checked.
    pub scope: ReportScope,
    /// The texts that places in findings refer to.
    pub sources: Arc<Sources>,
    /// The settings that were applied.
    pub policy: Policy,
    /// The earlier state that the schemas were compared with, if any.
    pub against: Option<Against>,
    /// The versions that nothing is gated against any more.
    pub let_go: BTreeSet<Version>,
    /// Subjects by name.
    pub subjects: Vec<S>,
    /// Findings of no pair: mistakes inside one file, and what happened to versions.
    pub findings: Vec<Judged>,
    /// Those of the findings that `lint --fix` mends, each with its file.
    pub fixable: BTreeSet<(Fingerprint, FileId)>,
    /// The edits of `lint` that mend findings by themselves, each with the finding and its file.
    pub lint_fixes: BTreeMap<(Fingerprint, FileId), Fix>,
    /// What could not be checked.
    pub problems: Vec<Problem>,
    /// Remarks that change nothing.
    pub notes: Vec<String>,
    /// The time that the parts of the check took.
    pub effort: Effort,
    /// The arguments of the run as a shell takes them, each with a space before it: the commands that a report shows need them
    /// to look at the same schemas in the same way. Empty where no command line was used.
    pub arguments: String,
    /// The first subject that has fixes for a finding, by the finding; made when it is needed.
    pub(crate) fixed_in: OnceLock<FxHashMap<Fingerprint, usize>>,
}

/// What a report is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ReportScope {
    /// Pairs of versions, and the schemas in them: `avrocheck compat`.
    Pairs,
    /// Each schema by itself: `avrocheck lint`.
    SingleSchemas,
}

impl ReportScope {
    /// The command that makes such a report.
    pub(crate) const fn command(self) -> &'static str {
        match self {
            ReportScope::Pairs => "compat",
            ReportScope::SingleSchemas => "lint",
        }
    }
}

/// The pairs of one subject.
#[derive(Debug)]
pub struct SubjectReport {
    /// The subject.
    pub subject: String,
    /// Whether it is a message of a protocol.
    pub is_message: bool,
    /// Its compatibility level.
    pub level: Level,
    /// The types of all its versions, for those who want to show data.
    pub shapes: Shapes,
    /// Its versions, from old to new.
    pub versions: Vec<VersionReport>,
    /// Every pair looked at: by the later version, then by the earlier one.
    pub pairs: Vec<JudgedPair>,
    /// What changed from each version to the next.
    pub steps: Vec<VersionStep>,
    /// Records between the two newest versions, if previews are wanted and anything changed.
    pub previews: Vec<StepPreview>,
    /// Fixes for the findings that fail.
    pub fixes: Fixes,
    /// How it changed since the earlier state, where there is one to compare with.
    pub change: Option<SubjectChange>,
    /// What its pairs come to.
    pub counts: SubjectCounts,
}

/// What a report knows of a subject, whether it still has its pairs or not.
pub trait ReportedSubject {
    /// All but its pairs.
    fn head(&self) -> SubjectHead<'_>;
}

/// What a report knows of a subject beside its pairs.
#[derive(Clone, Copy, Debug)]
pub struct SubjectHead<'a> {
    /// Its name.
    pub subject: &'a str,
    pub(crate) level: Level,
    pub(crate) versions: &'a [VersionReport],
    pub(crate) fixes: &'a Fixes,
    pub(crate) change: Option<SubjectChange>,
    pub(crate) counts: &'a SubjectCounts,
}

/// An earlier state that schemas were compared with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Against {
    /// Its name: `main@1a2b3c4`.
    pub label: String,
    /// How many subjects were left out, because neither they nor anything that they depend on changed.
    pub left_out: usize,
    /// The names of the files that had other paths then, and go on under new ones.
    pub renamed: HashSet<String>,
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

impl ReportedSubject for SubjectReport {
    fn head(&self) -> SubjectHead<'_> {
        let SubjectReport { subject, level, versions, fixes, change, counts, .. } = self;
        SubjectHead { subject, level: *level, versions, fixes, change: *change, counts }
    }
}

impl SubjectReport {
    /// The pair of two versions, by their indices, if it was looked at.
    pub(crate) fn pair(&self, writer: usize, reader: usize) -> Option<&JudgedPair> {
        let place = |writer: usize, reader: usize| (writer.max(reader), writer.min(reader), writer > reader);
        let found = self.pairs.binary_search_by_key(&place(writer, reader), |pair| place(pair.writer, pair.reader));
        found.ok().map(|at| &self.pairs[at])
    }

    /// What a version is called, by its index.
    pub(crate) fn label(&self, version: usize) -> &str {
        &self.versions[version].label
    }
}

impl VersionReport {
    pub(crate) fn new(SubjectVersion { version, schema, .. }: &SubjectVersion, fixtures: usize) -> VersionReport {
        let label = version.label().to_owned();
        VersionReport { label, file: schema.links.root.file, shape: schema.root_shape(), fixtures }
    }
}

impl<S: ReportedSubject> CompatReport<S> {
    /// What is known of each subject.
    pub(crate) fn heads(&self) -> impl Iterator<Item = SubjectHead<'_>> {
        self.subjects.iter().map(ReportedSubject::head)
    }

    /// Whether a finding fails the run.
    #[cfg(feature = "cli")]
    pub(crate) fn fails(&self) -> bool {
        self.heads().any(|subject| !subject.counts.failing.is_empty())
            || self.findings.iter().any(|judged| judged.disposition.fails())
    }

    /// The fixes of a finding of no pair, the best first.
    pub(crate) fn fixes_of_file(&self, finding: &Finding) -> &[Fix] {
        let file = finding.place().map(|place| place.file);
        if let Some(fix) = file.and_then(|file| self.lint_fixes.get(&(finding.fingerprint, file))) {
            return std::slice::from_ref(fix);
        }
        let fixed_in = self.fixed_in.get_or_init(|| {
            let subjects = self.subjects.iter().enumerate().rev();
            subjects
                .flat_map(|(at, subject)| subject.head().fixes.findings().map(move |finding| (finding, at)))
                .collect()
        });
        let subject = fixed_in.get(&finding.fingerprint).map(|&at| &self.subjects[at]);
        subject.map(|subject| subject.head().fixes.of(finding.fingerprint)).unwrap_or_default()
    }
}

impl CompatReport {
    /// The findings that fail the run: those of gated pairs and of single files, if they are bad enough.
    pub fn failures(&self) -> impl Iterator<Item = &Judged> {
        self.all_findings().map(|(_, finding)| finding).filter(|finding| finding.disposition.fails())
    }

    /// Every finding, with its subject where it is of a pair.
    pub fn all_findings(&self) -> impl Iterator<Item = (Option<&str>, &Judged)> {
        let of_pairs = self.subjects.iter().flat_map(|subject| {
            let findings = subject.pairs.iter().flat_map(|pair| &pair.findings);
            findings.map(|finding| (Some(subject.subject.as_str()), finding))
        });
        of_pairs.chain(self.findings.iter().map(|finding| (None, finding)))
    }

    /// The findings that a baseline of this report has: all that fail the run or are dangerous in gated pairs, and are not
    /// waived.
    pub fn baseline_entries(&self) -> Vec<Entry> {
        let gated = self.subjects.iter().flat_map(|subject| {
            let pairs = subject.pairs.iter().filter(|pair| pair.is_gated());
            pairs.flat_map(|pair| &pair.findings).map(|judged| (Some(subject.subject.clone()), judged))
        });
        let of_files = self.findings.iter().map(|judged| (None, judged));
        let is_wanted = |judged: &Judged| {
            let (fails, is_waived) = (judged.disposition.fails(), judged.disposition.waiver().is_some());
            fails || (!is_waived && judged.severity >= Severity::Dangerous)
        };
        let wanted = gated.chain(of_files).filter(|(_, judged)| is_wanted(judged));
        let mut entries: Vec<Entry> = wanted.map(|(subject, judged)| judged.baseline_entry(subject)).collect();
        entries.sort();
        entries.dedup_by(|a, b| (a.fingerprint, &a.subject) == (b.fingerprint, &b.subject));
        entries
    }
}
