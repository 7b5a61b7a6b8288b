//! Runs the tools that judge files of this package.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

use crate::python;

pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn text(file: &str) -> String {
    fs::read_to_string(package().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Python with the tools. Tests that start at the same time install them once.
pub fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| python::python("documents"))
}

/// One of the tools.
pub fn tool(name: &str) -> Command {
    let directory = python().parent().expect("Python lies in a directory");
    let mut command = Command::new(directory.join(name));
    command.current_dir(package());
    command
}

/// A YAML file of this package.
pub fn yaml(file: &str) -> Value {
    let program = "import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1], encoding='utf-8')), sys.stdout)";
    let json = python::run(Command::new(python()).args(["-c", program]).arg(package().join(file)));
    serde_json::from_str(&json).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// Both streams of a command, as people read them in a log.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Asserts that a command ended with a code, and shows what it said if not.
#[track_caller]
pub fn assert_code(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", said(output));
}
