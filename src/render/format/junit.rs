//! The report as JUnit's XML: a test case for each subject and direction that the level gates.

use std::collections::BTreeMap;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::cause::{CauseGroup, CauseGrouping, Weight, causes};
use crate::finding::fingerprint::Fingerprint;
use crate::model::text::{and_more, count};
use crate::released::SubjectChange;
use crate::render::cause::{frame, message};
use crate::render::problem::plain_line;
use crate::render::text::foreign::foreign;
use crate::render::text::style::Look;
use crate::render::words;
use crate::report::{CompatReport, ReportScope, SubjectReport};

/// The suite of what was found in single files.
const BY_ITSELF: &str = "each schema by itself";

/// The causes that fail, by subject.
type Failing<'a> = FxHashMap<(Fingerprint, &'a str), &'a CauseGroup<'a>>;

/// Writes the report as XML.
pub fn render(report: &CompatReport) -> String {
    let failing = causes(report, CauseGrouping::BySubject, |weight| weight == Weight::Fails);
    let of_subjects: Failing<'_> =
        failing.iter().map(|cause| ((cause.finding().fingerprint, cause.subject()), cause)).collect();
    let mut xml = Report::new("avrocheck");
    if !report.problems.is_empty() || report.subjects.is_empty() {
        xml.add_test_suite(suite("whether all could be checked", problems(report)));
    }
    // Where there was no schema to look at, none has passed.
    if !report.subjects.is_empty() || failing.iter().any(|cause| cause.pair.is_none()) {
        xml.add_test_suite(suite(BY_ITSELF, by_itself(report, &failing)));
    }
    let subjects = if report.scope == ReportScope::Pairs { &report.subjects[..] } else { &[] };
    for subject in subjects {
        xml.add_test_suite(suite(&foreign(&subject.subject), of_subject(report, subject, &of_subjects)));
    }
    let text = xml.to_string().expect("memory takes everything");
    // The schema that Jenkins publishes has no such attribute of the whole report.
    text.replacen(&format!(" skipped=\"{}\"", xml.skipped), "", 1)
}

fn suite(name: &str, cases: Vec<TestCase>) -> TestSuite {
    let mut suite = TestSuite::new(name);
    suite.add_test_cases(cases);
    suite
}

fn problems(report: &CompatReport) -> Vec<TestCase> {
    let mut by_file: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for problem in &report.problems {
        by_file.entry(problem.file.as_deref().unwrap_or("the run")).or_default().push(plain_line(problem));
    }
    let case = |(file, lines): (&str, Vec<String>)| {
        let mut error = TestCaseStatus::non_success(NonSuccessKind::Error);
        error.set_type("not-checked").set_message(&lines[0]).set_description(lines.join("\n"));
        case(file, "not checked", error)
    };
    by_file.into_iter().map(case).collect()
}

fn by_itself(report: &CompatReport, failing: &[CauseGroup<'_>]) -> Vec<TestCase> {
    let mut by_file: BTreeMap<&str, Vec<&CauseGroup<'_>>> = BTreeMap::new();
    for cause in failing.iter().filter(|cause| cause.pair.is_none()) {
        let file = cause.place().map_or("the run", |place| report.sources[place.file].name.as_str());
        by_file.entry(file).or_default().push(cause);
    }
    if by_file.is_empty() {
        return vec![case("all schemas", BY_ITSELF, TestCaseStatus::success())];
    }
    by_file.into_iter().map(|(file, causes)| case(file, BY_ITSELF, failed(report, &causes))).collect()
}

fn of_subject(report: &CompatReport, subject: &SubjectReport, failing: &Failing<'_>) -> Vec<TestCase> {
    let mut by_direction: BTreeMap<&str, Vec<&CauseGroup<'_>>> = BTreeMap::new();
    let mut known = FxHashSet::default();
    for pair in subject.pairs.iter().filter(|pair| pair.is_gated()) {
        let causes = by_direction.entry(words::direction(pair)).or_default();
        for judged in pair.findings.iter().filter(|judged| judged.disposition.fails()) {
            let is_new = known.insert((words::direction(pair), judged.finding.fingerprint));
            causes.extend(failing.get(&(judged.finding.fingerprint, subject.subject.as_str())).filter(|_| is_new));
        }
    }
    if by_direction.is_empty() {
        let mut skipped = TestCaseStatus::skipped();
        skipped.set_message(why_skipped(subject));
        return vec![case("versions", &subject.subject, skipped)];
    }
    let cases = by_direction.into_iter().map(|(direction, causes)| {
        let status = if causes.is_empty() { TestCaseStatus::success() } else { failed(report, &causes) };
        case(&format!("{}: {direction}", subject.subject), &subject.subject, status)
    });
    cases.collect()
}

fn why_skipped(subject: &SubjectReport) -> String {
    let versions = count(subject.versions.len(), "version");
    match subject.change {
        Some(SubjectChange::Unchanged) => format!("{versions}, as before"),
        Some(SubjectChange::Removed) => "it is gone".to_owned(),
        Some(SubjectChange::Added | SubjectChange::Changed) | None => {
            format!("{} gates no pair of {versions}", subject.level)
        }
    }
}

fn failed(report: &CompatReport, causes: &[&CauseGroup<'_>]) -> TestCaseStatus {
    const MOST: usize = 100;
    let shown = causes.iter().take(MOST);
    let mut frames: Vec<String> = shown.map(|cause| frame::with_notes(report, cause, Look::PLAIN)).collect();
    if causes.len() > MOST {
        let missing = count(causes.len() - MOST, "more finding");
        frames.push(format!("{missing} not listed here; --format json lists all"));
    }
    let more = match and_more(causes.len() - 1) {
        more if more.is_empty() => more,
        more => format!(" ({})", more.trim_start()),
    };
    let mut failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
    failure.set_type(causes[0].finding().rule.id).set_message(format!("{}{more}", message(causes[0])));
    failure.set_description(frames.join("\n\n"));
    failure
}

fn case(name: &str, class: &str, status: TestCaseStatus) -> TestCase {
    let mut case = TestCase::new(&*foreign(name), status);
    case.set_classname(&*foreign(class));
    case
}
