//! Checks the recipes for pipelines: hosts accept them, and their commands run on the branch of a pull request.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::checkout::Checkout;
use super::session::{self, Piece};
use super::{assert_none, package, pages};
use crate::python::{python, run};

/// What hosts put in before the shell sees a script, and what they have in the environment.
const FILLED_IN: [(&str, &str); 2] = [("${{ github.base_ref }}", "main"), ("${{ github.event.number }}", "1")];
const VARIABLES: [(&str, &str); 2] = [("GITHUB_BASE_REF", "main"), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")];

#[test]
fn recipes_are_valid_and_their_commands_run() {
    let pages = pages();
    let blocks = pages.iter().flat_map(|page| page.blocks.iter().map(move |block| (page, block)));
    let blocks: Vec<_> = blocks.filter(|(_, block)| matches!(block.language.as_str(), "yaml" | "xml")).collect();
    let rows: Vec<Value> =
        blocks.iter().map(|(_, block)| json!({"language": block.language, "text": block.text})).collect();
    let directory = tempfile::tempdir().expect("there is room for a directory");
    let file = directory.path().join("blocks.json");
    fs::write(&file, Value::from(rows).to_string()).expect("there is room for files");
    let script = package().join("tests/documents/book/recipes.py");
    let answers = run(Command::new(python("documents")).arg(script).arg(&file));
    let answers: Vec<Value> = serde_json::from_str(&answers).expect("it answers in JSON");
    assert_eq!(answers.len(), blocks.len());

    let (mut wrong, mut commands) = (Vec::new(), Vec::new());
    for ((page, block), answer) in blocks.iter().zip(&answers) {
        let place = page.place(block.line);
        wrong.extend(answer["wrong"].as_str().map(|why| format!("{place}: {why}")));
        for script in answer["scripts"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let script = FILLED_IN.iter().fold(script.to_owned(), |script, (from, to)| script.replace(from, to));
            let lines = script.lines().map(str::trim).filter(|line| line.starts_with("avrocheck "));
            commands.extend(lines.map(|line| (place.clone(), line.to_owned())));
            wrong.extend(syntax(&script).map(|why| format!("{place}: {why}")));
        }
    }
    assert!(commands.len() >= 7, "the recipes have gone: {commands:?}");
    let checkout = Checkout::new();
    let start = Piece::Script("git switch -q -c feature");
    let pieces: Vec<Piece> =
        std::iter::once(start).chain(commands.iter().map(|(_, line)| Piece::Command(line))).collect();
    let shown = session::run(&pieces, &checkout, &VARIABLES);
    for ((place, line), shown) in commands.iter().zip(shown.iter().skip(1)) {
        match shown {
            Some(shown) if shown.code == 0 => {}
            Some(shown) => wrong.push(format!("{place}: `{line}` ends with {}:\n{}", shown.code, shown.text)),
            None => wrong.push(format!("{place}: the shell ended at `{line}`")),
        }
    }
    assert_none(&wrong);
}

fn syntax(script: &str) -> Option<String> {
    let output =
        Command::new("bash").args(["-n", "-c", script]).output().expect("bash (./ci/test installs what tests need)");
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}
