//! Every directory of `tests/trees` is a case: small trees of schemas, a file `cmd` with the command lines to run in it, one
//! a line, and `output.snap` with what they answer. A new case needs no Rust.

use std::fmt::Write;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use super::support::{Sandbox, package};

#[test]
fn trees() {
    let cases = cases();
    assert!(cases.len() > 20, "the cases have gone");
    let failed: Vec<&String> =
        cases.iter().filter(|case| catch_unwind(AssertUnwindSafe(|| check(case))).is_err()).collect();
    assert!(failed.is_empty(), "these cases answer otherwise than their output.snap: {failed:?}");
}

fn check(case: &str) {
    let sandbox = Sandbox::copy_of(&format!("tests/trees/{case}"));
    let commands = fs::read_to_string(sandbox.path("cmd")).unwrap_or_else(|error| panic!("{case}/cmd: {error}"));
    let mut text = String::new();
    for line in commands.lines().filter(|line| !line.is_empty()) {
        writeln!(text, "{}", sandbox.run(line)).expect("strings take all");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(package().join("tests/trees").join(case));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("output", text));
}

fn cases() -> Vec<String> {
    let directory: PathBuf = package().join("tests/trees");
    let entries = fs::read_dir(directory).expect("there are cases");
    let entries = entries.map(|entry| entry.expect("a directory's entries can be read"));
    let names = entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().expect("cases have plain names")).collect();
    names.sort();
    names
}
