//! Makes the home directory of the documentation's commands: a checkout of this package's examples, which is a git repository
//! with a remote, and on the path the program, a replacement for `cargo run`, and Python with the packages of
//! `tests/documents/requirements.txt`.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::package;
use crate::python::python;

/// What a page's commands may read. Not the pages: the commit would have another number with every word of them.
const SHOWN: [&str; 4] = ["schemas", "fixtures", "examples", "avrocheck.toml"];

/// `cargo run` without the half hour: what was built is run.
const CARGO: &str = r#"#!/bin/sh
[ "$1 $2 $3" = "run --release --" ] || { echo "cargo $*: a page says that this is not run" >&2; exit 127; }
shift 3
exec avrocheck "$@"
"#;

/// Removed after the test.
pub struct Checkout(TempDir);

impl Checkout {
    pub fn new() -> Checkout {
        let checkout = Checkout(tempfile::tempdir().expect("there is room for a directory"));
        fs::create_dir_all(checkout.programs()).expect("there is room for a directory");
        fs::create_dir_all(checkout.directory()).expect("there is room for a directory");
        symlink(env!("CARGO_BIN_EXE_avrocheck"), checkout.programs().join("avrocheck")).expect("a new link");
        let cargo = checkout.programs().join("cargo");
        fs::write(&cargo, CARGO).expect("there is room for files");
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("the file is ours");
        for name in SHOWN {
            copy(&package().join(name), &checkout.directory().join(name));
        }
        let origin = "git init -q && git add . && git commit -q -m 'The schemas as they are released' \
            && git clone -q --bare . ~/origin/avrocheck.git && git remote add origin ~/origin/avrocheck.git \
            && git fetch -q && git branch -q --set-upstream-to=origin/main";
        let made = checkout
            .command("bash")
            .args(["-c", origin])
            .output()
            .expect("bash and git (./ci/test installs what tests need)");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        checkout
    }

    pub fn home(&self) -> &Path {
        self.0.path()
    }

    /// Where commands start.
    pub fn directory(&self) -> PathBuf {
        self.home().join("avrocheck")
    }

    fn programs(&self) -> PathBuf {
        self.home().join(".local/bin")
    }

    /// A program in context_at that are always the same: no colours, one language, one day, and an author.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let inherited = std::env::vars_os().map(|(name, _)| name);
        let strange = ["AVROCHECK_", "GIT_", "GITHUB_", "CI_", "XDG_", "COLUMNS", "CLICOLOR", "TERM"];
        for name in inherited.filter(|name| strange.iter().any(|start| name.to_string_lossy().starts_with(start))) {
            command.env_remove(name);
        }
        let path = std::env::var("PATH").unwrap_or_default();
        let python = python("documents");
        let packages = python.parent().expect("Python is in a directory").display();
        let day = "2026-12-01T09:00:00Z";
        command
            .current_dir(self.directory())
            .env("HOME", self.home())
            .env("PATH", format!("{}:{packages}:{path}", self.programs().display()))
            .envs([("LC_ALL", "C.UTF-8"), ("NO_COLOR", "1"), ("TERM", "dumb"), ("AVROCHECK_TODAY", "2026-12-01")])
            .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_PAGER", "cat")])
            .envs([("GIT_AUTHOR_NAME", "Ada"), ("GIT_AUTHOR_EMAIL", "ada@example.org"), ("GIT_AUTHOR_DATE", day)])
            .envs([
                ("GIT_COMMITTER_NAME", "Ada"),
                ("GIT_COMMITTER_EMAIL", "ada@example.org"),
                ("GIT_COMMITTER_DATE", day),
            ])
            .envs([
                ("GIT_CONFIG_COUNT", "1"),
                ("GIT_CONFIG_KEY_0", "init.defaultBranch"),
                ("GIT_CONFIG_VALUE_0", "main"),
            ]);
        command
    }
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs::copy(from, to).expect("there is room for files");
        return;
    }
    fs::create_dir(to).expect("there is room for a directory");
    for entry in fs::read_dir(from).expect("it is a directory of this package") {
        let entry = entry.expect("it can be listed");
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
