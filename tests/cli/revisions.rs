//! Git revisions. Every directory of `tests/revisions/<rule>` is a case: `before` is committed on `main`, `after` on a branch, and
//! `cmd` and `output.snap` say what is asked and answered. What needs more of a history stands here.

use std::fmt::Write;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::repository::Repository;
use super::support::{package, record};

#[test]
fn cases() {
    let root = package().join("tests/revisions");
    let mut cases = Vec::new();
    for rule in fs::read_dir(&root).expect("there are cases") {
        let rule = rule.expect("a directory's entries can be read");
        for case in fs::read_dir(rule.path()).expect("a rule's cases") {
            let case = case.expect("a directory's entries can be read").path();
            cases.push(case.strip_prefix(&root).expect("it is below").to_str().expect("plain names").to_owned());
        }
    }
    cases.sort();
    assert!(cases.len() > 5, "the cases have gone");
    let failed: Vec<&String> =
        cases.iter().filter(|case| catch_unwind(AssertUnwindSafe(|| check(case))).is_err()).collect();
    assert!(failed.is_empty(), "these cases answer otherwise than their output.snap: {failed:?}");
}

fn check(case: &str) {
    let directory = package().join("tests/revisions").join(case);
    let repository = Repository::new();
    repository.copy(&directory.join("before"), "");
    repository.commit();
    repository.branch("feature");
    repository.remove("schemas");
    repository.copy(&directory.join("after"), "");
    repository.commit();
    let commands = fs::read_to_string(directory.join("cmd")).unwrap_or_else(|error| panic!("{case}/cmd: {error}"));
    let mut text = String::new();
    for line in commands.lines().filter(|line| !line.is_empty()) {
        writeln!(text, "{}", repository.run(line)).expect("strings take all");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(directory);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("output", text));
}

const ID: &str = r#"{"name": "id", "type": "long"}"#;
const NAME: &str = r#"{"name": "name", "type": "string"}"#;

fn user(fields: &[&str]) -> String {
    record("User", fields)
}
