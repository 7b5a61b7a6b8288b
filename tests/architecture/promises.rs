//! Checks that every promise of docs/security.md names tests that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::source::root;

/// The heading of the column with the names of tests.
const HELD_BY: &str = "held by";

#[test]
fn every_promise_is_held_by_a_test() {
    let page = fs::read_to_string(root().join("docs/security.md")).expect("the page about security");
    let (known, promises) = (tests(), promises(&page));
    assert!(promises.len() >= 10, "the tables of promises are not found");
    let mut wrong = Vec::new();
    for (promise, names) in promises {
        if names.is_empty() {
            wrong.push(format!("held by no test: {promise}"));
        }
        wrong.extend(
            names.iter().filter(|name| !known.contains(*name)).map(|name| format!("no test {name}: {promise}")),
        );
    }
    assert!(wrong.is_empty(), "docs/security.md:\n{}", wrong.join("\n"));
}

/// The rows of the tables whose last column names tests: the promise, and the names between backticks.
fn promises(page: &str) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut is_promise = false;
    for line in page.lines() {
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
        match (line.starts_with('|'), &cells[..]) {
            (true, [.., HELD_BY]) => is_promise = true,
            (true, [promise, tests]) if is_promise && !promise.starts_with("---") => {
                let names = tests.split('`').skip(1).step_by(2).map(str::to_owned);
                found.push(((*promise).to_owned(), names.collect()));
            }
            (true, _) => {}
            (false, _) => is_promise = false,
        }
    }
    found
}

/// The names of all functions with the attribute of a test.
fn tests() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<PathBuf> = ["src", "tests", "crates"].map(|directory| root().join(directory)).to_vec();
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(&directory).expect("a directory of this repository") {
            let path = entry.expect("an entry of a directory").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension() == Some(Path::new("rs").as_os_str()) {
                let text = fs::read_to_string(&path).expect("a source file");
                let after = text.split("#[test]").skip(1).filter_map(|rest| rest.split_once("fn "));
                found.extend(after.filter_map(|(_, rest)| Some(rest.split_once('(')?.0.to_owned())));
            }
        }
    }
    found
}
