//! Schemas, fixtures and a level in, the report of who can read whom out.

mod options;
mod report;

pub use options::{AsConfluent, Options, PairChoice, RoundTrips};
pub use report::{CompatReport, PairReport, Step, SubjectReport, VersionReport};

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::change;
use super::example::Examples;
use super::finding::{self, Age, Finding, Surroundings};
use super::fix;
use super::hazard::Weighing;
use super::history::{History, Linked, Subject};
use super::input::{FixtureText, Input, Problem};
use super::level::Ranks;
use super::proof::{Proofs, Proving};
use super::round_trip::{self, Journey, Traveller};
use super::rule;
use crate::resolution::java::java_answer;
use crate::resolution::locate::{self, Located, Turns};
use crate::resolution::{PairId, Resolution};
use crate::schema::link::{Definition, FileFault, Library, conflicting_definitions};
use crate::schema::model::FileId;
use crate::schema::source::Sources;
use crate::schema::{ReaderSchema, WriterSchema};

/// Checks every subject. The same input gives the same report, whatever the number of threads.
pub fn check(input: Input, options: &Options) -> CompatReport {
    let Input { schemas, fixtures, mut problems, notes } = input;
    let history = History::new(schemas);
    let mut fixtures_of: FxHashMap<&str, Vec<&FixtureText>> = FxHashMap::default();
    for fixture in &fixtures {
        fixtures_of.entry(&fixture.subject).or_default().push(fixture);
    }
    let run = Run { history: &history, fixtures_of, options };
    let mut outcomes: Vec<Outcome> = history.subjects.par_iter().map(|subject| run.check_alone(subject)).collect();
    if outcomes.iter().any(|outcome| outcome.report.is_none()) {
        run.check_together(&mut outcomes, &mut problems);
    }

    let mut reached = FxHashSet::default();
    let (mut subjects, mut definitions, mut findings) = (Vec::with_capacity(outcomes.len()), Vec::new(), Vec::new());
    for outcome in outcomes {
        problems.extend(outcome.problems);
        definitions.extend(outcome.definitions);
        findings.extend(outcome.findings);
        reached.extend(outcome.files);
        subjects.extend(outcome.report);
    }
    let conflicts = conflicting_definitions(&history.sources, definitions);
    findings.extend(conflicts.into_iter().map(|fault| finding::of_fault(&fault, Surroundings::default(), Age::Newest)));
    // Where nothing at all has a version, or what would refer to a file could not be read, there is something else to say.
    if problems.is_empty() {
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
    CompatReport { sources: history.sources, level: options.level, subjects, findings, problems, notes }
}

const NO_VERSION: &str = "is in no version, and no schema refers to it, so it would go unchecked; give it a version \
                          (schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc)";

/// What a subject adds to the report.
#[derive(Default)]
struct Outcome {
    /// `None` if the subject needs files of others and has to wait until all are parsed.
    report: Option<SubjectReport>,
    problems: Vec<Problem>,
    /// Findings of no pair.
    findings: Vec<Finding>,
    definitions: Vec<Definition>,
    /// Every file that some version reaches.
    files: Vec<FileId>,
}

/// What the checks of all subjects share.
struct Run<'a> {
    history: &'a History,
    fixtures_of: FxHashMap<&'a str, Vec<&'a FixtureText>>,
    options: &'a Options,
}

impl Run<'_> {
    /// Checks a subject with nothing but its own files, if that will do.
    fn check_alone(&self, subject: &Subject) -> Outcome {
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
        let waiting =
            self.history.subjects.par_iter().zip(&mut *outcomes).filter(|(_, outcome)| outcome.report.is_none());
        waiting.for_each(|(subject, outcome)| {
            let definitions = std::mem::take(&mut outcome.definitions);
            *outcome = Outcome { definitions, ..self.check_subject(subject, &library, Vec::new()) };
        });
        let checked = self.history.subjects.iter().zip(outcomes).filter_map(|(subject, outcome)| {
            Some(fix::Checked { subject, report: outcome.report.as_mut()?, files: &outcome.files })
        });
        fix::hold_everywhere(self.history, &library, &self.options.assumed, &mut checked.collect::<Vec<_>>());
    }

    fn check_subject(&self, subject: &Subject, library: &Arc<Library>, mut problems: Vec<Problem>) -> Outcome {
        let (mut linked, unlinked) = self.history.link(subject, library);
        problems.extend(unlinked);
        let mut resolution = Resolution::default();
        let table = pair_table(&linked, &mut resolution);
        let fixtures = self.fixtures_of.get(subject.name.as_str()).map_or(&[][..], Vec::as_slice);
        let travellers = match self.options.round_trips {
            RoundTrips::Run => round_trip::travellers(&linked, fixtures, &mut problems),
            RoundTrips::Skip => linked.versions.iter().map(|_| Traveller::default()).collect(),
        };
        let pairs = self.pairs(&linked, &resolution, &table, &travellers, &mut problems);
        let steps = (1..linked.versions.len()).map(|to| {
            let (old, new) = (&linked.versions[to - 1].schema, &linked.versions[to].schema);
            Step { from: to - 1, to, changes: change::changes(&linked.shapes, &mut resolution, old, new) }
        });
        let steps = steps.collect();
        let versions = linked.versions.iter().zip(&travellers).map(|(version, traveller)| VersionReport {
            label: version.version.label().to_owned(),
            file: version.schema.links.root.file,
            shape: version.schema.root_shape(),
            fixtures: traveller.fixtures(),
        });
        let versions = versions.collect();
        let fixes = match self.options.proofs {
            Proofs::Run => fix::search(&mut linked, &mut resolution, &pairs, &self.options.assumed),
            Proofs::Skip => fix::Fixes::default(),
        };
        let files = linked.versions.iter().flat_map(|version| version.schema.links.files.iter().copied()).collect();
        let findings = mistakes(&linked, library);
        let report = SubjectReport { subject: linked.name, shapes: linked.shapes, versions, pairs, steps, fixes };
        Outcome { report: Some(report), problems, findings, definitions: Vec::new(), files }
    }

    fn pairs(
        &self,
        linked: &Linked,
        resolution: &Resolution,
        table: &FxHashMap<(usize, usize), PairId>,
        travellers: &[Traveller],
        problems: &mut Vec<Problem>,
    ) -> Vec<PairReport> {
        let mut pairs = Vec::with_capacity(table.len());
        let newest = linked.versions.len().saturating_sub(1);
        let examples = Some(Examples::new(&linked.shapes, resolution));
        let mut weighing = Weighing { linked, resolution, assumed: &self.options.assumed, examples };
        let later_first = (0..linked.versions.len())
            .flat_map(|later| (0..later).flat_map(move |earlier| [(earlier, later), (later, earlier)]));
        let gates = |(writer, reader)| self.options.level.gates(Ranks { writer, reader, newest });
        let is_wanted = |pair: &(usize, usize)| self.options.pairs == PairChoice::All || gates(*pair);
        let wanted: Vec<(usize, usize)> = later_first.filter(is_wanted).collect();
        let ids = wanted.iter().map(|pair| table[pair]);
        let mut proving = (self.options.proofs == Proofs::Run).then(|| Proving::new(linked, resolution, ids));
        for (writer, reader) in wanted {
            let gated = gates((writer, reader));
            let id = table[&(writer, reader)];
            let (mut findings, turns) = pair_findings(&mut weighing, id, (writer, reader));
            let proof = proving.as_mut().map(|all| all.prove((writer, reader), id, &mut findings, &turns, problems));
            let round_trip = (self.options.round_trips == RoundTrips::Run).then(|| {
                let journey = Journey { linked, resolution, there: id, back: table[&(reader, writer)] };
                Box::new(round_trip::travel(&journey, (writer, reader), travellers, (&mut findings, &turns), problems))
            });
            let of_crate = findings.iter_mut().filter(|finding| finding.rule == &rule::APACHE_AVRO_DIFFERS);
            of_crate.for_each(|finding| finding.severity = self.options.assumed.severity(finding.rule));
            let as_confluent = (self.options.as_confluent == AsConfluent::Asked).then(|| {
                let (w, r) = (&linked.versions[writer].schema, &linked.versions[reader].schema);
                Box::new(java_answer(WriterSchema(w), ReaderSchema(r)))
            });
            sort(&self.history.sources, &mut findings);
            let verdict = resolution.verdict(id);
            pairs.push(PairReport { writer, reader, gated, verdict, findings, proof, round_trip, as_confluent });
        }
        pairs
    }
}

/// The mistakes in the files that a subject reaches. What only older versions reach was released, and cannot be mended.
pub(super) fn mistakes(linked: &Linked, library: &Library) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = FxHashSet::default();
    let newest_first = linked.versions.iter().rev().zip([Age::Newest].into_iter().chain(std::iter::repeat(Age::Older)));
    for (version, age) in newest_first {
        for &file in version.schema.links.files.iter().filter(|file| seen.insert(**file)) {
            let of_file = library.document(file).faults.iter().cloned().map(|fault| FileFault { file, fault });
            let of_schema = version.schema.faults.iter().filter(|fault| fault.file == file).cloned();
            let faults = of_file.chain(of_schema);
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

pub(super) fn pair_findings(
    weighing: &mut Weighing<'_>,
    id: PairId,
    (writer, reader): (usize, usize),
) -> (Vec<Finding>, Turns) {
    let linked = weighing.linked;
    let (w, r) = (&linked.versions[writer].schema, &linked.versions[reader].schema);
    let Located { found, turns } =
        locate::locate(&linked.shapes, weighing.resolution, id, WriterSchema(w), ReaderSchema(r));
    (weighing.findings(found, id, (writer, reader)), turns)
}

/// The worst first; then by file, line and rule.
pub(super) fn sort(sources: &Sources, findings: &mut [Finding]) {
    let key = |finding: &Finding| (Reverse(finding.severity), finding.rule.id, finding.fingerprint);
    let place = |finding: &'_ Finding| finding.reader.as_ref().or(finding.writer.as_ref()).map(|p| (p.file, p.span));
    let name = |finding: &Finding| place(finding).map(|(file, span)| (&sources[file].name, span));
    findings.sort_by(|a, b| (key(a).0, name(a), key(a)).cmp(&(key(b).0, name(b), key(b))));
}
