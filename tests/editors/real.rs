//! Real editors: each shows a finding with its reason, makes its fix, and saves the file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::{python, run};
use crate::sandbox::{Sandbox, package};

const BROKEN: &str = r#"{
  "type": "record",
  "name": "Film",
  "fields": [
    {"name": "title", "type": "string"},
    {"name": "casts", "type": {"type": "array", "items": "string"}}
  ]
}
"#;

/// Two versions of a schema: the second adds a field without a default.
fn films() -> Sandbox {
    let first =
        BROKEN.replace(",\n    {\"name\": \"casts\", \"type\": {\"type\": \"array\", \"items\": \"string\"}}", "");
    Sandbox::of([("schemas/v1/film.avsc", &first), ("schemas/v2/film.avsc", BROKEN)])
}

/// A command that finds the file, the server, and nothing of whoever runs the tests.
fn editor(program: impl AsRef<Path>, sandbox: &Sandbox) -> Command {
    let mut command = Command::new(program.as_ref());
    command.current_dir(sandbox.path(""));
    command.env("AVROCHECK", env!("CARGO_BIN_EXE_avrocheck")).env("FILE", sandbox.path("schemas/v2/film.avsc"));
    for variable in ["HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"] {
        command.env(variable, sandbox.path(".git"));
    }
    command
}

/// What an editor has to say and to save.
fn demand_fixed(sandbox: &Sandbox, said: &str) {
    assert!(said.contains("AVC101") || said.contains("has no default for it"), "{said}");
    assert!(said.contains("clean, written"), "{said}");
    let saved = fs::read_to_string(sandbox.path("schemas/v2/film.avsc")).expect("it is there");
    assert_eq!(saved, BROKEN.replace("\"string\"}}", "\"string\"}, \"default\": []}"));
}

#[test]
fn neovim_of_debian_shows_and_fixes() {
    neovim(Path::new("nvim"));
}

#[test]
fn neovim_of_pypi_shows_and_fixes() {
    neovim(&python("editors").with_file_name("nvim"));
}

fn neovim(program: &Path) {
    let sandbox = films();
    let script = package().join("tests/editors/neovim.lua");
    let mut command = editor(program, &sandbox);
    command.args(["--headless", "--clean", "-n", "-S"]).arg(script);
    demand_fixed(&sandbox, &run(&mut command));
}

#[test]
fn emacs_shows_and_fixes() {
    let sandbox = films();
    let mut command = editor("emacs", &sandbox);
    command.args(["-Q", "--batch", "-l"]).arg(package().join("tests/editors/emacs.el"));
    demand_fixed(&sandbox, &run(&mut command));
}

#[test]
fn clients_of_other_editors_are_served() {
    let python = python("editors");
    let sandbox = films();
    let mut command = editor(&python, &sandbox);
    let tests: PathBuf = package().join("tests/editors/test_clients.py");
    // It keeps nothing in the repository.
    command.env("PYTHONDONTWRITEBYTECODE", "1").env_remove("PYTEST_ADDOPTS");
    command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider"]).arg("--rootdir").arg(sandbox.path("")).arg(tests);
    let said = run(&mut command);
    assert!(said.contains("3 passed"), "{said}");
}
