//! Checks that every recorded hazard is a case, and that the examples of hazards are true.

use std::path::{Path, PathBuf};

use crate::check::{Options, check};
use crate::model::input::{FixtureLayout, FixtureText, Input, RecordText, SchemaText, VersionPlace};
use crate::model::level::{Direction, Level, Reach};
use crate::model::version::Version;
use crate::policy::Policy;
use crate::policy::origin::{SettingOrigin, Stated};
use avro_resolve::resolution::Verdict;

use super::support::{assert_none, directories, read, root, rows};

const FULL_TRANSITIVE: Level = Level { direction: Direction::Full, reach: Reach::Transitive };

/// Every pair of the recorded data that is about hazards (H01 to H37) is a case, whose name begins with its id; those that are
/// no hazards too, which shows what is said of them.
#[test]
fn every_recorded_hazard_is_a_case() {
    let json = |path: &Path| -> serde_json::Value { serde_json::from_str(&read(path)).expect("schemas are JSON") };
    let cases = pairs();
    let mut missing = Vec::new();
    let mut hazards = 0;
    for row in rows("edge.jsonl") {
        let id = row["id"].as_str().expect("every row has an id").to_lowercase();
        let is_hazard = id.strip_prefix('h').is_some_and(|number| number.parse::<u32>().is_ok());
        if !is_hazard {
            continue;
        }
        hazards += 1;
        let is_of_row = |case: &&PathBuf| {
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
    for case in pairs() {
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

/// A finding has a kind of incompatibility if its rule lists some, and then one of those.
#[test]
fn findings_have_the_kinds_of_their_rules() {
    let mut other = Vec::new();
    for case in pairs() {
        let report = check(two_versions(&case), &Options { round_trips: false, ..options() });
        for finding in report.subjects.iter().flat_map(|subject| &subject.pairs).flat_map(|pair| &pair.findings) {
            let (kind, kinds) = (finding.finding.failure_kind(), finding.finding.rule.kinds);
            if !kind.map_or(kinds.is_empty(), |kind| kinds.contains(&kind)) {
                other.push(format!("{}: {} {kind:?}", name(&case), finding.finding.rule.id));
            }
        }
    }
    assert_none("findings have a kind that their rule does not list", &other);
}

/// The cases of two schemas.
fn pairs() -> Vec<PathBuf> {
    let groups = directories(&root().join("tests/cases"));
    groups.iter().flat_map(|group| directories(group)).filter(|case| case.join("writer.avsc").exists()).collect()
}

fn options() -> Options {
    let level = Stated { value: FULL_TRANSITIVE, origin: SettingOrigin::Flag("the test") };
    let policy = Policy { level, ..Policy::at(FULL_TRANSITIVE) };
    Options::new(policy)
}

/// The writer's schema as `v1` and the reader's as `v2` of one subject.
fn two_versions(case: &Path) -> Input {
    let version = |label| Version::parse(label).expect("a version");
    let schema = |file: &str, label| SchemaText {
        name: file.to_owned(),
        text: read(&case.join(file)).into(),
        subject: name(case).to_owned(),
        place: VersionPlace::Own(version(label)),
        references: Vec::new(),
    };
    let records = case.join("writer.jsonl");
    let fixtures = records.exists().then(|| FixtureText {
        records: RecordText { name: "writer.jsonl".to_owned(), text: read(&records), layout: FixtureLayout::Lines },
        subject: name(case).to_owned(),
        version: version("v1"),
    });
    Input {
        schemas: vec![schema("reader.avsc", "v2"), schema("writer.avsc", "v1")],
        fixtures: fixtures.into_iter().collect(),
        ..Input::default()
    }
}

fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("cases have readable names")
}
