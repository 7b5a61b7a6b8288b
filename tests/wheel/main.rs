//! Packs the crate as it is published and compiles it; makes the wheel, runs the tests of the Python package, and commits through
//! the pre-commit hook that installs the wheel. This is a target of its own because it calls cargo, which waits for locks and takes
//! minutes: nothing else should run beside it.
#![allow(missing_docs, unreachable_pub)]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[path = "../support/python.rs"]
mod python;
#[path = "../support/wheel.rs"]
mod wheel;

use python::{python, run};
use wheel::{install, target, tool, wheel};

const VERSION: &str = env!("CARGO_PKG_VERSION");

const REPOSITORY: &str = env!("CARGO_PKG_REPOSITORY");

/// Prints what a wheel says of itself.
const METADATA: &str = "
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
print(wheel.read(next(name for name in wheel.namelist() if name.endswith('dist-info/METADATA'))).decode())
assert any(name.endswith('licenses/LICENSE') for name in wheel.namelist()), wheel.namelist()
";

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_published_crate_compiles() {
    // Where it lies does not change, so that what was compiled is not compiled again.
    let source = unpacked_crate(&home());
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--", "--version"]).current_dir(source).env("CARGO_TARGET_DIR", target());
    assert_eq!(run(&mut cargo), format!("avrocheck {VERSION}\n"));
}

#[test]
fn the_wheel_works_in_python_alone_and_as_a_hook() {
    let wheel = wheel(&home().join("wheels"));
    let installed = installed(&wheel, &home().join("environment"));
    let version = run(Command::new(&installed).arg("--version"));
    assert_eq!(version, format!("avrocheck {VERSION}\n"));
    let metadata = run(Command::new("python3").args(["-c", METADATA]).arg(&wheel));
    for line in ["License-Expression: Apache-2.0", "License-File: LICENSE", env!("CARGO_PKG_DESCRIPTION"), REPOSITORY] {
        assert!(metadata.contains(line), "{line} is not in {metadata}");
    }
    run(Command::new("python3").arg(package().join("ci/smoke.py")).arg(&installed));
    test_package(&wheel);

    let refused = commit_through_hook(tool("pre-commit"), &home().join("wheels"));
    let said = String::from_utf8_lossy(&[refused.stdout, refused.stderr].concat()).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("AVC102"), "{said}");
}

/// The package's own tests, and its types: those that are declared are those that are there.
fn test_package(wheel: &Path) {
    let python = python("bindings");
    install(wheel, &python);
    let bindings = package().join("bindings/python");
    let call = |arguments: &[&str]| run(Command::new(&python).args(["-m"]).args(arguments).current_dir(&bindings));
    call(&["pytest", "-q", "-p", "no:cacheprovider", "tests"]);
    call(&["mypy", "--strict", "--no-incremental", "-p", "avrocheck"]);
    call(&["mypy.stubtest", "avrocheck._native"]);
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("published")
}

/// The crate as crates.io would have it. The crates that it comes with lie beside it, as long as crates.io has no others.
fn unpacked_crate(home: &Path) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args([
            "package",
            "--workspace",
            "--exclude",
            "avrocheck-python",
            "--locked",
            "--allow-dirty",
            "--no-verify",
            "--quiet",
        ])
        .current_dir(package());
    run(cargo.arg("--target-dir").arg(home));
    let mut patches = "[patch.crates-io]\n".to_owned();
    for name in ["avro-columns", "avro-resolve", "kafka-batches", "movie-logs", "schema-registry", "avrocheck"] {
        let directory = format!("{name}-{VERSION}");
        if home.join(&directory).exists() {
            fs::remove_dir_all(home.join(&directory)).expect("what an earlier run unpacked");
        }
        // `-m`: in the archive all files are equally old, and cargo goes by their age.
        let archive = home.join(format!("package/{directory}.crate"));
        run(Command::new("tar").arg("-xzmf").arg(archive).arg("-C").arg(home));
        if name != "avrocheck" {
            patches.push_str(&format!("{name} = {{ path = \"{directory}\" }}\n"));
        }
    }
    fs::create_dir_all(home.join(".cargo")).expect("a new directory");
    fs::write(home.join(".cargo/config.toml"), patches).expect("a new file");
    let source = home.join(format!("avrocheck-{VERSION}"));
    for file in ["LICENSE", "README.md", "CHANGELOG.md", "Cargo.lock"] {
        assert!(source.join(file).is_file(), "the crate has no {file}");
    }
    source
}

/// The program of a wheel, installed where nothing else is.
fn installed(wheel: &Path, environment: &Path) -> PathBuf {
    run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(environment));
    let directory = environment.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mut pip = Command::new(directory.join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index"]);
    run(pip.arg(wheel));
    directory.join("avrocheck")
}

/// A commit that breaks a schema, through the hook that brings its own program; packages come from the registry, ours from here.
fn commit_through_hook(pre_commit: Command, wheels: &Path) -> Output {
    let directory = tempfile::tempdir().expect("a directory for the test");
    let git = |at: &str, arguments: &[&str]| -> Command {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]).args(arguments);
        git.current_dir(directory.path().join(at)).env("GIT_CONFIG_GLOBAL", "/dev/null");
        git.env("PRE_COMMIT_HOME", directory.path().join("cache")).env("PIP_FIND_LINKS", wheels);
        git
    };
    let commit = |at: &str| {
        run(&mut git(at, &["init", "--quiet"]));
        run(&mut git(at, &["add", "--all"]));
        run(&mut git(at, &["commit", "--quiet", "--message", "What there is"]));
    };
    let write = |file: &str, text: &str| fs::write(directory.path().join(file), text).expect("a new file");

    // This package as pre-commit clones it: what it reads of it.
    for name in ["hook", "team/schemas"] {
        fs::create_dir_all(directory.path().join(name)).expect("a new directory");
    }
    for file in [".pre-commit-hooks.yaml", "pyproject.toml"] {
        fs::copy(package().join(file), directory.path().join("hook").join(file)).expect("a new file");
    }
    commit("hook");
    let revision = run(&mut git("hook", &["rev-parse", "HEAD"]));

    let schema = |ty: &str| {
        format!("{{\"type\": \"record\", \"name\": \"User\", \"fields\": [{{\"name\": \"age\", \"type\": \"{ty}\"}}]}}")
    };
    let repo = directory.path().join("hook").display().to_string();
    let configuration =
        format!("repos:\n  - repo: {repo}\n    rev: {}\n    hooks:\n      - id: avrocheck\n", revision.trim());
    write("team/.pre-commit-config.yaml", &configuration);
    write("team/schemas/user.avsc", &schema("int"));
    commit("team");
    let mut install = Command::new(pre_commit.get_program());
    run(install.arg("install").current_dir(directory.path().join("team")));

    write("team/schemas/user.avsc", &schema("long"));
    let mut passes = git("team", &["commit", "--all", "--message", "Wider"]);
    run(&mut passes);
    write("team/schemas/user.avsc", &schema("string"));
    git("team", &["commit", "--all", "--message", "Broken"]).output().expect("git runs")
}
