//! Builds the playground and opens it in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::{python, run};
use crate::repository::package;

#[test]
fn the_playground_does_what_the_command_line_does() {
    let page = Path::new(env!("CARGO_TARGET_TMPDIR")).join("playground.html");
    run(Command::new("python3").arg(package().join("playground/build.py")).arg(&page));
    let mut visit = Command::new(python("formats"));
    visit.arg(package().join("tests/formats/playground.py")).arg(&page).arg(env!("CARGO_BIN_EXE_avrocheck"));
    visit.arg(package().join("tests/cases")).args(pairs_of_others());
    let said = run(&mut visit);
    assert!(said.contains("the page and the command line give the same bytes"), "{said}");
}

/// Pairs from other projects' test suites, which are not ours to ship: where they are is said as for `./ci/test`.
fn pairs_of_others() -> Option<PathBuf> {
    let named = std::env::var_os("AVROCHECK_PEERS").map(PathBuf::from);
    let pairs = named.unwrap_or_else(|| package().join("../shared/conformance/peers.jsonl"));
    pairs.is_file().then_some(pairs)
}
