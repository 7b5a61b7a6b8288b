//! Runs the pre-commit hook that uses the program on PATH: commits that break are refused. (The hook that installs its own
//! program is tested with the wheel.)

use std::env;
use std::path::{Path, PathBuf};
use std::process::Output;

use super::release::program;
use super::repository::{Repository, schema};
use super::tools::{assert_code, python, said, text, tool};
use crate::python::run;

/// A repository whose commits go through a hook of this package.
struct Guarded {
    repository: Repository,
    /// The package as pre-commit clones it: what it reads of it, and no more.
    _package: Repository,
    path: String,
}

impl Guarded {
    fn by(hook: &str, files: &[(&str, &str)]) -> Guarded {
        let package = Repository::of(&[(".pre-commit-hooks.yaml", &text(".pre-commit-hooks.yaml"))]);
        let configuration = format!(
            "repos:\n  - repo: {}\n    rev: {}\n    hooks:\n      - id: {hook}\n",
            package.path("").display(),
            package.git(&["rev-parse", "HEAD"]),
        );
        let repository = Repository::of(files);
        repository.write(".pre-commit-config.yaml", &configuration);
        repository.commit();
        let directories = [python(), program()].map(|file| file.parent().expect("in one"));
        let known = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(directories.map(Path::to_owned).into_iter().chain(env::split_paths(&known)));
        let path = path.expect("paths without colons").into_string().expect("paths are UTF-8");
        let guarded = Guarded { repository, _package: package, path };
        let mut install = guarded.repository.command(tool("pre-commit").get_program());
        run(install.arg("install").env("PRE_COMMIT_HOME", guarded.home()));
        guarded
    }

    fn home(&self) -> PathBuf {
        self.repository.path(".git/pre-commit-home")
    }

    /// Tries to commit what was changed.
    fn commit(&self) -> Output {
        self.repository.git(&["add", "--all"]);
        let mut commit = self.repository.command("git");
        commit.args(["commit", "--message", "Another"]).env("PATH", &self.path).env("PRE_COMMIT_HOME", self.home());
        commit.output().expect("git runs")
    }
}

#[test]
fn the_manifest_is_valid() {
    run(tool("pre-commit").args(["validate-manifest", ".pre-commit-hooks.yaml"]));
}

#[test]
fn a_commit_that_breaks_is_refused() {
    let guarded = Guarded::by("avrocheck-system", &[("schemas/user.avsc", &schema("\"int\""))]);
    guarded.repository.write("schemas/user.avsc", &schema("\"string\""));
    let output = guarded.commit();
    assert_code(&output, 1);
    assert!(said(&output).contains("AVC102") && said(&output).contains("Failed"), "{}", said(&output));

    guarded.repository.write("schemas/user.avsc", &schema("\"long\""));
    assert_code(&guarded.commit(), 0);
    guarded.repository.write("readme.md", "no schema");
    assert_code(&guarded.commit(), 0);
}

#[test]
fn a_commit_that_only_removes_a_released_version_is_refused() {
    let files = [("schemas/v1/user.avsc", &*schema("\"int\"")), ("schemas/v2/user.avsc", &schema("\"long\""))];
    let guarded = Guarded::by("avrocheck-system", &files);
    std::fs::remove_file(guarded.repository.path("schemas/v1/user.avsc")).expect("it is there");
    let output = guarded.commit();
    assert_code(&output, 1);
    assert!(said(&output).contains("AVC502"), "{}", said(&output));
}

#[test]
fn what_was_not_staged_is_not_looked_at() {
    let guarded = Guarded::by("avrocheck-system", &[("schemas/user.avsc", &schema("\"int\"")), ("readme.md", "")]);
    guarded.repository.write("readme.md", "another");
    guarded.repository.git(&["add", "readme.md"]);
    guarded.repository.write("schemas/user.avsc", &schema("\"string\""));
    let mut commit = guarded.repository.command("git");
    commit.args(["commit", "--message", "Another"]).env("PATH", &guarded.path).env("PRE_COMMIT_HOME", guarded.home());
    assert_code(&commit.output().expect("git runs"), 0);
}
