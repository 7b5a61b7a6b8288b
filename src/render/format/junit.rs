//! A report in, JUnit's XML out: a test case for each subject and direction that the level gates, and whether it passes.

use std::collections::BTreeMap;
use std::fmt::Write;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::finding::fingerprint::Fingerprint;
use crate::released::SubjectChange;
use crate::render::part::frame;
use crate::render::part::line::problem_line;
use crate::render::part::look::{Detail, Look};
use crate::render::part::markup::escape;
use crate::render::part::phrase::count;
use crate::render::part::told::{Cause, Once, Weight, causes};
use crate::render::part::view::View;
use crate::render::words;
use crate::report::{CompatReport, SubjectReport};

/// The most causes that one case tells in full.
const MOST: usize = 100;

/// One case's end.
enum End {
    Passed,
    Skipped(String),
    /// What it is called, in one line, and in full.
    Failed(&'static str, String, String),
    /// Could not be checked.
    Error(String, String),
}

struct Case {
    class: String,
    name: String,
    end: End,
}

/// Writes the report as XML.
pub fn render(report: &CompatReport, view: &View<'_>) -> String {
    let look = Look { detail: Detail::Quiet, ..Look::PLAIN };
    let failing: Vec<Cause<'_>> = causes(report, &View { look, ..*view }, Once::InEachSubject);
    let of_subjects: FxHashMap<(Fingerprint, &str), &Cause<'_>> =
        failing.iter().map(|cause| ((cause.finding.fingerprint, cause.subject), cause)).collect();
    let mut suites: Vec<(String, Vec<Case>)> = Vec::new();
    if !report.problems.is_empty() || report.subjects.is_empty() {
        suites.push(("whether all could be checked".to_owned(), problems(report)));
    }
    // Where there was no schema to look at, none has passed.
    if !report.subjects.is_empty() || failing.iter().any(|cause| cause.subject.is_empty()) {
        suites.push(("each schema by itself".to_owned(), by_itself(report, &failing)));
    }
    for subject in &report.subjects {
        suites.push((subject.subject.clone(), of_subject(report, subject, &of_subjects)));
    }
    document(&suites)
}

fn problems(report: &CompatReport) -> Vec<Case> {
    let mut by_file: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for problem in &report.problems {
        by_file.entry(problem.file.as_deref().unwrap_or("the run")).or_default().push(problem_line(problem));
    }
    let case = |(file, lines): (&str, Vec<String>)| Case {
        class: "not checked".to_owned(),
        name: file.to_owned(),
        end: End::Error(lines[0].clone(), lines.join("\n")),
    };
    by_file.into_iter().map(case).collect()
}

fn by_itself(report: &CompatReport, failing: &[Cause<'_>]) -> Vec<Case> {
    let mut by_file: BTreeMap<&str, Vec<&Cause<'_>>> = BTreeMap::new();
    for cause in failing.iter().filter(|cause| cause.subject.is_empty()) {
        let file = cause.place().map_or("the run", |place| report.sources[place.file].name.as_str());
        by_file.entry(file).or_default().push(cause);
    }
    let class = "each schema by itself";
    if by_file.is_empty() {
        return vec![Case { class: class.to_owned(), name: "all schemas".to_owned(), end: End::Passed }];
    }
    let case = |(file, causes): (&str, Vec<&Cause<'_>>)| Case {
        class: class.to_owned(),
        name: file.to_owned(),
        end: failed(report, &causes),
    };
    by_file.into_iter().map(case).collect()
}

fn of_subject(
    report: &CompatReport,
    subject: &SubjectReport,
    failing: &FxHashMap<(Fingerprint, &str), &Cause<'_>>,
) -> Vec<Case> {
    let mut by_direction: BTreeMap<&str, Vec<&Cause<'_>>> = BTreeMap::new();
    let mut known = FxHashSet::default();
    for pair in subject.pairs.iter().filter(|pair| pair.is_gated()) {
        let causes = by_direction.entry(words::direction(pair)).or_default();
        for finding in pair.findings.iter().filter(|judged| judged.disposition.fails()) {
            let is_new = known.insert((words::direction(pair), finding.finding.fingerprint));
            causes.extend(failing.get(&(finding.finding.fingerprint, subject.subject.as_str())).filter(|_| is_new));
        }
    }
    let class = || subject.subject.clone();
    if by_direction.is_empty() {
        let versions = count(subject.versions.len(), "version");
        let reason = match subject.change {
            Some(SubjectChange::Unchanged) => format!("{versions}, as before"),
            Some(SubjectChange::Removed) => "it is gone".to_owned(),
            Some(SubjectChange::Added | SubjectChange::Changed) | None => {
                format!("{} gates no pair of {versions}", subject.level)
            }
        };
        return vec![Case { class: class(), name: "versions".to_owned(), end: End::Skipped(reason) }];
    }
    let case = |(direction, causes): (&str, Vec<&Cause<'_>>)| Case {
        class: class(),
        name: format!("{}: {direction}", subject.subject),
        end: if causes.is_empty() { End::Passed } else { failed(report, &causes) },
    };
    by_direction.into_iter().map(case).collect()
}

fn failed(report: &CompatReport, causes: &[&Cause<'_>]) -> End {
    debug_assert!(causes.iter().all(|cause| cause.weight == Weight::Fails));
    let shown = causes.iter().take(MOST);
    let frames: Vec<String> = shown.map(|cause| frame::of_cause(&report.sources, cause, Look::PLAIN)).collect();
    let mut frames = frames.join("\n\n");
    if causes.len() > MOST {
        let missing = count(causes.len() - MOST, "more finding");
        frames.push_str(&format!("\n\n{missing} not listed here; --format json lists all"));
    }
    let more = if causes.len() > 1 { format!(" (and {} more)", causes.len() - 1) } else { String::new() };
    End::Failed(causes[0].finding.rule.id, format!("{}{more}", causes[0].message()), frames)
}

fn document(suites: &[(String, Vec<Case>)]) -> String {
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let all = || suites.iter().flat_map(|(_, cases)| cases);
    let (tests, failures, errors, _) = tally(all());
    line(
        &mut text,
        format!("<testsuites name=\"avrocheck\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"),
    );
    for (name, cases) in suites {
        let (tests, failures, errors, skipped) = tally(cases.iter());
        let numbers = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\"");
        line(&mut text, format!("  <testsuite name=\"{}\" {numbers}>", escape(name)));
        for case in cases {
            let start = format!("    <testcase classname=\"{}\" name=\"{}\"", escape(&case.class), escape(&case.name));
            let inside = match &case.end {
                End::Passed => {
                    line(&mut text, format!("{start}/>"));
                    continue;
                }
                End::Skipped(reason) => format!("<skipped message=\"{}\"/>", attribute(reason)),
                End::Failed(rule, message, full) => {
                    format!("<failure type=\"{rule}\" message=\"{}\">{}</failure>", attribute(message), escape(full))
                }
                End::Error(message, full) => {
                    format!("<error type=\"not-checked\" message=\"{}\">{}</error>", attribute(message), escape(full))
                }
            };
            line(&mut text, format!("{start}>\n      {inside}\n    </testcase>"));
        }
        line(&mut text, "  </testsuite>".to_owned());
    }
    line(&mut text, "</testsuites>".to_owned());
    text
}

fn line(text: &mut String, line: String) {
    writeln!(text, "{line}").expect("a String takes everything");
}

/// Readers of XML turn line feeds in attributes into spaces; they are told apart here.
fn attribute(text: &str) -> String {
    escape(text).replace('\n', "&#10;")
}

/// Tests, failures, errors, and those that were skipped.
fn tally<'a>(cases: impl Iterator<Item = &'a Case>) -> (usize, usize, usize, usize) {
    cases.fold((0, 0, 0, 0), |(tests, failures, errors, skipped), case| match case.end {
        End::Passed => (tests + 1, failures, errors, skipped),
        End::Skipped(_) => (tests + 1, failures, errors, skipped + 1),
        End::Failed(..) => (tests + 1, failures + 1, errors, skipped),
        End::Error(..) => (tests + 1, failures, errors + 1, skipped),
    })
}
