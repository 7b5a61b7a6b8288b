//! Checks that files for hosts are valid by their published schemas, and that linters accept them.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::tools::{package, tool, yaml};
use crate::python::run;

const WORKFLOWS: [&str; 4] = [
    ".github/workflows/ci.yml",
    ".github/workflows/dependencies.yml",
    ".github/workflows/fuzz.yml",
    ".github/workflows/release.yml",
];

#[test]
fn files_are_valid_by_their_hosts_schemas() {
    for (schema, files) in [
        ("vendor.github-workflows", &WORKFLOWS[..]),
        ("vendor.github-actions", &["action.yml"]),
        ("vendor.gitlab-ci", &["ci/gitlab.yml"]),
    ] {
        run(tool("check-jsonschema").args(["--builtin-schema", schema]).args(files));
    }
}

/// No text from outside in scripts, no more permissions than needed, actions named by commit.
#[test]
fn workflows_and_the_action_are_safe() {
    run(tool("zizmor").args(["--offline", "--no-progress", "action.yml", ".github/workflows"]));
}

#[test]
fn the_dockerfile_is_as_it_should_be() {
    run(tool("hadolint").arg("Dockerfile"));
}

/// The scripts of a file, wherever they stand in it: those below these keys.
fn scripts(value: &Value, keys: &[&str]) -> Vec<String> {
    match value {
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(key, value)| match value {
                Value::String(text) if keys.contains(&&**key) => vec![text.clone()],
                Value::Array(lines) if keys.contains(&&**key) => {
                    lines.iter().map(|line| line.as_str().expect("a command").to_owned()).collect()
                }
                value => scripts(value, keys),
            })
            .collect(),
        Value::Array(values) => values.iter().flat_map(|value| scripts(value, keys)).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

#[test]
fn shell_scripts_are_as_they_should_be() {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let mut written: Vec<PathBuf> = Vec::new();
    let mut write = |text: String| {
        let file = directory.path().join(format!("{}.sh", written.len()));
        fs::write(&file, text).expect("a new file");
        written.push(file);
    };
    for file in WORKFLOWS.iter().chain(&["action.yml"]) {
        scripts(&yaml(file), &["run"])
            .into_iter()
            .for_each(|text| write(format!("#!/bin/bash\nset -eo pipefail\n{text}")));
    }
    // GitLab runs the lines of a job in one shell, whichever the image has.
    let job = scripts(&yaml("ci/gitlab.yml"), &["before_script", "script"]).join("\n");
    write(format!("#!/bin/sh\n# Flags are split on purpose.\n# shellcheck disable=SC2086\nset -e\n{job}"));
    assert!(written.len() > 8, "{written:?}");
    let own = ["ci/action.sh", "ci/fuzz"].map(|script| package().join(script));
    run(tool("shellcheck").args(own).args(&written));
}
