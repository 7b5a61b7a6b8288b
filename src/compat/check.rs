//! Schemas, fixtures and a level in, the report of who can read whom out.

mod report;

pub use report::{Against, CompatReport, PairReport, Standing, Step, SubjectReport, VersionReport};

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::change;
use super::finding::{self, Age, Finding, Surroundings};
use super::history::{History, Linked, Subject};
use super::input::{FixtureText, Input, Past, Problem};
use super::level::{Level, Ranks};
use super::round_trip::{self, Journey, Traveller};
use super::since::{self, Since};
use crate::resolution::{PairId, Resolution, locate};
use crate::schema::link::{Definition, FileFault, Library, conflicting_definitions};
use crate::schema::model::FileId;
use crate::schema::source::Sources;
use crate::schema::{ReaderSchema, WriterSchema};

/// What to check.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// What the newest version owes to older ones.
    pub level: Level,
    /// Which pairs to look at.
    pub pairs: PairChoice,
    /// Whether records are put through every pair.
    pub round_trips: RoundTrips,
}

/// Which pairs to look at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PairChoice {
    /// Every ordered pair.
    All,
    /// Those that the level gates.
    Gated,
}

/// Whether records are put through every pair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum RoundTrips {
    /// Fixtures where there are any, records made from the schema elsewhere.
    Run,
    /// None.
    Skip,
}

/// Checks every subject. The same input gives the same report, whatever the number of threads.
pub fn check(input: Input, options: &Options) -> CompatReport {
    let Input { schemas, fixtures, mut problems, notes, past } = input;
    let history = History::with_past(schemas, past.as_ref().unwrap_or(&Past::default()));
    let mut fixtures_of: FxHashMap<&str, Vec<&FixtureText>> = FxHashMap::default();
    for fixture in past.iter().flat_map(|past| &past.fixtures).chain(&fixtures) {
        fixtures_of.entry(&fixture.subject).or_default().push(fixture);
    }
    let since = past.as_ref().map(|past| Since::new(past, &history));
    let run = Run { history: &history, fixtures_of, options, since };
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
            Progress::Checked(report) => subjects.push(report),
            Progress::LeftOut | Progress::Waiting => left_out += 1,
        }
    }
    findings.extend(run.since.iter().flat_map(|since| since.released.clone()));
    let conflicts = conflicting_definitions(&history.sources, definitions);
    findings.extend(conflicts.into_iter().map(|fault| finding::of_fault(&fault, Surroundings::default(), Age::Newest)));
    // Where nothing at all has a version, or what would refer to a file could not be read, there is something else to say.
    if problems.is_empty() && run.since.as_ref().is_none_or(Since::is_about_everything) {
        problems.extend(history.unversioned.clone().filter(|file| !reached.contains(file)).map(|file| Problem {
            file: Some(history.sources[file].name.clone()),
            position: None,
            message: NO_VERSION.to_owned(),
        }));
    }
    sort(&history.sources, &mut findings);
    // A shared file is told once, as bad as it is for the subject where it is newest; those come first.
    let mut told = FxHashSet::default();
    findings.retain(|finding| told.insert((finding.fingerprint, finding.reader.clone())));
    problems.sort();
    problems.dedup();
    let against = past.map(|past| Against { label: past.label, left_out });
    CompatReport { sources: history.sources, level: options.level, against, subjects, findings, problems, notes }
}

const NO_VERSION: &str = "is in no version, and no schema refers to it, so it would go unchecked; give it a version \
                          (schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc)";

/// What a subject adds to the report.
#[derive(Default)]
struct Outcome {
    progress: Progress,
    problems: Vec<Problem>,
    /// Findings of no pair.
    findings: Vec<Finding>,
    definitions: Vec<Definition>,
    /// Every file that some version reaches.
    files: Vec<FileId>,
}

/// How far the check of a subject has come.
#[derive(Default)]
enum Progress {
    /// It needs files of others, and has to wait until all are parsed.
    #[default]
    Waiting,
    /// It is as it was, and only what changed is to be checked.
    LeftOut,
    /// It is done.
    Checked(SubjectReport),
}

impl Outcome {
    fn is_waiting(&self) -> bool {
        matches!(self.progress, Progress::Waiting)
    }
}

/// What the checks of all subjects share.
struct Run<'a> {
    history: &'a History,
    fixtures_of: FxHashMap<&'a str, Vec<&'a FixtureText>>,
    options: &'a Options,
    since: Option<Since<'a>>,
}

impl Run<'_> {
    /// Checks a subject with nothing but its own files, if that will do.
    fn check_alone(&self, subject: &Subject) -> Outcome {
        if self.since.as_ref().is_some_and(|since| !since.may_concern(self.history, subject)) {
            return Outcome { progress: Progress::LeftOut, ..Outcome::default() };
        }
        let library = self.history.own_library(subject);
        let definitions = library.definitions();
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
        let library = self.history.whole_library();
        problems.extend(self.history.unreadable(&library));
        let library = Arc::new(library);
        let waiting = self.history.subjects.par_iter().zip(outcomes).filter(|(_, outcome)| outcome.is_waiting());
        waiting.for_each(|(subject, outcome)| {
            let definitions = std::mem::take(&mut outcome.definitions);
            *outcome = Outcome { definitions, ..self.check_subject(subject, &library, Vec::new()) };
        });
    }

    fn check_subject(&self, subject: &Subject, library: &Arc<Library>, mut problems: Vec<Problem>) -> Outcome {
        let (linked, unlinked) = self.history.link(subject, library);
        problems.extend(unlinked);
        let files: Vec<FileId> =
            linked.versions.iter().flat_map(|version| version.schema.links.files.clone()).collect();
        let since = self.since.as_ref();
        if problems.is_empty() && since.is_some_and(|since| !since.concerns(&subject.name, &files)) {
            return Outcome { progress: Progress::LeftOut, files, ..Outcome::default() };
        }
        let new = since::new_versions(since, &linked);
        let mut resolution = Resolution::default();
        let table = pair_table(&linked, &mut resolution);
        let fixtures = self.fixtures_of.get(subject.name.as_str()).map_or(&[][..], Vec::as_slice);
        let has_somewhere_to_go = linked.versions.len() > 1 || !fixtures.is_empty();
        let travellers = match self.options.round_trips {
            RoundTrips::Run if has_somewhere_to_go => {
                let mut misfits = Vec::new();
                let travellers = round_trip::travellers(&linked, fixtures, &mut misfits);
                problems
                    .extend(misfits.into_iter().filter(|misfit| since.is_none_or(|since| !since.is_of_old(misfit))));
                travellers
            }
            RoundTrips::Run | RoundTrips::Skip => linked.versions.iter().map(|_| Traveller::default()).collect(),
        };
        let pairs = self.pairs(&linked, &resolution, &table, &travellers, &new, &mut problems);
        let steps = (1..linked.versions.len()).map(|to| {
            let (old, new) = (&linked.versions[to - 1].schema, &linked.versions[to].schema);
            Step { from: to - 1, to, changes: change::changes(&linked.shapes, &mut resolution, old, new) }
        });
        let steps = steps.collect();
        let versions = linked.versions.iter().zip(&travellers).map(|(version, traveller)| VersionReport {
            label: version.version.label().to_owned(),
            file: version.schema.links.root.file,
            fixtures: traveller.fixtures(),
        });
        let versions = versions.collect();
        let standing = since.map(|since| since.standing(&linked));
        let report = SubjectReport { subject: linked.name.clone(), versions, pairs, steps, standing };
        let mut findings = mistakes(&linked, library, since);
        findings.extend(since::findings(since, &linked, &new));
        Outcome { progress: Progress::Checked(report), problems, findings, definitions: Vec::new(), files }
    }

    fn pairs(
        &self,
        linked: &Linked,
        resolution: &Resolution,
        table: &FxHashMap<(usize, usize), PairId>,
        travellers: &[Traveller],
        new: &BTreeSet<usize>,
        problems: &mut Vec<Problem>,
    ) -> Vec<PairReport> {
        let mut pairs = Vec::with_capacity(table.len());
        let later_first = (0..linked.versions.len())
            .flat_map(|later| (0..later).flat_map(move |earlier| [(earlier, later), (later, earlier)]));
        for (writer, reader) in later_first {
            let gated = self.options.level.gates(Ranks { writer, reader }, new);
            if self.options.pairs == PairChoice::Gated && !gated {
                continue;
            }
            let id = table[&(writer, reader)];
            let mut findings = pair_findings(linked, resolution, id, (writer, reader));
            let round_trip = (self.options.round_trips == RoundTrips::Run).then(|| {
                let journey = Journey { linked, resolution, there: id, back: table[&(reader, writer)] };
                Box::new(round_trip::travel(&journey, (writer, reader), travellers, &mut findings, problems))
            });
            sort(&self.history.sources, &mut findings);
            let verdict = resolution.verdict(id);
            pairs.push(PairReport { writer, reader, gated, verdict, findings, round_trip });
        }
        pairs
    }
}

/// The mistakes in the files that a subject reaches. What only older versions reach was released, and cannot be mended.
fn mistakes(linked: &Linked, library: &Library, since: Option<&Since<'_>>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = FxHashSet::default();
    let newest_first = linked.versions.iter().rev().zip([Age::Newest].into_iter().chain(std::iter::repeat(Age::Older)));
    for (version, age) in newest_first {
        for &file in version.schema.links.files.iter().filter(|file| seen.insert(**file)) {
            let of_file = library.document(file).faults.iter().cloned().map(|fault| FileFault { file, fault });
            let of_schema = version.schema.faults.iter().filter(|fault| fault.file == file).cloned();
            let faults = of_file.chain(of_schema);
            // What was there before is no fault of today's change.
            let is_old = since.is_some_and(|since| !since.is_fresh(file));
            let age = if is_old { Age::Older } else { age };
            findings.extend(faults.map(|fault| {
                finding::of_fault(&fault, finding::surroundings(library, file, fault.fault.span.start), age)
            }));
        }
    }
    findings
}

/// Every ordered pair of different versions, resolved.
fn pair_table(linked: &Linked, resolution: &mut Resolution) -> FxHashMap<(usize, usize), PairId> {
    let mut table = FxHashMap::default();
    for (w, writer) in linked.versions.iter().enumerate() {
        for (r, reader) in linked.versions.iter().enumerate().filter(|&(r, _)| r != w) {
            let (writer, reader) = (WriterSchema(&writer.schema), ReaderSchema(&reader.schema));
            table.insert((w, r), resolution.resolve(&linked.shapes, writer, reader));
        }
    }
    table
}

fn pair_findings(
    linked: &Linked,
    resolution: &Resolution,
    id: PairId,
    (writer, reader): (usize, usize),
) -> Vec<Finding> {
    let writer = WriterSchema(&linked.versions[writer].schema);
    let reader = ReaderSchema(&linked.versions[reader].schema);
    let found = locate::locate(&linked.shapes, resolution, id, writer, reader);
    found.into_iter().map(Finding::from).collect()
}

/// The worst first; then by file, line and rule.
fn sort(sources: &Sources, findings: &mut [Finding]) {
    let key = |finding: &Finding| (Reverse(finding.severity), finding.rule.id, finding.fingerprint);
    let place = |finding: &'_ Finding| finding.reader.as_ref().or(finding.writer.as_ref()).map(|p| (p.file, p.span));
    let name = |finding: &Finding| place(finding).map(|(file, span)| (&sources[file].name, span));
    findings.sort_by(|a, b| (key(a).0, name(a), key(a)).cmp(&(key(b).0, name(b), key(b))));
}
