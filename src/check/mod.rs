//! Schemas, fixtures and a level in, the report of who can read whom out.

mod options;
mod outcome;
mod pairs;

pub use crate::model::effort::{Effort, Work};
pub(crate) use crate::pair::dropped::{Dropped, record};
pub use crate::report::{Against, CompatReport, PairReport, SubjectChange, SubjectReport, VersionReport, VersionStep};
pub use options::{AsConfluent, Options, PairChoice, RoundTrips};
pub(crate) use pairs::pair_findings;

use std::cmp::Reverse;
use std::sync::Arc;

use crate::model::effort::Clocks;
use outcome::{Outcome, Progress};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::change;
use crate::evidence::preview::{self, Previews};
use crate::evidence::proof::Proofs;
use crate::evidence::round_trip::{self, VersionRecords};
use crate::finding::{self, Age, Finding, FindingKind};
use crate::fix;
use crate::history::{History, LinkedSubject, Subject};
use crate::model::input::{FixtureText, Input, Past, Problem, SchemaText};
use crate::model::version::Version;
use crate::policy::Policy;
use crate::policy::gate::VersionRanks;
use crate::policy::judgement::{Judge, JudgeOf};
use crate::released::{self, Event, Since};
use avro_resolve::resolution::Resolution;
use avro_resolve::schema::link::{FileFault, Library, conflicting_definitions};
use avro_resolve::schema::source::{FileId, Sources};

/// Checks every subject. The same input gives the same report, whatever the number of threads.
pub fn check(input: Input, options: &Options) -> CompatReport {
    let Input { schemas, fixtures, mut problems, notes, past } = input;
    let newest = newest(&schemas);
    problems.extend(newest.iter().flat_map(|newest| options.policy.gates_nothing_before(newest)));
    let history = History::with_past(schemas, past.as_ref().unwrap_or(&Past::default()));
    let mut fixtures_of: FxHashMap<&str, Vec<&FixtureText>> = FxHashMap::default();
    for fixture in past.iter().flat_map(|past| &past.fixtures).chain(&fixtures) {
        fixtures_of.entry(&fixture.subject).or_default().push(fixture);
    }
    let judge = Judge::new(&options.policy);
    let clocks = Clocks::default();
    let since = past.as_ref().map(|past| clocks.time(Work::Comparing, || Since::new(past, &history)));
    problems.extend(since.iter().flat_map(|since| since.problems.iter().cloned()));
    let run = Run { history: &history, fixtures_of, options, judge, since, clocks };
    let mut outcomes: Vec<Outcome> = history.subjects.par_iter().map(|subject| run.check_alone(subject)).collect();
    if outcomes.iter().any(Outcome::is_waiting) {
        run.check_together(&mut outcomes, &mut problems);
    }

    let (mut reached, mut left_out) = (FxHashSet::default(), 0);
    let (mut subjects, mut definitions, mut findings) = (Vec::with_capacity(outcomes.len()), Vec::new(), Vec::new());
    for outcome in outcomes {
        problems.extend(outcome.problems);
        definitions.extend(outcome.definitions);
        findings.extend(outcome.findings);
        reached.extend(outcome.files);
        match outcome.progress {
            Progress::Checked(report) => subjects.push(*report),
            Progress::LeftOut | Progress::Waiting => left_out += 1,
        }
    }
    let released = run.since.iter().flat_map(|since| since.released.clone());
    findings.extend(released.filter(|finding| !is_let_go(finding, &options.policy)).filter_map(|finding| {
        let file = finding.reader.as_ref().or(finding.writer.as_ref()).map(|place| place.file);
        run.judge.of_file(finding, file.map_or("", |file| &history.sources[file].name))
    }));
    let conflicts = run.clocks.time(Work::Conflicts, || conflicting_definitions(&history.sources, definitions));
    findings.extend(conflicts.iter().filter_map(|conflict| {
        run.judge.of_file(finding::of_conflict(conflict), &history.sources[conflict.fault.file].name)
    }));
    // Where nothing at all has a version, or what would refer to a file could not be read, there is something else to say.
    if problems.is_empty() && run.since.as_ref().is_none_or(Since::is_about_everything) {
        problems.extend(history.unversioned.clone().filter(|file| !reached.contains(file)).map(|file| Problem {
            file: Some(history.sources[file].name.clone()),
            position: None,
            message: NO_VERSION.to_owned(),
        }));
    }
    sort(&history.sources, &mut findings);
    // A shared file is told once, as bad as it is for the subject where it is newest, or where it is not excused.
    findings.sort_by_key(|finding| !finding.standing.fails());
    let mut told = FxHashSet::default();
    findings.retain(|finding| told.insert((finding.fingerprint, finding.reader.clone())));
    sort(&history.sources, &mut findings);
    problems.sort();
    problems.dedup();
    let (policy, effort) = (options.policy.clone(), run.clocks.read());
    let against = past.map(|past| Against { label: past.label, flags: past.flags, left_out });
    CompatReport { sources: history.sources, policy, against, subjects, findings, problems, notes, effort }
}

/// The newest version of all.
fn newest(schemas: &[SchemaText]) -> Option<Version> {
    schemas.iter().filter_map(|schema| schema.place.version().cloned()).max()
}

const NO_VERSION: &str = "is in no version, and no schema refers to it, so it would go unchecked; give it a version \
                          (schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc)";

/// What the checks of all subjects share.
struct Run<'a> {
    history: &'a History,
    fixtures_of: FxHashMap<&'a str, Vec<&'a FixtureText>>,
    options: &'a Options,
    judge: Judge<'a>,
    since: Option<Since<'a>>,
    clocks: Clocks,
}

impl Run<'_> {
    /// Checks a subject with nothing but its own files, if that will do.
    fn check_alone(&self, subject: &Subject) -> Outcome {
        if self.since.as_ref().is_some_and(|since| !since.may_concern(self.history, subject)) {
            return Outcome { progress: Progress::LeftOut, ..Outcome::default() };
        }
        let library = self.clocks.time(Work::Parsing, || self.history.own_library(subject));
        let definitions = self.history.definitions(subject, &library);
        if library.is_self_contained() {
            let unreadable = self.history.unreadable(&library);
            let outcome = self.check_subject(subject, &Arc::new(library), unreadable);
            Outcome { definitions, ..outcome }
        } else {
            Outcome { definitions, ..Outcome::default() }
        }
    }

    /// Checks the subjects that wait for the files of others.
    fn check_together(&self, outcomes: &mut [Outcome], problems: &mut Vec<Problem>) {
        let library = self.clocks.time(Work::Parsing, || self.history.whole_library());
        problems.extend(self.history.unreadable(&library));
        let library = Arc::new(library);
        let waiting = self.history.subjects.par_iter().zip(&mut *outcomes).filter(|(_, outcome)| outcome.is_waiting());
        waiting.for_each(|(subject, outcome)| {
            let definitions = std::mem::take(&mut outcome.definitions);
            *outcome = Outcome { definitions, ..self.check_subject(subject, &library, Vec::new()) };
        });
        let checked =
            self.history.subjects.iter().zip(outcomes).filter_map(|(subject, outcome)| match &mut outcome.progress {
                Progress::Checked(report) => Some(fix::Checked { subject, report, files: &outcome.files }),
                Progress::Waiting | Progress::LeftOut => None,
            });
        fix::hold_everywhere(
            self.history,
            &library,
            (&self.options.assumed, &self.judge),
            &mut checked.collect::<Vec<_>>(),
        );
    }

    fn check_subject(&self, subject: &Subject, library: &Arc<Library>, mut problems: Vec<Problem>) -> Outcome {
        let (mut linked, unlinked) = self.history.link(subject, library);
        problems.extend(unlinked);
        let files: Vec<FileId> =
            linked.versions.iter().flat_map(|version| version.schema.links.files.clone()).collect();
        let since = self.since.as_ref();
        if problems.is_empty() && since.is_some_and(|since| !since.concerns(&subject.name, &files)) {
            return Outcome { progress: Progress::LeftOut, files, ..Outcome::default() };
        }
        let new = released::new_versions(since, &linked);
        let mut resolution = Resolution::default();
        let table = pairs::pair_table(&linked, &mut resolution);
        let fixtures = self.fixtures_of.get(subject.name.as_str()).map_or(&[][..], Vec::as_slice);
        let has_somewhere_to_go = linked.versions.len() > 1 || !fixtures.is_empty();
        let version_records = match self.options.round_trips {
            RoundTrips::Run if has_somewhere_to_go => {
                let mut misfits = Vec::new();
                let version_records =
                    self.clocks.time(Work::RoundTrips, || round_trip::version_records(&linked, fixtures, &mut misfits));
                problems
                    .extend(misfits.into_iter().filter(|misfit| since.is_none_or(|since| !since.is_of_old(misfit))));
                version_records
            }
            RoundTrips::Run | RoundTrips::Skip => linked.versions.iter().map(|_| VersionRecords::default()).collect(),
        };
        let file = linked.versions.last().map_or("", |v| &self.history.sources[v.schema.links.root.file].name);
        let judge = self.judge.of(&subject.name, file);
        let versions: Vec<&Version> = linked.versions.iter().map(|version| &version.version).collect();
        let new_releases = since.filter(|since| since.is_about_releases()).map(|_| &new);
        let lineup =
            VersionRanks::new(&self.options.policy, &judge.terms, (&linked.name, file), &versions, new_releases);
        let pairs = self.pairs(&linked, &resolution, &table, &version_records, (&judge, &lineup), &mut problems);
        let steps = (1..linked.versions.len()).map(|to| {
            let (old, new) = (&linked.versions[to - 1].schema, &linked.versions[to].schema);
            VersionStep { from: to - 1, to, changes: change::changes(&linked.shapes, &mut resolution, old, new) }
        });
        let steps: Vec<VersionStep> = steps.collect();
        let has_news = steps.last().is_some_and(|step| !step.changes.is_empty());
        let previews = match self.options.previews {
            Previews::Made if has_news => preview::newest_step(&linked, &pairs, &version_records),
            Previews::Made | Previews::Skip => Vec::new(),
        };
        let versions = linked.versions.iter().zip(&version_records).map(|(version, traveller)| VersionReport {
            label: version.version.label().to_owned(),
            file: version.schema.links.root.file,
            shape: version.schema.root_shape(),
            fixtures: traveller.fixtures(),
        });
        let versions = versions.collect();
        let fixes = match self.options.proofs {
            Proofs::Run => self.clocks.time(Work::Fixes, || {
                fix::search(&mut linked, &mut resolution, &pairs, (&self.options.assumed, &judge))
            }),
            Proofs::Skip => fix::Fixes::default(),
        };
        let mut findings = mistakes(&linked, library, since, &judge);
        let events = released::findings(since, &linked, &new).into_iter();
        findings.extend(events.filter_map(|finding| judge.of_file(finding, Age::Newest)));
        let standing = since.map(|since| since.standing(&linked));
        let (subject, shapes, level) = (linked.name, linked.shapes, judge.terms.level);
        let report = SubjectReport { subject, shapes, level, versions, pairs, steps, previews, fixes, standing };
        Outcome { progress: Progress::Checked(Box::new(report)), problems, findings, definitions: Vec::new(), files }
    }
}

/// Whether a version is gone that nobody is gated against any more.
fn is_let_go(finding: &Finding, policy: &Policy) -> bool {
    match &finding.kind {
        FindingKind::Event(Event::Removed { version: Some(version), subject }) => {
            Version::parse(version).is_some_and(|version| policy.lets_go(subject, &version))
        }
        FindingKind::Event(_)
        | FindingKind::Difference(_)
        | FindingKind::Fault(_)
        | FindingKind::SecondOpinion { .. } => false,
    }
}

/// The mistakes in the files that a subject reaches. What only older versions reach was released, and cannot be mended.
pub(crate) fn mistakes(
    linked: &LinkedSubject,
    library: &Library,
    since: Option<&Since<'_>>,
    judge: &JudgeOf<'_>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = FxHashSet::default();
    let ages = [Age::Newest].into_iter().chain(std::iter::repeat(Age::Older));
    for (version, age) in linked.versions.iter().rev().zip(ages) {
        for &file in version.schema.links.files.iter().filter(|file| seen.insert(**file)) {
            let of_file = library.document(file).faults.iter().cloned().map(|fault| FileFault { file, fault });
            let of_schema = version.schema.faults.iter().filter(|fault| fault.file == file).cloned();
            // What was there before is no fault of today's change.
            let is_old = since.is_some_and(|since| !since.is_fresh(file));
            let age = if is_old { Age::Older } else { age };
            findings.extend(of_file.chain(of_schema).filter_map(|fault| {
                let context_at = finding::context_at(library, file, fault.fault.span.start);
                judge.of_file(finding::of_fault(&fault, context_at, age), age)
            }));
        }
    }
    findings
}

/// The worst first; then by file, line and rule.
pub(crate) fn sort(sources: &Sources, findings: &mut [Finding]) {
    let key = |finding: &Finding| (Reverse(finding.severity), finding.rule.id, finding.fingerprint);
    let place = |finding: &'_ Finding| finding.reader.as_ref().or(finding.writer.as_ref()).map(|p| (p.file, p.span));
    let name = |finding: &Finding| place(finding).map(|(file, span)| (&sources[file].name, span));
    findings.sort_by(|a, b| (key(a).0, name(a), key(a)).cmp(&(key(b).0, name(b), key(b))));
}
