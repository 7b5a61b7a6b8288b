//! Runs `compat --fix` on files.

use std::fs;
use std::process::Command;

use crate::repository::Repository;
use crate::sandbox::{Sandbox, record};

const OLD: &str = r#"{"type": "enum", "name": "Suit", "symbols": ["A", "B"]}"#;

#[test]
fn a_file_keeps_its_mark_line_ends_and_comments() {
    let new = "\u{feff}// Suits.\r\n{\r\n\t\"type\": \"enum\",\r\n\t\"name\": \"Suit\",\r\n\t\"symbols\": [\r\n\t\t\"A\" // ace\r\n\t]\r\n}\r\n";
    let sandbox = Sandbox::of([("schemas/suit/v1.avsc", OLD), ("schemas/suit/v2.avsc", new)]);
    let run = sandbox.run("compat --fix");
    assert_eq!(run.code, 0, "{run}");
    let fixed = fs::read_to_string(sandbox.path("schemas/suit/v2.avsc")).expect("the file is there");
    assert_eq!(fixed, new.replace("\"A\" // ace", "\"A\", // ace\r\n\t\t\"B\""));
    assert_eq!(fs::read_to_string(sandbox.path("schemas/suit/v1.avsc")).expect("the file is there"), OLD);
    let entries = fs::read_dir(sandbox.path("schemas/suit")).expect("the directory is there");
    assert_eq!(entries.count(), 2, "something was left behind");
    assert!(!sandbox.run("compat --fix").stdout.contains("@@"), "there was nothing left to do");
}

/// What a program reads in the report can be applied by it: bytes of the file, from 0.
#[test]
fn edits_of_the_report_fit_the_file() {
    let new = r#"{"doc": "größer", "type": "enum", "name": "Suit", "symbols": ["A"]}"#;
    let sandbox = Sandbox::of([("schemas/suit/v1.avsc", OLD), ("schemas/suit/v2.avsc", new)]);
    let report = sandbox.json("compat --format json");
    let fixes = &report["subjects"][0]["pairs"][0]["findings"][0]["fixes"];
    assert_eq!(fixes[0]["applicability"], "automatic");
    assert_eq!(fixes[1]["applicability"], "suggested");
    assert_eq!(fixes[0]["title"], "add the symbol \"B\" again");
    assert_eq!(fixes[0]["file"], "schemas/suit/v2.avsc");
    let mut text = new.to_owned();
    for edit in fixes[0]["edits"].as_array().expect("edits").iter().rev() {
        let at = |key: &str| edit[key].as_u64().expect("a number") as usize;
        text.replace_range(at("start")..at("end"), edit["text"].as_str().expect("a text"));
    }
    assert_eq!(text, new.replace("\"A\"", "\"A\", \"B\""));
    let run = sandbox.run("compat --fix --format json");
    assert!(run.stderr.contains("fixed: schemas/suit/v2.avsc"), "{run}");
    assert_eq!(fs::read_to_string(sandbox.path("schemas/suit/v2.avsc")).expect("the file is there"), text);
}

/// Hosts that take edits out of a report make the same text of the file as `--fix`.
#[test]
fn edits_of_other_formats_fit_the_file() {
    let new = "{\"doc\": \"gr\u{f6}\u{df}er\",\n\"note\": \"\u{1d11e}\", \"type\": \"enum\", \"name\": \"Suit\", \"symbols\": [\"A\"]}";
    let sandbox = Sandbox::of([("schemas/suit/v1.avsc", OLD), ("schemas/suit/v2.avsc", new)]);
    let meant = new.replace("\"A\"", "\"A\", \"B\"");
    let number = |value: &serde_json::Value| value.as_u64().expect("a number") as usize;
    let line_start = |line: usize| new.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
    let text_of = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();

    let diagnostic = &sandbox.json("compat --format rdjson")["diagnostics"][0];
    assert_eq!(diagnostic["location"]["path"], "schemas/suit/v2.avsc");
    let suggestions = diagnostic["suggestions"].as_array().expect("suggestions");
    assert_eq!(suggestions.len(), 1, "the best one");
    let in_bytes = |at: &serde_json::Value| line_start(number(&at["line"])) + number(&at["column"]) - 1;
    let range = &suggestions[0]["range"];
    let mut text = new.to_owned();
    text.replace_range(in_bytes(&range["start"])..in_bytes(&range["end"]), &text_of(&suggestions[0]["text"]));
    assert_eq!(text, meant);

    let result = &sandbox.json("compat --format sarif")["runs"][0]["results"][0];
    let change = &result["fixes"][0]["artifactChanges"][0];
    assert_eq!(result["fixes"][0]["description"]["text"], "add the symbol \"B\" again");
    assert_eq!(change["artifactLocation"]["uri"], "schemas/suit/v2.avsc");
    let in_characters = |line: &serde_json::Value, column: &serde_json::Value| {
        let start = line_start(number(line));
        start + new[start..].chars().take(number(column) - 1).map(char::len_utf8).sum::<usize>()
    };
    let mut text = new.to_owned();
    for replacement in change["replacements"].as_array().expect("replacements").iter().rev() {
        let region = &replacement["deletedRegion"];
        let start = in_characters(&region["startLine"], &region["startColumn"]);
        let end = in_characters(&region["endLine"], &region["endColumn"]);
        text.replace_range(start..end, &text_of(&replacement["insertedContent"]["text"]));
    }
    assert_eq!(text, meant);
}

/// What mends several findings together is in every report for people.
#[test]
fn patches_are_shown_with_their_command() {
    let new = record("User", &[ID, NAME, TAGS]);
    let sandbox = Sandbox::of([("schemas/user/v1.avsc", &*record("User", &[ID])), ("schemas/user/v2.avsc", &new)]);
    for format in ["human", "markdown", "html"] {
        let shown = sandbox.run(&format!("compat --format {format}")).stdout;
        for part in ["2 edits mend all 2 breaking findings", "avrocheck compat --fix --unsafe-fixes ", "@@ "] {
            assert!(shown.contains(part), "{format} has no {part:?}:\n{shown}");
        }
    }
}

#[test]
fn nothing_is_written_where_something_cannot_be_checked() {
    let new = r#"{"type": "enum", "name": "Suit", "symbols": ["A"]}"#;
    let sandbox =
        Sandbox::of([("schemas/suit/v1.avsc", OLD), ("schemas/suit/v2.avsc", new), ("schemas/user/v1.avsc", "{")]);
    assert_eq!(sandbox.run("compat --fix").code, 2);
    assert_eq!(fs::read_to_string(sandbox.path("schemas/suit/v2.avsc")).expect("the file is there"), new);
}

#[test]
fn files_given_one_by_one_are_fixed_too() {
    let sandbox = Sandbox::of([("old.avsc", OLD), ("new.avsc", r#"{"type":"enum","name":"Suit","symbols":["B"]}"#)]);
    assert_eq!(sandbox.run("compat old.avsc new.avsc --fix").code, 0);
    let fixed = fs::read_to_string(sandbox.path("new.avsc")).expect("the file is there");
    assert_eq!(fixed, r#"{"type":"enum","name":"Suit","symbols":["A","B"]}"#);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::of([("schemas/suit/v1.avsc", OLD)]);
    sandbox.write("elsewhere.avsc", r#"{"type":"enum","name":"Suit","symbols":["B"]}"#);
    sandbox.link("schemas/suit/v2.avsc", "../../elsewhere.avsc");
    let path = sandbox.path("elsewhere.avsc");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("it is ours");
    assert_eq!(sandbox.run("compat --fix").code, 0);
    assert!(fs::symlink_metadata(sandbox.path("schemas/suit/v2.avsc")).expect("it is there").is_symlink());
    assert_eq!(fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(path).expect("it is there").contains("[\"A\",\"B\"]"));
}

const ID: &str = r#"{"name": "id", "type": "int"}"#;
const NAME: &str = r#"{"name": "name", "type": "string"}"#;
const TAGS: &str = r#"{"name": "tags", "type": {"type": "array", "items": "string"}}"#;

#[test]
fn a_dry_run_shows_a_diff_and_changes_nothing() {
    let new = record("User", &[ID, TAGS]);
    let sandbox = Sandbox::of([("schemas/user/v1.avsc", &*record("User", &[ID])), ("schemas/user/v2.avsc", &new)]);
    let plain = sandbox.run("compat");
    let dry = sandbox.run("compat --fix --dry-run");
    assert_eq!(dry.code, plain.code, "{dry}");
    assert!(dry.stdout.starts_with("--- schemas/user/v2.avsc\n+++ schemas/user/v2.avsc\n@@ "), "{dry}");
    assert!(dry.stdout.ends_with(&plain.stdout), "{dry}");
    assert!(sandbox.run("compat --fix --dry-run --format json").stderr.contains("would fix: schemas/user/v2.avsc"));
    assert_eq!(fs::read_to_string(sandbox.path("schemas/user/v2.avsc")).expect("the file is there"), new);
    assert_eq!(sandbox.run("compat --dry-run").code, 2);
    assert_eq!(sandbox.run("compat --fix").code, 0);
}

#[test]
fn fixes_that_need_a_decision_are_asked_for_by_name() {
    let versions = || {
        let new = record("User", &[ID, NAME, r#"{"name": "age", "type": "int"}"#]);
        Sandbox::of([("schemas/user/v1.avsc", &*record("User", &[ID])), ("schemas/user/v2.avsc", &new)])
    };
    let fixed = |wanted: &str| {
        let sandbox = versions();
        sandbox.run(&format!("compat --fix {wanted}"));
        fs::read_to_string(sandbox.path("schemas/user/v2.avsc")).expect("the file is there").matches("default").count()
    };
    assert_eq!(fixed(""), 0);
    let report = versions().json("compat --format json");
    let finding =
        report["subjects"][0]["pairs"][0]["findings"][0]["fingerprint"].as_str().expect("a finding").to_owned();
    assert_eq!(fixed(&format!("--unsafe-fixes {finding}")), 1);
    assert_eq!(fixed("--unsafe-fixes AVC101"), 2);
    assert_eq!(fixed("--unsafe-fixes missing-default,AVC102"), 2);
    assert_eq!(fixed("--unsafe-fixes AVC102"), 0);
    assert_eq!(fixed("--unsafe-fixes all"), 2);
    assert_eq!(versions().run("compat --unsafe-fixes all").code, 2);
    assert!(versions().run("compat --fix --unsafe-fixes AVC999").stderr.contains("is no fingerprint"));
}

#[test]
fn files_that_are_edited_in_place_are_fixed() {
    let repository = Repository::of([("schemas/user.avsc", &*record("User", &[ID]))]);
    repository.branch("feature");
    repository.write("schemas/user.avsc", record("User", &[ID, TAGS]));
    let run = repository.run("compat --against main --fix");
    assert_eq!(run.code, 0, "{run}");
    let fixed = fs::read_to_string(repository.path("schemas/user.avsc")).expect("the file is there");
    assert!(fixed.contains(r#""default": []"#), "{fixed}");
}

/// Makes what a user has in a directory of their own.
type Setting = (&'static str, fn() -> Repository, &'static [&'static str]);

const SETTINGS: [Setting; 4] = [
    ("versions in the default directory", || versions("schemas", ""), &["compat"]),
    (
        "a directory and a configuration with names that a shell would split",
        || versions("it's my schemas", "level = \"FULL\"\n"),
        &["compat", "it's my schemas", "--config", "my settings.toml"],
    ),
    (
        "a level and implementations",
        || versions("schemas", ""),
        &["compat", "--level", "FULL", "--assume", "java,rust", "schemas"],
    ),
    ("files that are edited in place", in_place, &["compat", "--against", "main", "schemas"]),
];

fn versions(directory: &str, settings: &str) -> Repository {
    let new = record("User", &[r#"{"name": "id", "type": "string"}"#, NAME, TAGS]);
    let repository = Repository::of([("my settings.toml", &*format!("version = 1\n{settings}"))]);
    repository.write(&format!("{directory}/v1/user.avsc"), record("User", &[ID]));
    repository.write(&format!("{directory}/v2/user.avsc"), new);
    repository
}

fn in_place() -> Repository {
    let repository = Repository::of([("schemas/user.avsc", &*record("User", &[ID]))]);
    repository.branch("feature");
    repository.write("schemas/user.avsc", record("User", &[ID, NAME, TAGS]));
    repository
}

/// Runs a line in a shell, as a user would paste it.
fn paste(repository: &Repository, line: &str) -> std::process::Output {
    let programs = std::path::Path::new(env!("CARGO_BIN_EXE_avrocheck")).parent().expect("it is in a directory");
    let path = std::env::join_paths(
        std::iter::once(programs.to_owned())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut command = Command::new("sh");
    command.args(["-c", line]).current_dir(repository.path("")).env("PATH", path.expect("plain directories"));
    command.output().expect("there is a shell")
}

/// The breaking findings of a run.
fn breaking(repository: &Repository, arguments: &[&str]) -> Vec<serde_json::Value> {
    let mut command = repository.command("");
    let output = command.args(arguments).args(["--format", "json"]).output().expect("the program can be started");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a report");
    let pairs = report["subjects"]
        .as_array()
        .expect("subjects")
        .iter()
        .flat_map(|subject| subject["pairs"].as_array().cloned().unwrap_or_default());
    let findings = pairs
        .filter(|pair| pair["gated"] == true)
        .flat_map(|pair| pair["findings"].as_array().cloned().unwrap_or_default());
    findings.filter(|finding| finding["severity"] == "breaking").collect()
}

/// Every command that a failing run prints does what the run promises of it.
#[test]
fn printed_commands_can_be_pasted() {
    for (what, make, arguments) in SETTINGS {
        let output = make().command("").args(arguments).output().expect("the program can be started");
        let text = String::from_utf8(output.stdout).expect("reports are UTF-8");
        assert_eq!(output.status.code(), Some(1), "{what}:\n{text}");
        let commands: Vec<(&str, &str)> = text
            .lines()
            .filter_map(|line| line.split_once("avrocheck "))
            .map(|(before, command)| (before.trim_matches([' ', '=', '|', ':']), command))
            .collect();
        let of = |word: &str| commands.iter().filter(|(before, _)| *before == word).count();
        assert!(of("waive") >= 2 && of("apply") >= 3 && of("more") >= 2, "{what}:\n{text}");
        for (word, command) in commands {
            let repository = make();
            let before = breaking(&repository, arguments);
            let command = format!("avrocheck {command}");
            let filled = command.replacen("--reason …", "--reason 'it is drained'", 1).replacen(
                "--expires …",
                "--expires 2999-12-31",
                1,
            );
            let output = paste(&repository, &filled);
            let after = breaking(&repository, arguments);
            let said = format!(
                "{what}: {filled}\n{}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            );
            match word {
                "apply" => {
                    let named =
                        command.split_whitespace().skip_while(|word| *word != "--unsafe-fixes").nth(1).unwrap_or("");
                    let is_left = |id: &str| after.iter().any(|finding| finding["fingerprint"] == id);
                    assert!(after.len() < before.len() && !named.split(',').any(is_left), "{said}");
                }
                "waive" => {
                    let waived = |findings: &[serde_json::Value]| {
                        findings.iter().filter(|finding| finding["standing"] == "waived").count()
                    };
                    assert!(output.status.success() && waived(&after) > waived(&before), "{said}");
                    assert_eq!(paste(&make(), &command).status.code(), Some(2), "a reason is for people to give");
                }
                _ => assert!(output.status.success() && !output.stdout.is_empty(), "{said}"),
            }
        }
    }
}

/// Each edit that is shown has the text read again: there is an end to that, and all are made.
#[test]
fn thousands_of_slips_in_one_file() {
    let field = |number: usize| {
        format!(
            r#"{{"name":"a{number}","type":{{"type":["int"]}}}},{{"name":"b{number}","type":"int","logicalType":"date"}}"#
        )
    };
    let fields: Vec<String> = (0..6_000).map(field).collect();
    let text = format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, fields.join(","));
    let sandbox = Sandbox::of([("schemas/r.avsc", &*text)]);
    let run = sandbox.run("lint --format rdjson");
    let shown = run.stdout.matches("\"suggestions\"").count();
    assert!(run.code == 1 && (1..200).contains(&shown), "{shown} suggestions");
    let run = sandbox.run("lint --fix --unsafe-fixes all --format concise");
    assert!(run.code == 0 && run.stdout.contains("nothing found"), "{}", run.last_line());
}
