//! Checks schemas against their history: who can read whom, what changed, and what fails the run.
//!
//! [`check`] is the course of a run: texts become a [`History`] of subjects. Each subject is linked, and its pairs of versions
//! are resolved. What is notable in them becomes findings, which are shown with data and judged by the policy.

mod budget;
mod left;
mod left_out;
mod newest_step;
mod options;
mod pairs;
mod subject;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use avro_resolve::foreign::foreign;
use avro_resolve::schema::link::conflicting_definitions;
use avro_resolve::schema::model::FileId;
use avro_resolve::schema::source::Sources;
use rustc_hash::{FxHashMap, FxHashSet};

use self::left_out::left_out;
use crate::finding::event::Event;
use crate::finding::{Finding, FindingKind, fault};
use crate::history::{History, Subject, unversioned};
use crate::judged::{Judged, JudgedPair, sort};
use crate::model::effort::{Clocks, Work};
use crate::model::input::{FixtureText, Input, Past, Problem};
use crate::model::threads::*;
use crate::model::version::Version;
use crate::policy::judgement::Judge;
use crate::released::ChangesSince;
use crate::report::{Against, CompatReport, ReportScope, SubjectReport};
use budget::RunBudget;
use left::Cut;
pub use options::Options;
use subject::{Outcome, Progress, SubjectChecker};

const WITHOUT_VERSION: &str = "is in no version, and no schema refers to it, so it would go unchecked; give it a version \
                               (schemas/v1/user.avsc, schemas/user/v1.avsc or schemas/user-v1.avsc)";

/// Checks every subject. The same input gives the same report, whatever the number of threads.
pub fn check(input: Input, options: &Options) -> CompatReport {
    check_and_keep(input, options, &Keeping { pair: &|_| (), subject: &|_, report| report })
}

/// What stays in memory of what was checked.
pub(crate) struct Keeping<'a, S> {
    /// Lets go of what nobody needs of a pair: it is called once the pair is checked, on any thread, but for pairs of the newest
    /// version. What fails, what is excused, and what is dangerous in a gated pair has to stay.
    pub(crate) pair: &'a (dyn Fn(&mut JudgedPair) + Sync),
    /// Makes what stays of the report of a subject: it is called once that is complete, on any thread, and so not in the order of
    /// subjects.
    pub(crate) subject: &'a (dyn Fn(&Sources, SubjectReport) -> S + Sync),
}

/// A problem for each file of fixtures of a type that no file is about, or of a message.
fn of_unknown_types(fixtures: &[FixtureText], history: &History) -> Vec<Problem> {
    let of_types = fixtures.iter().filter(|fixture| fixture.subject.contains('#'));
    let wrong = of_types.filter_map(|fixture| {
        let today = history.name_today(&fixture.subject);
        let subject = history.subjects.iter().find(|subject| subject.name == today);
        let name = foreign(&fixture.subject);
        let message = match subject {
            None => format!("there is no subject {name}; rename the file, or remove it"),
            Some(subject) if subject.is_message() => {
                format!("{name} is a message, and only types have fixtures; remove the file")
            }
            Some(_) => return None,
        };
        Some(Problem::of(&fixture.records.name, message))
    });
    wrong.collect()
}

/// The same, where of each pair and each subject only what is wanted stays in memory.
pub(crate) fn check_and_keep<S: Send>(input: Input, options: &Options, kept: &Keeping<'_, S>) -> CompatReport<S> {
    let keep = kept.subject;
    let Input { mut schemas, fixtures, mut problems, mut notes, mut past, own_judgement: _, only_referred_to, types } =
        input;
    notes.extend(unversioned::settle(&mut schemas, past.as_mut()));
    let newest = schemas.iter().filter_map(|schema| schema.place.version()).max();
    problems.extend(newest.into_iter().flat_map(|newest| options.policy.gates_nothing_before(newest)));
    let judge = Judge::new(&options.policy);
    let mut history = History::with_past(schemas, past.as_ref().unwrap_or(&Past::default()), types);
    let let_go = history.let_go(|subject, newest, version| judge.of(Some(subject), newest).lets_go(version));
    let history = history;
    let clocks = Clocks::default();
    let since = past.as_ref().map(|past| clocks.time(Work::Comparing, || ChangesSince::new(past, &history)));
    problems.extend(since.iter().flat_map(|since| since.edits.problems.iter().cloned()));
    let mut fixtures_of: FxHashMap<&str, Vec<&FixtureText>> = FxHashMap::default();
    for fixture in past.iter().flat_map(|past| &past.fixtures).chain(&fixtures) {
        fixtures_of.entry(history.name_today(&fixture.subject)).or_default().push(fixture);
    }
    problems.extend(history.moved.iter().cloned());
    problems.extend(of_unknown_types(&fixtures, &history));
    let budget = RunBudget::of(&history.sources);
    let only_referred_to = &only_referred_to;
    let checker = SubjectChecker {
        history: &history,
        fixtures_of,
        options,
        judge,
        since,
        clocks,
        budget,
        only_referred_to,
        keep_pair: kept.pair,
    };

    let mut outcomes = check_all(&checker, &mut problems, &mut notes, keep);
    if let Some(problem) = checker.budget.problem() {
        problems.push(problem);
        // What was done until then depends on the threads.
        outcomes = history.subjects.iter().map(|_| Outcome::default()).collect();
    }
    let (mut reached, mut left_out) = (FxHashSet::<FileId>::default(), 0);
    let (mut subjects, mut definitions, mut findings) = (Vec::with_capacity(outcomes.len()), Vec::new(), Vec::new());
    let mut cut: BTreeMap<Cut, Vec<&str>> = BTreeMap::new();
    for (subject, outcome) in history.subjects.iter().zip(outcomes) {
        problems.extend(outcome.problems);
        notes.extend(outcome.notes);
        for what in outcome.cut {
            cut.entry(what).or_default().push(&subject.name);
        }
        definitions.extend(outcome.definitions);
        findings.extend(outcome.findings);
        reached.extend(&outcome.files);
        match outcome.progress {
            Progress::Finished(kept) => subjects.push(kept),
            Progress::Checked(report) => {
                let own = history.own_files(subject);
                let needs_others = outcome.files.iter().any(|file| !own.contains(file));
                let own = (!needs_others).then(|| history.own_sources(subject));
                subjects.push(keep(own.as_ref().unwrap_or(&history.sources), *report));
            }
            Progress::LeftOut | Progress::Waiting => left_out += 1,
            Progress::OnlyReferredTo => {}
        }
    }
    notes.extend(cut.into_iter().map(|(what, names)| what.note(&names, history.subjects.len())));
    let conflicts = || conflicting_definitions(&history.sources, &definitions);
    let conflicts = checker.clocks.time(Work::Conflicts, conflicts).into_iter();
    let released = checker.since.iter().flat_map(|since| since.edits.findings.clone());
    let released = released.filter(|finding| !is_let_go(finding, &checker.judge));
    let of_files = released.chain(conflicts.map(|conflict| fault::of_conflict(&conflict)));
    let judged = |finding| Judged::of_shared_file(finding, &checker.judge, &history.sources);
    findings.extend(of_files.filter_map(judged));
    // Where only what changed is checked, a shared file that no subject reaches is not parsed otherwise.
    let is_concern = |file: &FileId| !only_referred_to.contains(&history.sources[*file].name);
    let unversioned = || history.unversioned.clone().filter(is_concern);
    let fresh = unversioned().filter(|file| checker.since.iter().any(|since| since.is_fresh(*file)));
    problems.extend(fresh.filter(|file| !reached.contains(file)).flat_map(|file| history.unreadable_alone(file)));
    // A file with a problem may be the one that refers to such a file.
    if problems.is_empty() && checker.since.as_ref().is_none_or(|since| !since.past.only_changed) {
        let unreached = unversioned().filter(|file| !reached.contains(file));
        problems.extend(unreached.map(|file| Problem::of(&history.sources[file].name, WITHOUT_VERSION)));
    }
    each_once(&history, &mut findings);
    notes.extend(left_out::remedy(&history, &problems));
    Problem::each_unknown_type_once(&mut problems);
    let mut noted = FxHashSet::default();
    notes.retain(|note| noted.insert(note.clone()));
    let (policy, effort) = (options.policy.clone(), checker.clocks.read());
    let against = past.map(|past| Against { label: past.label, left_out, renamed: past.renamed });
    let (scope, sources) = (ReportScope::Pairs, history.sources);
    CompatReport {
        scope,
        sources,
        fixable: BTreeSet::new(),
        lint_fixes: BTreeMap::new(),
        policy,
        against,
        let_go,
        subjects,
        findings,
        problems,
        notes,
        effort,
        arguments: String::new(),
        fixed_in: OnceLock::new(),
    }
}

/// Checks each subject with its own files, and those that need files of others once all are parsed.
fn check_all<S: Send>(
    checker: &SubjectChecker<'_>,
    problems: &mut Vec<Problem>,
    notes: &mut Vec<String>,
    keep: &(dyn Fn(&Sources, SubjectReport) -> S + Sync),
) -> Vec<Outcome<S>> {
    let history = checker.history;
    let paths: Vec<&[Subject]> = history.subjects_by_path().collect();
    let alone = paths.par_iter().flat_map(|subjects| checker.check_alone(subjects, keep));
    let mut outcomes: Vec<Outcome<S>> = alone.collect();
    if !outcomes.iter().any(Outcome::is_waiting) {
        return outcomes;
    }
    if let Some(problem) = history.is_too_much_together() {
        problems.push(problem);
        return outcomes;
    }
    let library = checker.clocks.time(Work::Parsing, || history.whole_library());
    problems.extend(history.unreadable(&library).into_iter().filter(|problem| checker.is_concern(problem)));
    notes.extend(left_out(&history.unreadable_past(&library)));
    let library = Arc::new(library);
    if let Some(problem) = history.uses_too_much(&library) {
        problems.push(problem);
        return outcomes;
    }
    let waiting = history.subjects.par_iter().zip(&mut outcomes).filter(|(_, outcome)| outcome.is_waiting());
    waiting.for_each(|(subject, outcome)| {
        let definitions = std::mem::take(&mut outcome.definitions);
        *outcome = Outcome {
            definitions,
            ..checker.check(subject, &library, Vec::new()).finish_without_fixes(|report| keep(&history.sources, report))
        };
    });
    checker.drop_fixes_that_break_others(&history.subjects, &library, &mut outcomes);
    outcomes
}

/// Whether a removed version is one that nothing is gated against any more.
fn is_let_go(finding: &Finding, judge: &Judge<'_>) -> bool {
    let FindingKind::Event(Event::Removed { version: Some(version), subject }) = &finding.kind else { return false };
    Version::parse(version).is_some_and(|version| judge.of(Some(subject), "").lets_go(&version))
}

/// Sorts the findings of files, and keeps each once: the one that fails, if any does, else the worst.
pub(crate) fn each_once(history: &History, findings: &mut Vec<Judged>) {
    sort(&history.sources, findings);
    findings.sort_by_key(|judged| !judged.disposition.fails());
    let mut seen = FxHashSet::default();
    findings.retain(|judged| seen.insert((judged.finding.fingerprint, judged.finding.reader.clone())));
    sort(&history.sources, findings);
}
