//! Checks that every report of every kind of run is there, complete, and valid.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::python::{python, run};
use crate::repository::{Repository, package};

#[test]
fn every_run_gives_a_valid_report_in_every_format() {
    let runs = [
        ("clean", Repository::clean(), Some(0)),
        ("broken", Repository::broken(), Some(1)),
        ("no-json", Repository::no_json(), Some(2)),
        ("no-schemas", Repository::of(&[("schemas/readme.md", "nothing yet")]), Some(2)),
        ("strange", Repository::strange(), Some(1)),
        ("one-version", Repository::of(&[("schemas/v1/user.avsc", "\"int\"")]), Some(0)),
        ("many", Repository::many(60), Some(1)),
    ];
    let lints = [
        ("lint-clean", Repository::clean(), Some(0)),
        ("lint-faulty", Repository::faulty(), Some(1)),
        ("lint-no-json", Repository::no_json(), Some(2)),
    ];
    let collected = tempfile::tempdir().expect("there is room for reports");
    let runs = runs.iter().map(|run| ("compat", run)).chain(lints.iter().map(|run| ("lint", run)));
    let mut number = 0;
    for (command, (name, repository, expected)) in runs {
        number += 1;
        for detail in [&["--color=always"][..], &["--verbose"], &["--quiet"]] {
            let (reports, code) = repository.reports_of(command, detail);
            assert_eq!(code, *expected, "{name}");
            for (format, text) in &reports {
                let what = format!("{format} of {name} {detail:?}");
                assert!(!text.trim().is_empty(), "{what} is empty");
                assert!(!text.contains('\u{1b}'), "{what} has colours in it");
                let here = repository.path("").to_string_lossy().into_owned();
                assert!(!text.contains(here.trim_end_matches('/')), "{what} has absolute paths");
                if ["json", "sarif", "gitlab", "rdjson"].contains(format) {
                    let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{what}: {error}"));
                    if *format == "rdjson" {
                        let error = jsonschema::validate(&rdjson_schema(), &value).err();
                        assert!(error.is_none(), "{what}: {error:?}");
                    }
                }
                if ["sarif", "junit"].contains(format) {
                    let file = format!("{name}{}.{format}", detail[0]);
                    fs::write(collected.path().join(file), text).expect("there is room for reports");
                }
            }
        }
    }
    let mut validator = Command::new(python("formats"));
    validator.arg(package().join("tests/formats/validate.py")).arg(package().join("tests/schemas"));
    let counted = run(validator.arg(collected.path()));
    assert_eq!(counted.trim(), format!("{0} {0}", 3 * number));
}

/// The schema that reviewdog publishes; it allows other keys, and ours has none.
fn rdjson_schema() -> Value {
    let text = fs::read_to_string(package().join("tests/schemas/rdjson.json")).expect("it is part of this package");
    let closed = text.replace(
        "\"additionalProperties\": true,\n            \"type\"",
        "\"additionalProperties\": false,\n            \"type\"",
    );
    assert_ne!(text, closed);
    serde_json::from_str(&closed).expect("it is JSON")
}

#[test]
fn a_lint_finds_the_same_in_every_format() {
    let (reports, code) = Repository::faulty().reports_of("lint", &[]);
    assert_eq!(code, Some(1));
    for (format, text) in &reports {
        assert!(text.contains("AVC401"), "{format} does not name the rule:\n{text}");
        // It compares nothing, and says nothing about it.
        for word in ["NO PAIR", "gates", "Subjects", "NONE"] {
            assert!(!text.contains(word) || *format == "json" || *format == "sarif", "{format} says {word}:\n{text}");
        }
    }
    for format in ["human", "concise", "github", "azure"] {
        let last = reports[format].lines().last();
        assert_eq!(last, Some("✗ 1 breaking · 1 hint (-v shows them) · 1 subject, 1 version"), "{format}");
    }
    assert!(reports["markdown"].contains("### ❌ Avro schemas have mistakes"), "{}", reports["markdown"]);
    assert!(reports["junit"].contains("tests=\"1\" failures=\"1\""), "{}", reports["junit"]);
}

#[test]
fn rdjson_counts_columns_in_bytes() {
    let repository = Repository::strange();
    let report: Value = serde_json::from_str(&repository.report("rdjson")).expect("it is JSON");
    assert_eq!(report["severity"], "ERROR");
    let diagnostic = &report["diagnostics"][0];
    assert_eq!(diagnostic["location"]["path"], "schemas/v2/Grö ße,100%&'.avsc");
    let text = fs::read_to_string(repository.path("schemas/v2/Grö ße,100%&'.avsc")).expect("it is there");
    let line = text.lines().nth(1).expect("it has three lines");
    let column = |end: &str| diagnostic["location"]["range"][end]["column"].as_u64().expect("a column") as usize - 1;
    assert_eq!(&line[column("start")..column("end")], "\"string\"");
    assert!(is_there(diagnostic["code"]["url"].as_str().expect("a page")));
}

fn sarif(repository: &Repository) -> Value {
    serde_json::from_str(&repository.report("sarif")).expect("it is JSON")
}

#[test]
fn sarif_points_at_the_newer_version_and_names_the_other_side() {
    let log = sarif(&Repository::broken());
    let run = &log["runs"][0];
    let result = run["results"].as_array().expect("results").iter().find(|result| result["ruleId"] == "AVC106");
    let result = result.expect("the example loses a branch");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "schemas/v2/recommendation_request.avsc");
    assert_eq!(place["region"]["startLine"], 9);
    let other = &result["relatedLocations"][0];
    let uri = &other["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "schemas/v1/recommendation_request.avsc");
    assert_eq!(other["message"]["text"], "`v1` can write null");
    assert_eq!(result["level"], "error");
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("an index") as usize];
    assert_eq!(rule["id"], "AVC106");
    assert!(rule["help"]["markdown"].as_str().is_some_and(|help| help.contains("**What to do.**")));
    // What is read by an older reader is mended in the newer file, too.
    let forward =
        run["results"].as_array().expect("results").iter().find(|result| {
            result["message"]["text"].as_str().is_some_and(|text| text.starts_with("`v2` writes string"))
        });
    let place = &forward.expect("the example breaks forward")["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "schemas/v2/movie_rating_event.avsc");
}

#[test]
fn sarif_counts_columns_in_characters_and_escapes_uris() {
    let log = sarif(&Repository::strange());
    assert_eq!(log["runs"][0]["columnKind"], "unicodeCodePoints");
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "schemas/v2/Gr%C3%B6%20%C3%9Fe%2C100%25%26%27.avsc");
    let text = fs::read_to_string(Repository::strange().path("schemas/v2/Grö ße,100%&'.avsc")).expect("it is there");
    let line = text.lines().nth(1).expect("it has three lines");
    let column = place["region"]["startColumn"].as_u64().expect("a column") as usize;
    let marked: String = line.chars().skip(column - 1).take(8).collect();
    assert_eq!(marked, "\"string\"");
}

#[test]
fn sarif_fingerprints_survive_new_lines_and_differ() {
    let fingerprints = |repository: &Repository| -> Vec<String> {
        let log = sarif(repository);
        let results = log["runs"][0]["results"].as_array().expect("results").iter();
        results.map(|result| result["partialFingerprints"]["avrocheck/v1"].to_string()).collect()
    };
    let repository = Repository::broken();
    let before = fingerprints(&repository);
    let file = "schemas/v2/movie_watch_event.avsc";
    let text = fs::read_to_string(repository.path(file)).expect("it is there");
    repository.write(file, &text.replace('{', "\n\n{"));
    assert_eq!(fingerprints(&repository), before);
    let distinct: std::collections::BTreeSet<&String> = before.iter().collect();
    assert_eq!((distinct.len(), before.len()), (4, 4));
}

#[test]
fn what_cannot_be_checked_is_a_result_at_its_place() {
    let log = sarif(&Repository::no_json());
    let run = &log["runs"][0];
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "not-checked");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "schemas/v2/user.avsc");
    assert_eq!(place["region"]["startLine"], 3);
}

#[test]
fn code_scanning_can_show_every_rule_and_every_result() {
    for repository in [Repository::broken(), Repository::no_json(), Repository::of(&[("schemas/none.txt", "")])] {
        let log = sarif(&repository);
        let run = &log["runs"][0];
        assert_eq!(run["tool"]["driver"]["informationUri"], "https://github.com/avrocheck/avrocheck");
        let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
        for rule in rules {
            // GitHub cuts longer descriptions.
            for text in [&rule["shortDescription"]["text"], &rule["fullDescription"]["text"]] {
                assert!(text.as_str().is_some_and(|text| !text.is_empty() && text.chars().count() <= 1_024), "{rule}");
            }
            assert!(is_there(rule["helpUri"].as_str().expect("a page")), "{rule}");
        }
        for result in run["results"].as_array().expect("results") {
            let rule = &rules[result["ruleIndex"].as_u64().expect("an index") as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(
                result["locations"][0]["physicalLocation"].is_object(),
                "GitHub refuses those of no place: {result}"
            );
        }
    }
}

/// Whether a page of this release has this heading.
fn is_there(uri: &str) -> bool {
    let release = format!("https://github.com/avrocheck/avrocheck/blob/v{}/", env!("CARGO_PKG_VERSION"));
    let (page, heading) = uri.strip_prefix(&release).and_then(|rest| rest.split_once('#')).expect("a part of a page");
    let text = fs::read_to_string(package().join(page)).expect("the page is there");
    let headings = text.lines().filter_map(|line| line.strip_prefix("## "));
    headings.into_iter().any(|line| line.to_lowercase().replace(' ', "-") == heading)
}

#[test]
fn what_was_not_checked_is_no_test_that_passes() {
    let report = Repository::of(&[("schemas/none.txt", "")]).report("junit");
    assert!(report.contains("tests=\"1\" failures=\"0\" errors=\"1\""), "{report}");
}

#[test]
fn junit_has_a_case_for_each_subject_and_direction() {
    let report = Repository::broken().report("junit");
    for case in [
        "<testcase name=\"movie_watch_event: backward\" classname=\"movie_watch_event\">",
        "<testcase name=\"movie_watch_event: forward\" classname=\"movie_watch_event\"/>",
        "type=\"AVC101\"",
    ] {
        assert!(report.contains(case), "{case} is not in {report}");
    }
    let clean = Repository::clean().report("junit");
    assert!(clean.contains("failures=\"0\" errors=\"0\"") && clean.matches("<testcase").count() >= 6, "{clean}");
    let no_json = Repository::no_json().report("junit");
    assert!(no_json.contains("<error message=\"schemas/v2/user.avsc:3:11"), "{no_json}");
}

#[test]
fn concise_has_a_line_for_each_cause() {
    let report = Repository::broken().report("concise");
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(lines.len(), 5, "{report}");
    let line =
        "schemas/v2/movie_watch_event.avsc:9:5: AVC101 `v1` has no field \"sessionId\", and `v2` has no default for it";
    assert!(lines.contains(&line), "{report}");
    assert!(Repository::no_json().report("concise").starts_with("schemas/v2/user.avsc:3:11"));
}
