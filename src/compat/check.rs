//! Schemas, fixtures and a level in, the report of who can read whom out.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::change::{self, Change};
use super::finding::{self, Age, Finding};
use super::history::{History, Linked, Subject};
use super::input::{FixtureText, Input, Problem};
use super::level::{Level, Ranks};
use super::policy::FailOn;
use super::round_trip::{self, RoundTrip, Traveller};
use crate::resolution::{PairId, Resolution, Verdict, locate};
use crate::schema::link::{FileFault, Home, Library};
use crate::schema::model::FileId;
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

/// Who can read whom.
#[derive(Debug)]
pub struct CompatReport {
    /// The files that places in findings refer to.
    pub library: Arc<Library>,
    /// The level that was checked.
    pub level: Level,
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
    pub round_trip: Option<RoundTrip>,
}

/// Checks every subject. The same input gives the same report, whatever the number of threads.
pub fn check(input: Input, options: &Options) -> CompatReport {
    let Input { schemas, fixtures, mut problems, notes } = input;
    let (history, unreadable) = History::new(schemas);
    problems.extend(unreadable);
    let mut of_subject: FxHashMap<&str, Vec<&FixtureText>> = FxHashMap::default();
    for fixture in &fixtures {
        of_subject.entry(&fixture.subject).or_default().push(fixture);
    }
    let check_one = |subject: &Subject| {
        let fixtures = of_subject.get(subject.name.as_str()).map_or(&[][..], Vec::as_slice);
        check_subject(&history, subject, fixtures, options)
    };
    let outcomes: Vec<Outcome> = history.subjects.par_iter().map(check_one).collect();

    let mut subjects = Vec::with_capacity(outcomes.len());
    let mut ages: FxHashMap<FileId, Age> = FxHashMap::default();
    let mut faults: Vec<FileFault> = history.library.conflicting_definitions();
    for outcome in outcomes {
        problems.extend(outcome.problems);
        faults.extend(outcome.faults);
        for (file, age) in outcome.files {
            let known = ages.entry(file).or_insert(age);
            if age == Age::Newest {
                *known = age;
            }
        }
        subjects.push(outcome.report);
    }
    // A file is the newest as long as some subject's newest version reaches it; each of its faults counts once.
    let mut seen = FxHashSet::default();
    for (file, parsed) in (0u32..).zip(&history.library.files) {
        match ages.get(&file) {
            Some(_) => {
                faults.extend(parsed.document.faults.iter().map(|fault| FileFault { file, fault: fault.clone() }));
            }
            None if parsed.home == Home::Unversioned => problems.push(Problem {
                file: Some(parsed.source.name.clone()),
                position: None,
                message: "is in no version, and no schema refers to it, so it would go unchecked; give it a version \
                          (schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc)"
                    .to_owned(),
            }),
            None => {}
        }
    }
    let mut findings: Vec<Finding> = faults
        .into_iter()
        .filter(|fault| seen.insert((fault.file, fault.fault.span, fault.fault.kind.to_string())))
        .filter_map(|fault| Some(finding::of_fault(&history.library, &fault, *ages.get(&fault.file)?)))
        .collect();
    sort(&history.library, &mut findings);
    problems.sort();
    problems.dedup();
    CompatReport { library: history.library, level: options.level, subjects, findings, problems, notes }
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

/// What a subject adds to the report.
struct Outcome {
    report: SubjectReport,
    problems: Vec<Problem>,
    faults: Vec<FileFault>,
    files: Vec<(FileId, Age)>,
}

fn check_subject(history: &History, subject: &Subject, fixtures: &[&FixtureText], options: &Options) -> Outcome {
    let library = &history.library;
    let (linked, unlinked) = subject.link(library);
    let mut problems: Vec<Problem> = unlinked.iter().map(|fault| history.problem(fault)).collect();
    let mut resolution = Resolution::default();
    let table = pair_table(&linked, &mut resolution);
    let travellers = match options.round_trips {
        RoundTrips::Run => round_trip::travellers(&linked, fixtures, &mut problems),
        RoundTrips::Skip => linked.versions.iter().map(|_| Traveller::default()).collect(),
    };
    let mut pairs = Vec::with_capacity(table.len());
    let newest = linked.versions.len().saturating_sub(1);
    for later in 0..linked.versions.len() {
        for earlier in 0..later {
            for (writer, reader) in [(earlier, later), (later, earlier)] {
                let gated = options.level.gates(Ranks { writer, reader, newest });
                if options.pairs == PairChoice::Gated && !gated {
                    continue;
                }
                let id = table[&(writer, reader)];
                let mut findings = pair_findings(&linked, &resolution, id, (writer, reader));
                let round_trip = (options.round_trips == RoundTrips::Run).then(|| {
                    let journey =
                        round_trip::Journey { linked: &linked, resolution: &resolution, there: id, back: table[&(reader, writer)] };
                    round_trip::travel(&journey, (writer, reader), &travellers, &mut findings, &mut problems)
                });
                sort(library, &mut findings);
                let verdict = resolution.verdict(id);
                pairs.push(PairReport { writer, reader, gated, verdict, findings, round_trip });
            }
        }
    }
    let steps = (1..linked.versions.len()).map(|to| {
        let (old, new) = (&linked.versions[to - 1].schema, &linked.versions[to].schema);
        Step { from: to - 1, to, changes: change::changes(&linked.shapes, &mut resolution, old, new) }
    });
    let steps = steps.collect();
    let ages = linked.versions.iter().enumerate().flat_map(|(at, version)| {
        let age = if at == newest { Age::Newest } else { Age::Older };
        version.schema.links.files.iter().map(move |&file| (file, age))
    });
    let files = ages.collect();
    let faults = linked.versions.iter().flat_map(|version| version.schema.faults.clone()).collect();
    let versions = linked.versions.iter().zip(&travellers).map(|(version, traveller)| VersionReport {
        label: version.version.label().to_owned(),
        file: version.schema.links.root.file,
        fixtures: traveller.fixtures(),
    });
    let report = SubjectReport { subject: linked.name.clone(), versions: versions.collect(), pairs, steps };
    Outcome { report, problems, faults, files }
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
fn sort(library: &Library, findings: &mut [Finding]) {
    findings.sort_by_cached_key(|finding| {
        let place = finding.reader.as_ref().or(finding.writer.as_ref());
        let file = place.map(|place| library.files[place.file as usize].source.name.clone());
        let start = place.map(|place| place.span);
        (std::cmp::Reverse(finding.severity), file, start, finding.rule.id, finding.fingerprint)
    });
}
