//! Follows a team that adopts the gate: a pull request that breaks, its fix, a waiver, and the day after.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::python::{python, run};
use crate::repository::{FORMATS, Repository, package};

const USER: &str = r#"{
  "type": "record",
  "name": "User",
  "fields": [
    {"name": "id", "type": "long"}
  ]
}
"#;

const ORDER: &str = r#"{
  "type": "record",
  "name": "Order",
  "fields": [
    {"name": "amount", "type": "long"}
  ]
}
"#;

#[test]
fn a_team_adopts_the_gate_and_lives_with_it() {
    let team = Repository::of(&[("schemas/v1/user.avsc", USER), ("schemas/v1/order.avsc", ORDER)]);
    git(&team, &["init", "--quiet", "--initial-branch=main"]);
    commit(&team);

    let adopted = avrocheck(&team, &["init", "--ci", "github"]);
    assert_eq!(adopted.status.code(), Some(0), "{}", output_of(&adopted));
    assert!(team.path("avrocheck.toml").is_file() && team.path(".github/workflows/avrocheck.yml").is_file());
    assert_eq!(avrocheck(&team, &["compat"]).status.code(), Some(0), "what passed before passes now");
    commit(&team);

    a_break_is_seen_and_mended(&team);
    git(&team, &["checkout", "--quiet", "main"]);
    a_break_is_waived_for_a_while(&team);
}

fn a_break_is_seen_and_mended(team: &Repository) {
    git(team, &["checkout", "--quiet", "-b", "email"]);
    let file = "schemas/v2/user.avsc";
    team.write(file, &USER.replace("\"long\"}", "\"long\"},\n    {\"name\": \"email\", \"type\": \"string\"}"));
    commit(team);
    let annotated = avrocheck(team, &["compat", "--against", "main", "--format", "github"]);
    assert_eq!(annotated.status.code(), Some(1), "{}", output_of(&annotated));
    let annotations = String::from_utf8(annotated.stdout).expect("reports are UTF-8");
    let line = annotations.lines().find(|line| line.starts_with("::error ")).expect("an annotation");
    assert!(line.contains("file=schemas/v2/user.avsc,line=6,") && line.contains("AVC101"), "{line}");

    let (reports, code) = team.reports(&["--against", "main"]);
    assert_eq!(code, Some(1));
    for format in FORMATS {
        assert!(reports[format].contains("AVC101"), "{format} does not name the rule:\n{}", reports[format]);
    }
    for format in ["sarif", "junit"] {
        fs::write(team.path(&format!("reports.{format}")), &reports[format]).expect("there is room for reports");
    }
    let mut validator = Command::new(python("formats"));
    validator.arg(package().join("tests/formats/validate.py")).arg(package().join("tests/schemas")).arg(team.path(""));
    // Those of the run stand beside the copies.
    assert_eq!(run(&mut validator).trim(), "2 2");

    let report: Value = serde_json::from_str(&reports["json"]).expect("it is JSON");
    let finding = failing(&report);
    let fixed = finding["fixes"][0]["edits"].as_array().expect("edits").iter().rev();
    let text = fs::read_to_string(team.path(file)).expect("it was written");
    let text = fixed.fold(text, |mut text, edit| {
        let at = |name: &str| edit[name].as_u64().expect("a place in the file") as usize;
        text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
        text
    });
    team.write(file, &text);
    let mended = avrocheck(team, &["compat", "--against", "main"]);
    assert_eq!(mended.status.code(), Some(0), "{text}\n{}", output_of(&mended));
    commit(team);
}

fn a_break_is_waived_for_a_while(team: &Repository) {
    git(team, &["checkout", "--quiet", "-b", "amount"]);
    team.write("schemas/v2/order.avsc", &ORDER.replace("\"long\"", "\"string\""));
    commit(team);
    let (reports, code) = team.reports(&["--against", "main"]);
    assert_eq!(code, Some(1));
    let report: Value = serde_json::from_str(&reports["json"]).expect("it is JSON");
    let mut waived = Vec::new();
    for pair in
        report["subjects"].as_array().into_iter().flatten().flat_map(|subject| subject["pairs"].as_array()).flatten()
    {
        let gated = pair["findings"].as_array().into_iter().flatten().filter(|_| pair["gated"] == true);
        for finding in gated.filter(|finding| finding["severity"] == "breaking") {
            let fingerprint = finding["fingerprint"].as_str().expect("a fingerprint");
            if !waived.contains(&fingerprint) {
                waived.push(fingerprint);
                let waive = ["waive", fingerprint, "--reason", "topic drained", "--expires", "2026-12-31"];
                let waive = on_day(team, "2026-11-22", &waive);
                assert_eq!(waive.status.code(), Some(0), "{}", output_of(&waive));
            }
        }
    }
    assert!(!waived.is_empty(), "{report:#}");
    let gate = ["compat", "--against", "main"];
    let tolerated = on_day(team, "2026-12-31", &gate);
    assert_eq!(tolerated.status.code(), Some(0), "{}", output_of(&tolerated));
    let expired = on_day(team, "2027-01-01", &gate);
    assert_eq!(expired.status.code(), Some(1), "{}", output_of(&expired));
    assert!(output_of(&expired).contains("expired"), "{}", output_of(&expired));
}

fn failing(report: &Value) -> &Value {
    let pairs = report["subjects"].as_array().into_iter().flatten().flat_map(|subject| subject["pairs"].as_array());
    let mut findings = pairs.flatten().flat_map(|pair| pair["findings"].as_array()).flatten();
    findings.find(|finding| finding["rule"] == "AVC101").expect("the field has no default")
}

fn avrocheck(team: &Repository, arguments: &[&str]) -> Output {
    team.program().args(arguments).output().expect("the program runs")
}

fn on_day(team: &Repository, day: &str, arguments: &[&str]) -> Output {
    team.program().args(arguments).env("AVROCHECK_TODAY", day).output().expect("the program runs")
}

fn output_of(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn commit(team: &Repository) {
    git(team, &["add", "--all"]);
    git(team, &["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "commit", "--quiet", "-m", "A change"]);
}

fn git(team: &Repository, arguments: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(team.path(""))
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(arguments);
    let output = git.output().expect("git (./ci/test installs what tests need)");
    assert!(output.status.success(), "git {arguments:?}: {}", output_of(&output));
}
