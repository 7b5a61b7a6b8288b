//! Checks one subject: its pairs of versions, what changed between them, the mistakes in its files.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use avro_resolve::resolution::Resolution;
use avro_resolve::schema::link::{Definition, Library};
use avro_resolve::schema::source::{FileId, Sources, Span};
use rustc_hash::FxHashMap;

use super::budget::RunBudget;
use super::left::Cut;
use super::left_out::left_out;
use super::newest_step::newest_step;
use super::options::Options;
use super::pairs::{CheckedPairs, PairsToCheck};
use crate::change;
use crate::engine;
use crate::evidence::round_trip::VersionRecords;
use crate::evidence::round_trip::records::version_records;
use crate::finding::fault;
use crate::fix::Fixes;
use crate::fix::search::{SubjectToFix, search};
use crate::fix::shared::{CheckedSubject, drop_fixes_that_break_others};
use crate::fix::trial::{NewestPair, newest_pairs};
use crate::history::{History, LinkedSubject, Subject};
use crate::judged::{Judged, JudgedPair};
use crate::model::effort::{Clocks, Work};
use crate::model::input::{FixtureText, Problem};
use crate::model::limits;
use crate::model::text::grouped;
use crate::model::threads::*;
use crate::model::version::Version;
use crate::pair;
use crate::policy::gate::VersionRanks;
use crate::policy::judgement::{Judge, SubjectJudge};
use crate::released::{self, ChangesSince};
use crate::report::{SubjectReport, VersionReport, VersionStep};

/// What the checks of all subjects share.
pub(super) struct SubjectChecker<'a> {
    pub(super) history: &'a History,
    pub(super) fixtures_of: FxHashMap<&'a str, Vec<&'a FixtureText>>,
    pub(super) options: &'a Options,
    pub(super) judge: Judge<'a>,
    pub(super) since: Option<ChangesSince<'a>>,
    pub(super) clocks: Clocks,
    pub(super) budget: RunBudget,
    pub(super) only_referred_to: &'a HashSet<String>,
    /// What stays of a pair.
    pub(super) keep_pair: &'a (dyn Fn(&mut JudgedPair) + Sync),
}

/// What a subject adds to the report; `S` is what is kept of one that is done.
pub(super) struct Outcome<S> {
    pub(super) progress: Progress<S>,
    pub(super) problems: Vec<Problem>,
    /// Which old files were left out.
    pub(super) notes: Vec<String>,
    /// What was left out in its pairs.
    pub(super) cut: BTreeSet<Cut>,
    /// Findings of no pair.
    pub(super) findings: Vec<Judged>,
    pub(super) definitions: Vec<Definition>,
    /// Every file that some version reaches.
    pub(super) files: Vec<FileId>,
    /// What fixes of others in these files must not make worse.
    pub(super) newest: Vec<NewestPair>,
    /// Where the types of its newest version are, if it is one of several that its file is about.
    pub(super) types: Option<Vec<(FileId, Span)>>,
}

/// How far the check of a subject has come.
pub(super) enum Progress<S> {
    /// It needs files of others, and has to wait until all are parsed.
    Waiting,
    /// It is as it was, and only what changed is to be checked.
    LeftOut,
    /// It is there only to be referred to.
    OnlyReferredTo,
    /// It is done, as far as others have no say in its fixes.
    Checked(Box<SubjectReport>),
    /// It is done, and this is kept of it.
    Finished(S),
}

impl<S> Default for Outcome<S> {
    fn default() -> Outcome<S> {
        Outcome {
            progress: Progress::Waiting,
            problems: Vec::new(),
            notes: Vec::new(),
            cut: BTreeSet::new(),
            findings: Vec::new(),
            definitions: Vec::new(),
            files: Vec::new(),
            newest: Vec::new(),
            types: None,
        }
    }
}

impl<S> Outcome<S> {
    /// Keeps what is wanted of a subject that is done, unless it has fixes: others may have a say in those.
    pub(super) fn finish_without_fixes(self, keep: impl Fn(SubjectReport) -> S) -> Outcome<S> {
        let progress = match self.progress {
            Progress::Checked(report) if report.fixes.are_none() => Progress::Finished(keep(*report)),
            progress => progress,
        };
        Outcome { progress, ..self }
    }

    pub(super) fn is_waiting(&self) -> bool {
        matches!(self.progress, Progress::Waiting)
    }
}

impl SubjectChecker<'_> {
    /// Whether a problem is not one of a file that is there only to be referred to.
    pub(super) fn is_concern(&self, problem: &Problem) -> bool {
        problem.file.as_ref().is_none_or(|file| !self.only_referred_to.contains(file))
    }

    /// Checks the subjects of one path with nothing but their own files, if that will do.
    pub(super) fn check_alone<S: Send>(
        &self,
        subjects: &[Subject],
        keep: &(dyn Fn(&Sources, SubjectReport) -> S + Sync),
    ) -> Vec<Outcome<S>> {
        let history = self.history;
        let Some(first) = subjects.first() else { return Vec::new() };
        let all = |progress: fn() -> Progress<S>| {
            subjects.iter().map(|_| Outcome { progress: progress(), ..Outcome::default() }).collect()
        };
        if history.own_files(first).all(|file| self.only_referred_to.contains(&history.sources[file].name)) {
            return all(|| Progress::OnlyReferredTo);
        }
        let may_be_affected =
            |subject: &Subject| self.since.as_ref().is_none_or(|since| since.may_affect(history, subject));
        let Some(first_affected) = subjects.iter().position(may_be_affected) else { return all(|| Progress::LeftOut) };
        let own = Arc::new(history.own_sources(first));
        let library = self.clocks.time(Work::Parsing, || history.own_library(first, &own));
        let definitions = history.definitions(history.own_files(first), &library);
        let is_alone = library.is_self_contained() && !subjects.iter().any(Subject::was_elsewhere);
        let mut outcomes: Vec<Outcome<S>> = if is_alone {
            let library = Arc::new(library);
            // What is wrong with the files is said once.
            let unreadable = |at: usize| match at == first_affected {
                true => history.unreadable(&library),
                false => Vec::new(),
            };
            let check = |(at, subject): (usize, &Subject)| match may_be_affected(subject) {
                true => self.check(subject, &library, unreadable(at)).finish_without_fixes(|report| keep(&own, report)),
                false => Outcome { progress: Progress::LeftOut, ..Outcome::default() },
            };
            let mut outcomes: Vec<Outcome<S>> = subjects.par_iter().enumerate().map(check).collect();
            outcomes[0].notes.splice(0..0, left_out(&history.unreadable_past(&library)));
            if subjects.len() > 1 {
                self.drop_fixes_that_break_others(subjects, &library, &mut outcomes);
            }
            outcomes
        } else {
            all(|| Progress::Waiting)
        };
        outcomes[0].definitions = definitions;
        outcomes
    }

    /// Drops the fixes of each subject that make another one worse.
    pub(super) fn drop_fixes_that_break_others<S>(
        &self,
        subjects: &[Subject],
        library: &Arc<Library>,
        outcomes: &mut [Outcome<S>],
    ) {
        let checked = subjects.iter().zip(outcomes).filter_map(|(subject, outcome)| {
            let Outcome { progress, files, newest, types, .. } = outcome;
            let fixes = match progress {
                Progress::Checked(report) => Some(&mut report.fixes),
                Progress::Finished(_) => None,
                Progress::Waiting | Progress::LeftOut | Progress::OnlyReferredTo => return None,
            };
            Some(CheckedSubject { subject, pairs: newest, fixes, files, types: types.as_deref() })
        });
        drop_fixes_that_break_others(self.history, library, &self.judge, &mut checked.collect::<Vec<_>>());
    }

    /// Checks a subject with the files of a library.
    pub(super) fn check<S>(&self, subject: &Subject, library: &Arc<Library>, mut problems: Vec<Problem>) -> Outcome<S> {
        let (mut linked, unlinked) = self.history.link(subject, library);
        problems.extend(unlinked);
        let files: Vec<FileId> =
            linked.versions.iter().flat_map(|version| version.schema.links.files.clone()).collect();
        let since = self.since.as_ref();
        if problems.is_empty() && since.is_some_and(|since| !since.affects(&subject.name, &files)) {
            return Outcome { progress: Progress::LeftOut, files, ..Outcome::default() };
        }
        if let Some(problem) = too_many_versions(&linked) {
            problems.push(problem);
            return Outcome { progress: Progress::LeftOut, problems, files, ..Outcome::default() };
        }
        let new = released::new_versions(since, &linked);
        self.budget.spend_pairs(linked.versions.len() as u64);
        let room = self.budget.tables.left().unwrap_or(0);
        let mut resolution = Resolution::default();
        resolution.allow(room);
        let table = pair::resolve_all(&linked, &mut resolution);
        // Beyond the limit nothing is reported, and the types of both may lead as deep as there are pairs.
        let steps = if resolution.exceeds_limit() { Vec::new() } else { steps(&linked, &mut resolution) };
        self.budget.tables.spend(if resolution.exceeds_limit() { room + 1 } else { room - resolution.left() });
        if self.budget.problem().is_some() {
            return Outcome { progress: Progress::LeftOut, files, ..Outcome::default() };
        }
        let records = self.records(&linked, &mut problems);
        let file = linked.versions.last().map_or("", |v| &self.history.sources[v.schema.links.root.file].name);
        let judge = self.judge.of(Some(&subject.name), file);
        let versions: Vec<&Version> = linked.versions.iter().map(|version| &version.version).collect();
        let new_releases = since.filter(|since| since.past.versions_are_releases).map(|_| &new);
        let ranks = VersionRanks::new(&judge, &versions, new_releases);
        let fingerprints = RefCell::default();
        let pairs = PairsToCheck {
            linked: &linked,
            resolution: &resolution,
            table: &table,
            records: &records,
            judge: &judge,
            ranks: &ranks,
            sources: &self.history.sources,
            options: self.options,
            clocks: &self.clocks,
            fingerprints: &fingerprints,
            subjects: self.history.subjects.len(),
        };
        let mut cut = BTreeSet::new();
        let CheckedPairs { pairs, counts, findings } = pairs.check(self.keep_pair, &mut problems, &mut cut);
        self.budget.findings.spend(findings);
        let has_changed = steps.last().is_some_and(|step| !step.changes.is_empty());
        let previews =
            if self.options.previews && has_changed { newest_step(&linked, &pairs, &records) } else { Vec::new() };
        let versions = linked.versions.iter().zip(&records);
        let versions: Vec<VersionReport> =
            versions.map(|(version, records)| VersionReport::new(version, records.fixtures())).collect();
        resolution.allow(limits::TABLES_OF_FIXES.most);
        let fixes = if self.options.run_proofs {
            let searched = SubjectToFix {
                linked: &mut linked,
                resolution: &mut resolution,
                pairs: &pairs,
                judge: &judge,
                history: self.history,
                fingerprints: &fingerprints,
            };
            self.clocks.time(Work::Fixes, || search(searched))
        } else {
            Fixes::default()
        };
        let types = subject.is_one_of_several().then(|| places_of_types(&linked));
        let findings = self.findings_of_files(&linked, library, &judge, &new);
        let notes = left_out(&linked.left_out);
        let change = since.map(|since| since.subject_change(subject, &linked));
        let (subject, is_message, shapes, level) =
            (linked.name, linked.is_message, linked.shapes, judge.effective.level);
        // Without proofs nobody tries fixes.
        let newest = if self.options.run_proofs { newest_pairs(&pairs, versions.len()) } else { Vec::new() };
        let report = SubjectReport {
            subject,
            is_message,
            shapes,
            level,
            versions,
            pairs,
            steps,
            previews,
            fixes,
            change,
            counts,
        };
        let progress = Progress::Checked(Box::new(report));
        Outcome { progress, problems, notes, cut, findings, definitions: Vec::new(), files, newest, types }
    }

    /// The records of each version; none where nothing is done with them.
    fn records(&self, linked: &LinkedSubject, problems: &mut Vec<Problem>) -> Vec<VersionRecords> {
        let fixtures = self.fixtures_of.get(linked.name.as_str()).map_or(&[][..], Vec::as_slice);
        if !self.options.round_trips || linked.is_message || (linked.versions.len() < 2 && fixtures.is_empty()) {
            return linked.versions.iter().map(|_| VersionRecords::default()).collect();
        }
        let mut misfits = Vec::new();
        let records = self.clocks.time(Work::RoundTrips, || version_records(linked, fixtures, &mut misfits));
        let since = self.since.as_ref();
        let is_new = |misfit: &Problem| since.is_none_or(|since| !since.is_about_old_fixtures(misfit));
        problems.extend(misfits.into_iter().filter(is_new));
        records
    }

    /// The mistakes in the subject's files, and what happened to its versions.
    fn findings_of_files(
        &self,
        linked: &LinkedSubject,
        library: &Library,
        judge: &SubjectJudge<'_>,
        new: &BTreeSet<usize>,
    ) -> Vec<Judged> {
        let since = self.since.as_ref();
        // Today's change is not to blame for older mistakes.
        let is_old = |file: FileId| since.is_some_and(|since| !since.is_fresh(file));
        let faults = fault::of_subject(linked, library, is_old);
        // Engines read files, not calls.
        let of_engines = match linked.is_message {
            true => Vec::new(),
            false => engine::of_subject(linked, library, &self.options.policy.readers),
        };
        let findings = faults.into_iter().chain(released::findings(since, linked, new, judge)).chain(of_engines);
        findings.filter_map(|finding| Judged::of_file(finding, judge)).collect()
    }
}

/// Where the types of the newest version are.
fn places_of_types(linked: &LinkedSubject) -> Vec<(FileId, Span)> {
    let links = linked.versions.last().map(|newest| &newest.schema.links);
    links
        .map(|links| links.reached().into_iter().map(|at| (at.file, links.node(at).span)).collect())
        .unwrap_or_default()
}

/// Why there are too many versions to compare each with each other, if there are.
fn too_many_versions(linked: &LinkedSubject) -> Option<Problem> {
    let (count, size) = (linked.versions.len() as u64, linked.size());
    let (versions, bytes) = (&limits::VERSIONS, &limits::VERSIONED_BYTES);
    if count <= versions.most && count.saturating_mul(size) <= bytes.most {
        return None;
    }
    let limit = if count > versions.most {
        format!("the limit is {}", grouped(versions.most))
    } else {
        format!("the limit for {} bytes of schemas is {}", grouped(size), grouped(bytes.most / size))
    };
    Some(Problem::of_run(format!(
        "{} has {} versions, and {limit}; move old versions out of the directory of schemas",
        linked.name,
        grouped(count)
    )))
}

/// What changed from each version to the next.
fn steps(linked: &LinkedSubject, resolution: &mut Resolution) -> Vec<VersionStep> {
    let steps = (1..linked.versions.len()).map(|to| {
        let (old, new) = (&linked.versions[to - 1].schema, &linked.versions[to].schema);
        VersionStep { from: to - 1, to, changes: change::changes(&linked.shapes, resolution, old, new) }
    });
    steps.collect()
}
