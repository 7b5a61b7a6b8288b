//! `docs/formats.md` shows what the program prints. `UPDATE_DOCS=1 cargo test --test formats` writes it again.

use std::env;
use std::fs;
use std::process::Output;

use serde_json::Value;

use crate::repository::{Repository, package};

/// This package's schemas and examples, as its reader has them.
fn checkout() -> Repository {
    let repository = Repository::clean();
    repository.copy(&package().join("examples/broken"), "examples/broken");
    repository
}

fn run(repository: &Repository, command: &str) -> Output {
    let arguments = command.strip_prefix("avrocheck ").unwrap_or_else(|| panic!("it runs avrocheck: {command}"));
    repository.program().args(arguments.split_whitespace()).output().expect("the program runs")
}

/// The text with the block of each fence made anew from what it was.
fn renewed(text: &str, fence: &str, mut renew: impl FnMut(&str) -> String) -> String {
    let (start, end) = (format!("\n{fence}\n"), format!("{}\n", fence.trim_end_matches(char::is_alphabetic)));
    let mut parts = text.split(start.as_str());
    let mut renewed = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (block, rest) = part.split_once(&end).expect("each block has an end");
        renewed.push_str(&format!("{start}{}{end}{rest}", renew(block)));
    }
    renewed
}

#[test]
fn the_examples_are_what_is_printed() {
    let file = package().join("docs/formats.md");
    let text = fs::read_to_string(&file).expect("the document is there");
    let repository = checkout();
    let mut commands = 0;
    let printed = renewed(&text, "````console", |block| {
        commands += 1;
        let command =
            block.lines().next().and_then(|line| line.strip_prefix("$ ")).expect("a block starts with a command");
        let output = run(&repository, command);
        format!("$ {command}\n{}", String::from_utf8(output.stdout).expect("reports are UTF-8"))
    });
    let printed = renewed(&printed, "```json", |_| {
        let output = run(&repository, "avrocheck compat examples/broken/schemas --level BACKWARD --format sarif");
        let log: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
        let result =
            log["runs"][0]["results"].as_array().expect("results").iter().find(|result| result["ruleId"] == "AVC106");
        format!("{:#}\n", result.expect("the example loses a branch"))
    });
    assert_eq!(commands, 5);
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&file, printed).expect("the document can be written");
    } else {
        assert!(printed == text, "docs/formats.md shows something else: UPDATE_DOCS=1 cargo test --test formats");
    }
}

#[test]
fn the_commands_of_pipelines_run() {
    let text = fs::read_to_string(package().join("docs/formats.md")).expect("the document is there");
    let repository = checkout();
    let commands = text.lines().filter_map(|line| line.find("avrocheck compat schemas").map(|at| &line[at..]));
    let commands: Vec<&str> = commands.filter(|command| !command.contains('`')).collect();
    assert_eq!(commands.len(), 7, "{commands:?}");
    for command in commands {
        let output = run(&repository, command);
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
