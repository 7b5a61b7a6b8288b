//! Checks what hosts need of reports: escapes, structure, and their limits.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::repository::Repository;

fn commands<'a>(report: &'a str, mark: &str) -> Vec<&'a str> {
    report.lines().filter(|line| line.starts_with(&format!("::{mark} "))).collect()
}

#[test]
fn github_annotates_the_line_that_is_wrong() {
    let report = Repository::broken().report("github");
    let errors = commands(&report, "error");
    assert_eq!(errors.len(), 4, "{report}");
    let place = "::error file=schemas/v2/movie_watch_event.avsc,line=9,endLine=9,col=5,endColumn=44,title=AVC101 missing-default%3A \
                 movie_watch_event.sessionId::`v1` has no field";
    assert!(errors.iter().any(|error| error.starts_with(place)), "{report}");
    assert!(errors.iter().all(|error| error.contains("%0Afix: ")), "{report}");
    let no_json = Repository::no_json().report("github");
    let place = "::error file=schemas/v2/user.avsc,line=3,col=11,title=avrocheck%3A not checked::";
    assert!(no_json.starts_with(place), "{no_json}");
    let clean = Repository::clean().report("github");
    assert!(!clean.contains("::") && clean.contains("36 pairs compatible"), "{clean}");
}

#[test]
fn github_takes_nothing_of_a_schema_for_a_command() {
    let report = Repository::strange().report("github");
    for line in report.lines() {
        let is_command = ["::error ", "::warning ", "::notice "].iter().any(|start| line.starts_with(start));
        assert!(is_command || !(line.trim_start().starts_with("::") || line.contains("##[")), "{line}");
        if let Some((properties, _)) = line.strip_prefix("::error ").and_then(|rest| rest.split_once("::")) {
            let names: Vec<&str> = properties.split(',').filter_map(|property| property.split('=').next()).collect();
            assert_eq!(names, ["file", "line", "endLine", "col", "endColumn", "title"], "{line}");
            assert!(properties.starts_with("file=schemas/v2/Grö ße%2C100%25&'.avsc,"), "{line}");
        }
    }
}

#[test]
fn github_shows_ten_and_counts_the_others() {
    let report = Repository::many(40).verdicts("github");
    let errors = commands(&report, "error");
    assert_eq!(errors.len(), 10, "{report}");
    assert!(errors[9].ends_with("::31 more like these: they are in the log and in the job's summary"), "{report}");
    assert_eq!(report.lines().filter(|line| line.starts_with("schemas/v2/user.avsc:")).count(), 31, "{report}");
    assert_eq!(commands(&Repository::many(10).verdicts("github"), "error").len(), 10);
    let distinct: BTreeSet<&&str> = errors.iter().collect();
    assert_eq!(distinct.len(), errors.len());
}

#[test]
fn the_step_summary_is_added_to_and_never_too_large() {
    let repository = Repository::many(3_000);
    let file = repository.path("summary.md");
    let check = |before: &str| {
        fs::write(&file, before).expect("a file of the test");
        let mut program = repository.program();
        program.args(["compat", "schemas", "--no-proof", "--format", "github"]).env("GITHUB_STEP_SUMMARY", &file);
        assert_eq!(program.output().expect("the program runs").status.code(), Some(1));
        fs::read_to_string(&file).expect("a file of the test")
    };
    let summary = check("# Before\n");
    assert!(summary.starts_with("# Before\n<!-- avrocheck -->\n### ❌ "), "{}", &summary[..200]);
    assert!(summary.len() <= 1 << 20 && summary.len() > 900_000, "{} bytes", summary.len());
    // One is the fold around those that are not open.
    let shown = summary.matches("<details>").count() + summary.matches("<details open>").count() - 1;
    let left = 3_000 - shown;
    let left = if left < 1_000 { left.to_string() } else { format!("{},{:03}", left / 1_000, left % 1_000) };
    assert!(summary.contains(&format!("**{left} more findings that do not fit here**")));
    let full = "x".repeat((1 << 20) - 100);
    assert_eq!(check(&full).len(), full.len(), "GitHub drops summaries of more than a mebibyte whole");

    let mut program = repository.program();
    program
        .args(["compat", "schemas", "--no-proof", "--format", "github"])
        .env("GITHUB_STEP_SUMMARY", repository.path("no/where"));
    let output = program.output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the step summary"));
}

#[test]
fn a_comment_opens_with_the_verdict_and_fits() {
    let report = Repository::many(2_000).verdicts("markdown");
    assert!(report.starts_with("<!-- avrocheck -->\n### ❌ Avro schemas break compatibility\n"), "{}", &report[..300]);
    assert!(report.len() <= 65_536 && report.len() > 60_000, "{} bytes", report.len());
    assert!(report.contains(" more findings that do not fit here**"));
    let clean = Repository::clean().report("markdown");
    assert!(clean.starts_with("<!-- avrocheck -->\n### ✅ Avro schemas are compatible\n"), "{clean}");
    let no_json = Repository::no_json().report("markdown");
    assert!(no_json.contains("⛔") && no_json.contains("schemas/v2/user.avsc:3:11: error: "), "{no_json}");
}

#[test]
fn a_comment_is_not_broken_by_what_it_quotes() {
    let report = Repository::strange().report("markdown");
    let fences: Vec<&str> = report.lines().filter(|line| line.starts_with("```")).collect();
    assert!(fences.len() >= 2 && fences.len().is_multiple_of(2), "{report}");
    let frame = fences.iter().position(|fence| *fence == "`````text").expect("the text has four backticks");
    assert_eq!(fences[frame + 1], "`````");
}

#[test]
fn a_comment_has_five_findings_open_and_the_others_folded_by_rule() {
    let report = Repository::many(40).verdicts("markdown");
    let link = "**[AVC101](https://github.com/avrocheck/avrocheck/blob/v0.1.0/docs/rules.md#avc101-missing-default)**";
    assert_eq!(report.matches(&format!("{link} missing-default: 40 findings\n")).count(), 1, "{report}");
    assert_eq!(report.matches("<details open>").count(), 5, "{report}");
    assert_eq!(report.matches("<details><summary>35 more findings of AVC101</summary>").count(), 1, "{report}");
    assert_eq!(report.matches("</details>").count(), 40 + 1 + 1, "the fold and the matrix are closed, too: {report}");
    let broken = Repository::broken().report("markdown");
    assert_eq!(broken.matches("<details open>").count(), 4, "{broken}");
    assert!(!broken.contains("more finding"), "{broken}");
}

#[test]
fn rules_share_the_room_of_a_comment() {
    let repository = Repository::many(2_000);
    let before = fs::read_to_string(repository.path("schemas/v1/user.avsc")).expect("it was written");
    let after = fs::read_to_string(repository.path("schemas/v2/user.avsc")).expect("it was written");
    let field = |ty: &str| format!("\"fields\": [{{\"name\": \"last\", \"type\": \"{ty}\"}}");
    repository.write("schemas/v1/user.avsc", &before.replace("\"fields\": [", &field("int")));
    repository.write("schemas/v2/user.avsc", &after.replace("\"fields\": [", &format!("{},", field("string"))));
    let report = repository.verdicts("markdown");
    assert!(report.contains("[AVC102]") && report.contains("[AVC101]"), "{}", &report[..2_000]);
    assert!(report.len() <= 65_536, "{} bytes", report.len());
}

#[test]
fn azure_gets_issues_of_its_shape() {
    let report = Repository::broken().report("azure");
    let issues: Vec<&str> = report.lines().filter(|line| line.starts_with("##vso[")).collect();
    assert_eq!(issues.len(), 4, "{report}");
    let place = "##vso[task.logissue type=error;sourcepath=schemas/v2/movie_watch_event.avsc;linenumber=9;columnnumber=5;\
                 code=AVC101;]`v1` has no field";
    assert!(issues.iter().any(|issue| issue.starts_with(place)), "{report}");
    assert!(issues.iter().all(|issue| issue.contains("%0Afix: ")), "{report}");
    let strange = Repository::strange().report("azure");
    assert!(strange.contains("sourcepath=schemas/v2/Grö ße,100%AZP25&'.avsc;"), "{strange}");
    let no_json = Repository::no_json().report("azure");
    let place = "##vso[task.logissue type=error;sourcepath=schemas/v2/user.avsc;linenumber=3;columnnumber=11;]";
    assert!(no_json.starts_with(place), "{no_json}");
    let clean = Repository::clean().report("azure");
    assert!(!clean.contains("##") && clean.contains("36 pairs compatible"), "{clean}");
}

#[test]
fn gitlab_gets_entries_of_its_shape() {
    let entries = |repository: Repository| -> Vec<Value> {
        serde_json::from_str(&repository.report("gitlab")).expect("a JSON array")
    };
    assert_eq!(entries(Repository::clean()), Vec::<Value>::new());
    for (repository, expected, severity) in [
        (Repository::broken(), 4, "critical"),
        (Repository::no_json(), 1, "blocker"),
        (Repository::of(&[("schemas/none.txt", "")]), 1, "blocker"),
    ] {
        let entries = entries(repository);
        assert_eq!(entries.len(), expected);
        let fingerprints: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
        assert_eq!(fingerprints.len(), entries.len(), "each has one, and it is its own");
        for entry in &entries {
            assert!(entry["description"].is_string() && entry["check_name"].is_string(), "{entry}");
            assert_eq!(entry["severity"], severity);
            assert!(entry["location"]["path"].as_str().is_some_and(|path| !path.starts_with(['/', '.'])), "{entry}");
            assert!(entry["location"]["lines"]["begin"].as_u64().is_some_and(|line| line >= 1), "{entry}");
        }
    }
}

#[test]
fn gitlab_tells_one_cause_in_two_files_apart() {
    let bad = r#"{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int", "default": "x"}]}"#;
    let repository = Repository::of(&[("schemas/v1/one.avsc", bad), ("schemas/v1/two.avsc", bad)]);
    let entries: Vec<Value> = serde_json::from_str(&repository.report("gitlab")).expect("a JSON array");
    let fingerprints: BTreeSet<&str> = entries.iter().filter_map(|entry| entry["fingerprint"].as_str()).collect();
    assert_eq!((entries.len(), fingerprints.len()), (2, 2), "{entries:?}");
}

#[test]
fn people_see_what_is_excused() {
    let repository = Repository::broken();
    let waivers = ["c0840bef089e", "ec15a5bca838", "ad87da0d1746"]
        .map(|fingerprint| format!("[[waive]]\nfingerprint = \"{fingerprint}\"\nreason = \"\"\"drained\n<b>\"\"\"\n"));
    let unused = "[[waive]]\nfingerprint = \"000000000000\"\nreason = \"none\"\n";
    repository.write("avrocheck.toml", &format!("{}{unused}", waivers.concat()));
    let (reports, code) = repository.reports(&[]);
    assert_eq!(code, Some(0));
    for (format, verdict, waived) in [
        ("markdown", "✅ Avro schemas pass, but not all that is gated is compatible", "no expiry): drained <b>"),
        ("html", "<h1>Passed, but not all that is gated is compatible</h1>", "no expiry): drained &lt;b&gt;"),
        ("human", "3 waived", "no expiry): drained <b>"),
    ] {
        let report = &reports[format];
        assert!(report.contains(verdict) && report.contains(waived), "{report}");
        let remark = "nothing here has 000000000000 (without --against): its waiver may go";
        assert_eq!(report.contains(remark), format != "human", "{report}");
    }
    let errors = repository.check(&[]).stderr;
    let errors = String::from_utf8_lossy(&errors);
    assert!(errors.starts_with("warning: avrocheck.toml:"), "{errors}");
}

#[test]
fn code_scanning_gets_no_more_than_it_takes() {
    let repository = Repository::many(25_010);
    assert_eq!(repository.check(&["--format=sarif=many.sarif", "--no-proof"]).status.code(), Some(1));
    let text = fs::read_to_string(repository.path("many.sarif")).expect("it was written");
    let log: Value = serde_json::from_str(&text).expect("it is JSON");
    let run = &log["runs"][0];
    assert_eq!(run["results"].as_array().map(Vec::len), Some(25_000));
    let notifications = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notifications.contains("10 more results not listed"), "{notifications}");
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(text.as_bytes()).expect("memory takes everything");
    let size = packed.finish().expect("memory takes everything").len();
    assert!(size < 10_000_000, "GitHub takes 10 MB, and this is {size}");
}
