//! Every directory under `tests/cases/<rule>` is a case: `writer.avsc`, `reader.avsc` and, where it helps, `data.jsonl` with
//! records of the writer's. Its report is a snapshot, and the rule that the directory is named after must be in it; those
//! under `compatible` must break nothing for new readers. Directories under `tests/cases-two-files` hold two files of one
//! version. A new case needs no Rust.

#![allow(missing_docs, unreachable_pub)]

mod support;

use std::fs;
use std::path::Path;

use avro_resolve::resolution::Verdict;
use avrocheck::check::{Options, check};
use avrocheck::finding::Finding;
use avrocheck::lint::{LintScope, lint};
use avrocheck::model::input::{FixtureLayout, FixtureText, Input, SchemaText, VersionPlace};
use avrocheck::model::level::{Direction, Level, Reach};
use avrocheck::model::version::Version;
use avrocheck::policy::Policy;
use avrocheck::policy::origin::{SettingOrigin, Stated};
use avrocheck::render;
use avrocheck::render::format::human::render;
use avrocheck::render::part::look::{Detail, Look};
use avrocheck::render::part::view::{Diffs, Matrices, View};
use avrocheck::report::CompatReport;
use avrocheck::rule::{self, Activation, Rule, Severity};
use support::{assert_none, directories, read, root, rows};

const FULL_TRANSITIVE: Level = Level { direction: Direction::Full, reach: Reach::Transitive };

#[test]
fn cases() {
    check_all("cases", two_versions);
}

#[test]
fn cases_of_two_files() {
    check_all("cases-two-files", two_files);
}

/// Every pair of the recorded data that is about hazards (H01 to H37) is a case, whose name begins with its id; those that are
/// no hazards too, which shows what is said of them.
#[test]
fn every_recorded_hazard_is_a_case() {
    let json = |path: &Path| -> serde_json::Value { serde_json::from_str(&read(path)).expect("schemas are JSON") };
    let cases: Vec<_> = directories(&root().join("tests/cases")).iter().flat_map(|rule| directories(rule)).collect();
    let mut missing = Vec::new();
    let mut hazards = 0;
    for row in rows("edge.jsonl") {
        let id = row["id"].as_str().expect("every row has an id").to_lowercase();
        let is_hazard = id.strip_prefix('h').is_some_and(|number| number.parse::<u32>().is_ok());
        if !is_hazard {
            continue;
        }
        hazards += 1;
        let is_of_row = |case: &&std::path::PathBuf| {
            name(case).starts_with(&format!("{id}-"))
                && json(&case.join("writer.avsc")) == row["writer"]
                && json(&case.join("reader.avsc")) == row["reader"]
        };
        if !cases.iter().any(|case| is_of_row(&case)) {
            missing.push(id);
        }
    }
    assert_eq!(hazards, 37);
    assert_none("recorded hazards are no case", &missing);
}

/// What is said to change its meaning is shown to, wherever data can be read.
#[test]
fn hazards_have_examples() {
    let mut shown = 0;
    let mut bare = Vec::new();
    for case in directories(&root().join("tests/cases")).iter().flat_map(|rule| directories(rule)) {
        let report = check(two_versions(&case), &Options { round_trips: false, ..options() });
        let pairs = report.subjects.iter().flat_map(|subject| &subject.pairs);
        for finding in pairs.filter(|pair| pair.verdict == Verdict::Compatible).flat_map(|pair| &pair.findings) {
            match &finding.evidence.example {
                Some(example) => shown += usize::from(example.before != example.after),
                None if finding.finding.rule.id.starts_with("AVC2") => {
                    bare.push(format!("{}: {}", name(&case), finding.finding.rule.id))
                }
                None => {}
            }
        }
    }
    assert!(shown > 60, "only {shown} examples show a change");
    assert_none("hazards have no example", &bare);
}

fn check_all(place: &str, input: fn(&Path) -> Input) {
    colored::control::set_override(false);
    let mut failures = Vec::new();
    for rule in directories(&root().join("tests").join(place)) {
        for case in directories(&rule) {
            let (rule, name) = (name(&rule), name(&case));
            let advice = advice(rule, &case);
            let report = match advice {
                Some(rule) => lint(input(&case), &LintScope::All, &[rule], &Policy::at(FULL_TRANSITIVE)),
                None => check(input(&case), &options()),
            };
            if let Some(complaint) = complaint(rule, &report) {
                failures.push(format!("{rule}/{name}: {complaint}"));
            }
            let text = match advice {
                Some(_) => render::command::lint::render(&report, view(name).look),
                None => render(&report, &view(name)),
            };
            let mut settings = insta::Settings::clone_current();
            settings.set_snapshot_path(format!("snapshots/{place}/{rule}"));
            settings.set_prepend_module_to_snapshot(false);
            settings.set_omit_expression(true);
            // One snapshot that differs must not hide the others.
            let snapshot = || settings.bind(|| insta::assert_snapshot!(name, text));
            if std::panic::catch_unwind(std::panic::AssertUnwindSafe(snapshot)).is_err() {
                failures.push(format!("{rule}/{name}: the report is not that of the snapshot (cargo insta review)"));
            }
        }
    }
    assert_none("cases fail", &failures);
}

/// The rule, if only a lint raises what the case shows.
fn advice(rule: &str, case: &Path) -> Option<&'static Rule> {
    let rule = rule::find(rule.split('-').next().unwrap_or_default())?;
    let is_advice = rule.activation != Activation::Always || case.ends_with("union-without-branches");
    is_advice.then_some(rule)
}

fn options() -> Options {
    let level = Stated { value: FULL_TRANSITIVE, origin: SettingOrigin::Flag("the test") };
    let policy = Policy { level, ..Policy::at(FULL_TRANSITIVE) };
    Options::new(policy)
}

fn view(case: &str) -> View<'_> {
    View {
        target: case,
        look: Look { detail: Detail::Verbose, ..Look::PLAIN },
        matrices: Matrices::Failing,
        diffs: Diffs::Omitted,
    }
}

/// What is wrong with the report of a case of this rule.
fn complaint(rule: &str, report: &CompatReport) -> Option<String> {
    if let Some(problem) = report.problems.first() {
        return Some(format!("{problem:?}"));
    }
    let pairs = || report.subjects.iter().flat_map(|subject| &subject.pairs);
    if rule == "compatible" {
        let backward = pairs().filter(|pair| pair.is_backward()).flat_map(|pair| &pair.findings);
        let mut breaking = backward.filter(|finding| finding.severity == Severity::Breaking);
        return breaking.next().map(|finding| format!("{} is breaking", finding.finding.rule.id));
    }
    let findings = || pairs().flat_map(|pair| &pair.findings).chain(&report.findings);
    let has_other_kind = |finding: &&Finding| match finding.failure_kind() {
        Some(kind) => !finding.rule.kinds.contains(&kind),
        None => !finding.rule.kinds.is_empty(),
    };
    if let Some(finding) = findings().map(|judged| &judged.finding).find(has_other_kind) {
        return Some(format!("{} has a kind that its rule does not list", finding.rule.id));
    }
    let is_found =
        findings().any(|finding| rule == format!("{}-{}", finding.finding.rule.id, finding.finding.rule.name));
    let found: Vec<&str> = findings().map(|finding| finding.finding.rule.id).collect();
    (!is_found).then(|| format!("the rule is not among {found:?}"))
}

/// The writer's schema as `v1` and the reader's as `v2` of one subject.
fn two_versions(case: &Path) -> Input {
    let version = |label| Version::parse(label).expect("a version");
    let schema = |file: &str, label| SchemaText {
        name: file.to_owned(),
        text: read(&case.join(file)),
        subject: name(case).to_owned(),
        place: VersionPlace::Own(version(label)),
    };
    let records = case.join("data.jsonl");
    let fixtures = records.exists().then(|| FixtureText {
        name: "data.jsonl".to_owned(),
        text: read(&records),
        layout: FixtureLayout::Lines,
        subject: name(case).to_owned(),
        version: version("v1"),
    });
    Input {
        schemas: vec![schema("reader.avsc", "v2"), schema("writer.avsc", "v1")],
        fixtures: fixtures.into_iter().collect(),
        ..Input::default()
    }
}

/// Every file as a subject of its own, all in version `v1`, but for `shared.avsc`, which has no version.
fn two_files(case: &Path) -> Input {
    let entries = fs::read_dir(case).expect("a case is a directory");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("a directory's entries can be read").path()).collect();
    files.sort();
    let schema = |file: &Path| SchemaText {
        name: name(file).to_owned(),
        text: read(file),
        subject: name(file).trim_end_matches(".avsc").to_owned(),
        place: match name(file) {
            "shared.avsc" => VersionPlace::Unversioned,
            _ => VersionPlace::Shared { group: String::new(), version: Version::parse("v1").expect("a version") },
        },
    };
    Input { schemas: files.iter().map(|file| schema(file)).collect(), ..Input::default() }
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("cases have readable names")
}
